/** The words of the room that sessions take, in Chinese. */
import { storageUse as english } from './storage-use.en.ts';

export const storageUse: typeof english = {
  title: '本浏览器中的空间',
  bytes: english.bytes,
  use: (all, checkpoints) => `会话在此占用 ${all}，其中检查点 ${checkpoints}。`,
  quota: (quota) => `浏览器允许此页面使用约 ${quota}。`,
  nearlyFull: '几乎没有剩余空间了。',
  notKeptTitle: '此会话没有保存',
  notKept: {
    full: '浏览器已没有剩余空间，因此此会话没有保存。它会继续，一有空间就写入。',
    closed: '本浏览器不为此页面保存任何数据，例如在隐私窗口中或网站数据被阻止时：此会话只保留到页面关闭为止。',
    blocked: '另一个标签页中打开着本页面的旧版本并占用着会话，因此此会话没有保存。请关闭那个标签页并重新加载。',
  },
  toSessions: '所有会话，可删除一些',
  drop: (bytes) => `移除检查点（${bytes}）`,
  dropHint: '会话仍可照常打开；继续或分叉时将从头重放。',
  removeOldest: (count, bytes) => `删除最旧的 ${count} 个未加星标的会话（${bytes}）`,
  deletedMany: (count) => `已删除 ${count} 个会话。`,
};
