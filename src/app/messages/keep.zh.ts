/** The words of resuming, recovering and forking sessions, in Chinese. */
import type { keep as english } from './keep.en.ts';

export const keep: typeof english = {
  recovered: '训练工作线程停止了，会话自动继续。',
  past: {
    title: '此会话发生过的事情',
    atStep: (step) => `第 ${step} 步`,
    recovery: (from) => `训练工作线程停止了。会话从第 ${from} 步起自动继续，数值不变。`,
    resumption: (from) => `会话在此离开，后从第 ${from} 步起继续，数值不变。`,
    device: (before, after) => `设备由${before}换为${after}：此后的数值仅在舍入误差内一致。`,
  },
};
