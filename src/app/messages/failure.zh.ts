/** What is said when training stops with an error, in Chinese. */
import type { failure as english } from './failure.en.ts';

export const failure: typeof english = {
  title: '训练已停止',
  kept: '已有的曲线仍然保留。',
  detail: '技术细节',
  deviceMissing: {
    what: '所选设备不可用。',
    why: '此浏览器没有提供相应的适配器，或已将其关闭。',
    todo: '请在页面顶部改选其他设备或“自动”，然后再次运行。',
  },
  checkpointUnfit: {
    what: '保存的状态不适合当前版本。',
    why: '它由页面的另一个版本保存，其中的网络或优化器形式不同。',
    todo: '请重新运行：会话将从头训练。',
  },
  ownDataMissing: {
    what: '本次会话的数据不在这个浏览器中。',
    why: '它们是别人自己的数据，链接从不包含数据。',
    todo: '请在“数据集”处打开制作它的文件，然后重新运行。',
  },
  dataMissing: {
    what: '数据集无法载入。',
    why: '网络中断，或服务器上缺少文件。',
    todo: '请检查网络后再次运行。',
  },
  outOfMemory: {
    what: '设备内存不足。',
    why: '所有种子和实验组同时训练，合在一起放不下。',
    todo: '请减少种子数或缩小网络，然后再次运行。',
  },
  deviceLost: {
    what: '浏览器收回了设备。',
    why: '可能是驱动重启、电脑休眠，或某一步耗时过长。',
    todo: '请再次运行；若再次出现，请在页面顶部选择 WASM。',
  },
  badRequest: {
    what: '这些设置无法训练。',
    why: '训练线程拒绝了它们。',
    todo: '请恢复默认设置后再次运行。',
  },
  internal: {
    what: '意外错误使训练停止。',
    why: '这是 Ablate 的问题，与你的设置无关。',
    todo: '请再次运行；技术细节有助于反馈问题。',
  },
};
