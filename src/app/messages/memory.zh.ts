/** What is said of the memory of a session, in Chinese. */
import { formatNumber } from '../format.ts';
import type { memory as english } from './memory.en.ts';

const size = (bytes: number): string =>
  bytes >= 1e9 ? `${formatNumber(bytes / 1e9, 2)} GB` : `${formatNumber(Math.max(0.1, bytes / 1e6), bytes >= 1e8 ? 3 : 2)} MB`;

export const memory: typeof english = {
  title: '设备内存',
  estimate: (total, workers) => `约占内存 ${size(total)}${workers > 1 ? `（${workers} 个 worker）` : ''}`,
  estimateTip: '数据、参数、梯度、优化器保存的数，以及一步中间产生的数；根据所有实验组的规模估计。',
  held: (bytes) => `占用 ${size(bytes)}`,
  over: ({ what, bytes, budget }) =>
    ({
      worker: `一个 worker 约需 ${size(bytes)}，超过 ${size(budget)} 时 WASM 可寻址的内存可能放不下。`,
      machine: `约需 ${size(bytes)}，超过本机内存的一半（${size(budget)}）。`,
      tensor: `最大的张量有 ${size(bytes)}，而此显卡的内核最多只能使用 ${size(budget)}。`,
    })[what] + '请减少种子数、实验组数、样本数，或减小批大小。',
};
