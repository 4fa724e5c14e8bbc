/** The words of resuming, recovering and forking sessions, in Chinese. */
import type { keep as english } from './keep.en.ts';

export const keep: typeof english = {
  elsewhere: {
    title: '此会话由另一个标签页占用',
    text: '它正在此浏览器的另一个标签页中训练或暂停；若在两处同时训练，其中一处的结果会丢失。请到那个标签页继续；或者在那里重置或关闭那个标签页，再在此处点击“继续”。',
  },
  recovered: '训练工作线程停止了，会话自动继续。',
  past: {
    title: '此会话发生过的事情',
    atStep: (step) => `第 ${step} 步`,
    recovery: (from) => `训练工作线程停止了。会话从第 ${from} 步起自动继续。`,
    resumption: (from) => `会话在此离开，后从第 ${from} 步起继续。`,
    unfit: '它的检查点由另一个版本保存，不适合当前版本，因此未被使用：会话从头重新训练。',
    exact: '数值与未中断时相同。',
    device: (before, after) => `设备由${before}换为${after}：此后的数值仅在舍入误差内一致。`,
    build: (before, after) => `另一个版本或浏览器继续了它（此前为 ${before}，此后为 ${after}）：逐位相同只对同一版本和浏览器有保证。`,
  },
  trained: {
    title: '训练情况',
    began: '开始于',
    took: '训练用时',
    device: '设备',
    workers: (device, moves) => (moves === 0 ? device : `${device}（换过 ${moves} 次设备）`),
    browser: '浏览器',
    build: '版本',
    thisBuild: (build) => `${build}（当前版本）`,
    otherBuild: (build) => `${build}，与当前页面的版本不同：重放可能并非逐位相同`,
    unknown: '没有记录',
    development: '开发服务器',
  },
  moved: (step, before, after) =>
    `从第 ${step} 步起，它改在 ${after} 上训练，此前在 ${before} 上。重放自始至终只用一个设备，因此只能在舍入误差内相同，不会逐位相同。`,
};
