/** Tells what the device of a worker really holds, whenever that has changed. */
import { memory } from '../../engine/device/read.ts';
import type { FromWorker } from '../protocol.ts';

/** Asked now and then; the same number is not told twice. */
export function createMemoryTeller(post: (message: FromWorker) => void): () => void {
  let told = 0;
  return () => {
    const { held } = memory();
    if (held === told) return;
    told = held;
    post({ type: 'memory', bytes: held });
  };
}
