/** Texts about adding seeds in Chinese. */
import { formatCount } from '../format.ts';
import type { doubling as english } from './doubling.en.ts';

export const doubling: typeof english = {
  title: '更多种子',
  offer: (seeds, twice) => `种子数加倍：${seeds} → ${twice}`,
  note: (seeds, look) =>
    `每组再训练 ${formatCount(seeds)} 个种子，已有的保持不变。这是第 ${look} 次查看数据，每次可用的错误率是上一次的一半，因此所有查看合计出错的概率至多 5 %。`,
  seen: (look) => `这是第 ${look} 次查看这些数据：此处曾以其他种子数看过。换一个会话种子可得到新的数据。`,
  training: (seeds) => `正在训练另外 ${formatCount(seeds)} 个种子：`,
  cancel: '取消',
  started: (seeds) => `开始为每组再训练 ${formatCount(seeds)} 个种子。`,
};
