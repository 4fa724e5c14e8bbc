/** What optimizers do with a point on a surface, which is no network: the arms of the surfaces' presets. */
import { beforeAll, expect, it } from 'vitest';
import { startDevice } from '../../src/engine/device/device.ts';
import { collect, startTraining } from '../../src/engine/testing/runs.ts';
import { defaultConfiguration, resolveArms } from '../../src/experiment/configuration.ts';
import { optimizers } from './experiment.ts';
import { program } from './program.ts';

beforeAll(() => startDevice('cpu'));

/** The length of each step that an arm of a preset takes. */
async function stepsOf(preset: string, arm: string, steps: number): Promise<number[]> {
  const found = resolveArms(optimizers, defaultConfiguration(optimizers, preset)).find(({ id }) => id === arm);
  if (!found) throw new Error(`${preset} has no arm ${arm}`);
  const live = optimizers.hyperparameters.filter((h) => h.live).map(({ id }) => id);
  const values = { ...found.values, steps };
  const training = await startTraining([{ sessionSeed: 1, seed: 0, values }], program(values), {}, live);
  await collect(training.trainer, 1);
  const { values: way } = await training.trainer.probe('paths');
  training.dispose();
  return Array.from({ length: steps }, (_, step) => {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = way.subarray(2 * step, 2 * step + 4);
    return Math.hypot(x1 - x0, y1 - y0);
  });
}

it.each(['ravine', 'rosenbrock', 'beale', 'himmelblau'])(
  'Muon on %s goes its rate far in every step, whatever the slope',
  async (preset) => {
    const rate = resolveArms(optimizers, defaultConfiguration(optimizers, preset)).find(({ id }) => id === 'muon')?.values['learningRate'];
    // A single row's only singular value ends between 0.7 and 1.2; the matrix [1, 2] has twice the columns.
    const lengths = (await stepsOf(preset, 'muon', 8)).map((length) => length / (Number(rate) * Math.SQRT2));
    for (const length of lengths) expect(length).toBeGreaterThan(0.65);
    for (const length of lengths) expect(length).toBeLessThan(1.25);
  },
);
