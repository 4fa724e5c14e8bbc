/** What is said of the memory of a session, in English. */
import type { OverBudget } from '../../experiment/memory-budget.ts';
import { formatNumber } from '../format.ts';

/** "166 MB", "1.2 GB". */
const size = (bytes: number): string =>
  bytes >= 1e9 ? `${formatNumber(bytes / 1e9, 2)} GB` : `${formatNumber(Math.max(0.1, bytes / 1e6), bytes >= 1e8 ? 3 : 2)} MB`;

export const memory = {
  title: 'Device memory',
  estimate: (total: number, workers: number) => `about ${size(total)} of memory${workers > 1 ? ` in ${workers} workers` : ''}`,
  estimateTip:
    'Data, parameters, gradients, what the optimizer keeps, and what a step makes on the way; estimated from the sizes of all arms.',
  held: (bytes: number) => `${size(bytes)} held`,
  over: ({ what, bytes, budget }: OverBudget) =>
    ({
      worker: `A worker would need about ${size(bytes)}, and more than ${size(budget)} may not fit into the memory that WASM can address.`,
      machine: `It would need about ${size(bytes)}, more than half of this machine’s memory (${size(budget)}).`,
      tensor: `Its largest tensor would have ${size(bytes)}, and kernels of this graphics card can be given ${size(budget)}.`,
    })[what] + ' Choose fewer seeds or arms, fewer examples, or a smaller batch.',
};
