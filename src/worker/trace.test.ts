/** Law of traces, for every experiment and preset: steps 5 and 6 ask the same of the device, upload nothing and read nothing. */
import { describe, expect, it } from 'vitest';
import { onDevices } from '../engine/testing/devices.ts';
import { catalogue } from '../../experiments/catalogue.ts';
import { staticFiles } from '../engine/data/testing/static-files.ts';
import { memory } from '../engine/device/read.ts';
import { createPopulation } from '../engine/training/population.ts';
import { createTrainer } from '../engine/training/trainer.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { Values } from '../experiment/hyperparameter.ts';
import { defaultConfiguration, resolveSteps } from '../experiment/settings.ts';
import { groupsOf } from './testing/groups.ts';

async function checkSteps(experiment: Experiment, preset: string, values: Values = {}): Promise<void> {
  const before = memory().tensors;
  for (const group of groupsOf(experiment, preset, 2, values)) {
    const population = createPopulation(group.settings, group.live, staticFiles);
    const bound = await (await experiment.program(group.structural)).init(population);
    const trainer = createTrainer(population, bound, {
      steps: resolveSteps(experiment, { ...defaultConfiguration(experiment, preset), values, steps: null }),
    });
    const settled = Math.ceil(4 / (bound.phases[0]?.updates ?? 1));
    while (trainer.step < settled) trainer.traceStep();
    const [five, six] = [trainer.traceStep(), trainer.traceStep()];
    expect(five.lines.length).toBeGreaterThan(3);
    expect(six.lines).toEqual(five.lines);
    expect([...five.lines, ...six.lines].filter((line) => line.startsWith('upload'))).toEqual([]);
    expect(five.hostReads + six.hostReads).toBe(0);
    trainer.dispose();
    population.dispose();
  }
  expect(memory().tensors).toBe(before);
}

for (const experiment of catalogue) {
  describe(experiment.id, () => {
    onDevices(['wasm'], () => {
      for (const { id } of experiment.presets) {
        it(`${id}: steps 5 and 6 are the same`, { timeout: 60_000 }, async () => {
          await checkSteps(experiment, id);
        });
      }
    });
  });
}

const dropout = catalogue.find(({ id }) => id === 'dropout');
describe.skipIf(!dropout)('a small network of dropout', () => {
  onDevices(['webgpu'], () => {
    it('does the same in steps 5 and 6', { timeout: 60_000 }, async () => {
      if (dropout) await checkSteps(dropout, 'points', { width: 4, examples: 10, batchSize: 4 });
    });
  });
});
