/** Pictures of predicted numbers show what evaluations measure: in the units of the number, each run its own. */
import { expect, it } from 'vitest';
import { examplesFor } from '../data/examples.ts';
import { dense } from '../layers/dense.ts';
import { serial } from '../layers/layer.ts';
import { adam } from '../optimizers/adam.ts';
import { onDevices } from '../testing/devices.ts';
import { collect, startTraining } from '../testing/runs.ts';
import { curveProbe, predictedProbe } from './predictions.ts';
import { supervised } from './supervised.ts';

const program = supervised({
  data: (population) => examplesFor(population, { dataSet: 'wave', train: 60, validation: 200, test: 0, noise: 0.1 }),
  model: ({ featureCount, classes }) => serial({ hidden: dense(featureCount, 8, 'tanh'), output: dense(8, classes) }),
  optimizer: adam({ learningRate: 0.05 }),
  batchSize: 16,
  steps: 30,
  evaluateEvery: 30,
  evaluatedTrainingExamples: 60,
  probes: (bound) => ({ curve: curveProbe(bound), predicted: predictedProbe(bound) }),
});

const errorOf = (predicted: readonly number[], truth: ArrayLike<number>): number =>
  Math.sqrt(predicted.reduce((sum, value, i) => sum + (value - (truth[i] ?? NaN)) ** 2, 0) / predicted.length);

/** Between the two nearest places of a curve. */
function along(x: Float32Array, values: Float32Array, at: number): number {
  const step = ((x.at(-1) ?? 0) - (x[0] ?? 0)) / (x.length - 1);
  const place = (at - (x[0] ?? 0)) / step;
  const left = Math.floor(place);
  return (values[left] ?? NaN) * (left + 1 - place) + (values[left + 1] ?? NaN) * (place - left);
}

onDevices(['cpu', 'wasm', 'webgpu'], () => {
  it('the error of what is drawn is the error that is measured', async () => {
    const training = await startTraining(
      [0, 1].map((seed) => ({ sessionSeed: 1, seed, values: {} })),
      program,
      {},
      [],
    );
    const series = await collect(training.trainer, 2);
    const measured = [0, 1].map((run) => series.get('validation/rmse')?.runs[run]?.at(-1) ?? NaN);
    const predicted = await training.trainer.probe('predicted');
    const curve = await training.trainer.probe('curve');
    training.dispose();
    if (predicted.kind !== 'predicted' || curve.kind !== 'curve') throw new Error('other pictures');
    expect(predicted.truth).toHaveLength(200);
    expect([curve.points.length, curve.held.length]).toEqual([2 * 2 * 60, 2 * 200]);
    const held = { x: curve.held.filter((_, i) => i % 2 === 0), y: curve.held.filter((_, i) => i % 2 === 1) };
    expect([...held.y]).toEqual([...predicted.truth]);
    for (const run of [0, 1]) {
      const own = predicted.values.subarray(200 * run, 200 * (run + 1));
      expect(errorOf([...own], predicted.truth)).toBeCloseTo(measured[run] ?? NaN, 5);
      const line = curve.values.subarray(curve.x.length * run, curve.x.length * (run + 1));
      const drawn = Array.from(held.x, (x) => along(curve.x, line, x));
      // A curve is a line between its places: nearly what the network gives there.
      drawn.forEach((value, i) => expect(Math.abs(value - (own[i] ?? NaN))).toBeLessThan(2e-3));
    }
    expect(measured[0]).not.toBe(measured[1]);
    // Every run its own training examples.
    expect([...curve.points.subarray(0, 120)]).not.toEqual([...curve.points.subarray(120)]);
  });
});
