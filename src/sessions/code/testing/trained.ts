/** What the engine comes to with the arm of a case: its losses, and its weights as the page saves them. For tests. */
import { catalogue } from '../../../../experiments/catalogue.ts';
import type { FetchBytes } from '../../../engine/data/data-set.ts';
import { collect } from '../../../engine/testing/runs.ts';
import { createPopulation } from '../../../engine/training/population.ts';
import { createTrainer } from '../../../engine/training/trainer.ts';
import { runWeights } from '../../run-weights.ts';
import { valuesOfCase, type ProgramCase } from './cases.ts';
import type { Losses } from './losses.ts';

export { startDevice } from '../../../engine/device/device.ts';

export interface Trained {
  losses: Losses;
  /** A safetensors file. */
  weights: Uint8Array;
}

/** Seed 1, evaluated every second step. `files`: what the data sets are read from. Throws without such an experiment. */
export async function trainedCase(one: ProgramCase, files: FetchBytes): Promise<Trained> {
  const experiment = catalogue.find(({ id }) => id === one.experiment);
  if (!experiment) throw new Error(`there is no ${one.experiment}`);
  const values = valuesOfCase(one);
  const live = experiment.hyperparameters.filter((h) => h.live).map(({ id }) => id);
  const program = await experiment.program(values);
  const population = createPopulation([{ sessionSeed: 3, seed: 1, values }], live, files);
  const bound = await program.init(population);
  const phases = bound.phases.map((phase) => ({ ...phase, evaluateEvery: 2 }));
  const trainer = createTrainer(population, { ...bound, phases }, { steps: one.steps, recorded: false });
  const { events = [] } = one;
  const change = (step: number): true => {
    for (const event of events) if (event.step === step) population.change(event.id, [0], event.value);
    return true;
  };
  // Step by step only where something is changed between two.
  const series = await collect(trainer, 1, events.length > 0 ? { request: { maxSteps: 1 }, goOn: change } : {});
  const state = await trainer.checkpoint();
  trainer.dispose();
  population.dispose();
  const found = runWeights({ step: state.step, populations: [{ ...state, runs: [0] }] }, 0, {});
  if (!found) throw new Error(`${one.name} has no weights`);
  const losses = [...series].flatMap(([measure, { steps, runs }]) =>
    steps.map((step, i): [string, number] => [`${measure} ${step}`, runs[0]?.[i] ?? NaN]),
  );
  return { losses: new Map(losses), weights: found.bytes };
}
