/** What peers are fed: batches from the same examples as ours, with classes and tokens as one-hot rows. */
import { examplesFor } from '../../src/worker/benchmark/examples.ts';
import { featuresOf } from '../../src/worker/benchmark/workloads.ts';
import type { Workload } from '../../src/worker/benchmark/workloads.ts';

/** `[n, classes]` one-hot rows. */
function oneHot(labels: Int32Array, classes: number): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(labels.length * classes);
  labels.forEach((label, i) => (rows[i * classes + label] = 1));
  return rows;
}

/**
 * The first `batches` batches: x `[batches · batch, features]`, y `[batches · batch, classes]`; for text both are one-hot rows of tokens,
 * `[batches · batch, context, classes]`.
 */
export function batchOf(
  workload: Workload,
  batches = 1,
): { x: Float32Array<ArrayBuffer>; y: Float32Array<ArrayBuffer>; labels: Int32Array } {
  const { features, labels } = examplesFor(workload);
  const rows = workload.batch * batches;
  if (workload.kind === 'transformer') {
    const tokens = rows * workload.context;
    const next = labels.slice(1, tokens + 1);
    return { x: oneHot(labels.subarray(0, tokens), workload.classes), y: oneHot(next, workload.classes), labels: next };
  }
  const own = labels.slice(0, rows);
  return { x: features.slice(0, rows * featuresOf(workload)), y: oneHot(own, workload.classes), labels: own };
}
