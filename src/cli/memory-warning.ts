/** What is said of a session that may take too much memory, before it runs. */
import { overBudget, type OverBudget } from '../experiment/memory-budget.ts';
import type { MemoryEstimate } from '../worker/memory/client.ts';
import type { DeviceKind } from '../worker/protocol.ts';

/**
 * Null: it is within the budget, or nobody knows.
 *
 * @param machine - the machine's memory in bytes
 */
export function memoryWarning(estimate: MemoryEstimate | null, device: DeviceKind, machine: number): string | null {
  // How large a tensor a graphics card takes is not known before it is asked for.
  const over = estimate && overBudget(estimate, { machine: machine / 2 ** 30, buffer: device === 'webgpu' ? Infinity : null });
  return over && `On ${device} ${sentence(over)} Fewer seeds or arms, fewer examples, or a smaller batch need less.`;
}

const size = (bytes: number): string => `${(bytes / 1e9).toPrecision(3)} GB`;

const sentence = ({ what, bytes, budget }: OverBudget): string =>
  what === 'machine'
    ? `it will need about ${size(bytes)} of memory, more than half of this machine's (${size(budget)}).`
    : `a worker will need about ${size(bytes)} of memory, and more than ${size(budget)} may not fit into what WASM can address.`;
