/** Law of recordings, for every experiment and preset: its steps are recorded, and a replayed step has the bits of an eager one. */
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../experiments/catalogue.ts';
import { staticFiles } from '../engine/data/testing/static-files.ts';
import { onDevices } from '../engine/testing/devices.ts';
import { bitsOf, collect } from '../engine/testing/runs.ts';
import { createPopulation } from '../engine/training/population.ts';
import { createTrainer } from '../engine/training/trainer.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { PopulationGroup } from './populations.ts';
import { groupsOf } from './testing/groups.ts';

/** One eager update, one that is recorded, one replayed. */
const updates = 3;

async function train(experiment: Experiment, group: PopulationGroup, recorded: boolean): Promise<Record<string, string>> {
  const population = createPopulation(group.settings, group.live, staticFiles);
  const bound = await (await experiment.program(group.structural)).init(population);
  const steps = Math.ceil(updates / (bound.phases[0]?.updates ?? 1));
  const trainer = createTrainer(population, bound, { steps, splits: [], recorded });
  const series = await collect(trainer, population.R);
  const { tensors } = await trainer.checkpoint();
  const refused = trainer.recordings().filter(({ dispatches }) => dispatches === null);
  trainer.dispose();
  population.dispose();
  if (recorded) expect(refused).toEqual([]);
  return {
    ...Object.fromEntries([...series].map(([name, { runs }]) => [name, bitsOf(Float32Array.from(runs.flat()))])),
    ...Object.fromEntries(Object.entries(tensors).map(([path, { data }]) => [path, bitsOf(data)])),
  };
}

async function check(experiment: Experiment, preset: string): Promise<void> {
  for (const group of groupsOf(experiment, preset, 1)) {
    const eager = await train(experiment, group, false);
    expect(await train(experiment, group, true)).toEqual(eager);
  }
}

for (const experiment of catalogue) {
  describe(experiment.id, () => {
    onDevices(['wasm'], () => {
      for (const { id } of experiment.presets) {
        it(`${id}: recorded and eager steps agree to the bit`, { timeout: 120_000 }, async () => {
          await check(experiment, id);
        });
      }
    });
    onDevices(['webgpu'], () => {
      it('recorded and eager steps of its first preset agree to the bit', { timeout: 120_000 }, async () => {
        await check(experiment, experiment.presets[0]?.id ?? '');
      });
    });
  });
}
