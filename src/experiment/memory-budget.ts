/**
 * How much memory a session may take. A WASM module can address 4 GiB and grows in large steps, so a worker may fill three quarters of that;
 * all workers together, or a graphics card that shares the machine's memory, may take half of what the machine has; and no tensor may be larger
 * than what a kernel can be given.
 */

const GiB = 2 ** 30;
const workerBudget = 3 * GiB;
/** What is assumed of a machine that does not tell. */
const unknownMachine = 4 * GiB;

/** What was estimated, in bytes: of the worker that takes most, of all together, and of the largest tensor. */
interface Estimated {
  perWorker: number;
  total: number;
  largest: number;
}

export interface MemoryLimits {
  /** The machine's memory in GiB, where the browser tells it. */
  machine?: number | undefined;
  /** The largest buffer that kernels of the graphics card can be given; null on the processor. */
  buffer: number | null;
}

/** What is over its budget, and that budget in bytes. */
export interface OverBudget {
  what: 'worker' | 'machine' | 'tensor';
  bytes: number;
  budget: number;
}

/** Null: within the budget. The narrowest limit first. */
export function overBudget({ perWorker, total, largest }: Estimated, { machine, buffer }: MemoryLimits): OverBudget | null {
  if (buffer !== null && largest > buffer) return { what: 'tensor', bytes: largest, budget: buffer };
  if (buffer === null && perWorker > workerBudget) return { what: 'worker', bytes: perWorker, budget: workerBudget };
  const together = (machine === undefined ? unknownMachine : machine * GiB) / 2;
  return total > together ? { what: 'machine', bytes: total, budget: together } : null;
}
