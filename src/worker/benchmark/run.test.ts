/** The benchmark measures what really trains, reports each workload once, and leaves nothing behind. */
import { describe, expect, it } from 'vitest';
import { startDevice } from '../../engine/device/device.ts';
import { memory } from '../../engine/device/read.ts';
import type { FromBenchmark } from '../protocol.ts';
import { examplesFor } from './examples.ts';
import { measureWorkload, runBenchmark } from './run.ts';
import { examplesOf, featuresOf, workloads } from './workloads.ts';

const paths = { 'tfjs-backend-wasm.wasm': '', 'tfjs-backend-wasm-simd.wasm': '', 'tfjs-backend-wasm-threaded-simd.wasm': '' };

async function messages(ids: string[]): Promise<FromBenchmark[]> {
  const posted: FromBenchmark[] = [];
  await runBenchmark(
    { type: 'benchmark', device: 'cpu', workloads: ids, runs: 1, milliseconds: 20 },
    (message) => posted.push(message),
    paths,
  );
  return posted;
}

describe('the benchmark in the worker', () => {
  it('tells the parameters and speed of each workload, then that it is done', async () => {
    const [first, second] = await messages(['mlp-2-16-16-2']);
    expect(first).toMatchObject({
      type: 'benchmarked',
      result: { workload: 'mlp-2-16-16-2', parameters: 2 * 16 + 16 + 16 * 16 + 16 + 16 * 2 + 2 },
    });
    if (first?.type !== 'benchmarked') throw new Error('nothing was measured');
    expect(first.result.stepsPerSecond).toBeGreaterThan(1);
    expect(second).toEqual({ type: 'benchmarkDone' });
  });

  it('says what went wrong', async () => {
    const [only] = await messages(['nothing']);
    expect(only).toMatchObject({ type: 'failed', error: { detail: expect.stringContaining('there is no workload nothing') as string } });
  });

  it('leaves no tensor behind', async () => {
    await startDevice('cpu');
    const [workload] = workloads;
    if (!workload) throw new Error('there are no workloads');
    const before = memory().tensors;
    await measureWorkload(workload, { runs: 2, milliseconds: 5 });
    expect(memory().tensors).toBe(before);
  });
});

describe('the workloads', () => {
  it('are as large as they are called', () => {
    const sizes = workloads.map(({ id, batch }) => [id, batch]);
    expect(Object.fromEntries(sizes)).toEqual({
      'mlp-2-16-16-2': 32,
      'mlp-784-128-10': 128,
      'mlp-784-512-512-10': 256,
      'cnn-28x28': 64,
      'transformer-0.8M': 1,
    });
  });

  it('have balanced classes, finite features, and the same examples every time', () => {
    for (const workload of workloads) {
      const { features, labels } = examplesFor(workload);
      const text = workload.kind === 'transformer';
      expect(labels.length, workload.id).toBe(text ? examplesOf(workload) * featuresOf(workload) + 1 : examplesOf(workload));
      expect(features.length, workload.id).toBe(text ? 0 : examplesOf(workload) * featuresOf(workload));
      expect(Math.max(...labels), workload.id).toBeLessThan(workload.classes);
      const again = examplesFor(workload);
      // Compared as bytes: element by element it would take seconds.
      expect(Buffer.compare(Buffer.from(again.features.buffer), Buffer.from(features.buffer)), workload.id).toBe(0);
      expect(Buffer.compare(Buffer.from(again.labels.buffer), Buffer.from(labels.buffer)), workload.id).toBe(0);
      expect(features.every(Number.isFinite), workload.id).toBe(true);
    }
  });
});
