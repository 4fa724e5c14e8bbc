/** The words of the room that sessions take, in Chinese. */
import { storageUse as english } from './storage-use.en.ts';

export const storageUse: typeof english = {
  title: '本浏览器中的空间',
  bytes: english.bytes,
  use: (all, checkpoints) => `会话在此占用 ${all}，其中检查点 ${checkpoints}。`,
  quota: (quota) => `浏览器允许此页面使用约 ${quota}。`,
  nearlyFull: '几乎没有剩余空间了。',
  drop: (bytes) => `移除检查点（${bytes}）`,
  dropHint: '会话仍可照常打开；继续或分叉时将从头重放。',
  removeOldest: (count, bytes) => `删除最旧的 ${count} 个未加星标的会话（${bytes}）`,
  deletedMany: (count) => `已删除 ${count} 个会话。`,
};
