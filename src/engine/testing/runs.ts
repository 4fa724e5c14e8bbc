/** A small supervised program and what its runs come to, bit by bit: for tests of the laws that hold for every run. */
import { examplesFor } from '../data/examples.ts';
import { staticFiles } from '../data/testing/static-files.ts';
import { dense } from '../layers/dense.ts';
import { dropout } from '../layers/dropout.ts';
import { serial } from '../layers/layer.ts';
import { adam } from '../optimizers/adam.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { boundaryProbe } from '../training/boundary.ts';
import { createPopulation } from '../training/population.ts';
import type { Population, RunSetting } from '../training/population.ts';
import type { BoundProgram, Program } from '../training/program.ts';
import { supervised } from '../training/supervised.ts';
import type { SupervisedOptions } from '../training/supervised.ts';
import { createTrainer } from '../training/trainer.ts';
import type { BlockRequest, MeasureValues, Trainer, TrainerOptions } from '../training/trainer.ts';

export interface SmallOptions extends Pick<SupervisedOptions, 'augment' | 'loss' | 'members' | 'keepBest'> {
  width?: number;
  examples?: number;
  validation?: number;
  batchSize?: number;
  updates?: number;
  steps?: number;
  evaluateEvery?: number;
  optimizer?: Optimizer;
  probe?: boolean;
}

/** Two hidden layers with dropout on noisy points: everything that randomness enters, in a few hundred multiplications. */
export function smallProgram(options: SmallOptions = {}): Program {
  const { width = 6, examples = 20, validation = 30, batchSize = 8, steps = 20, evaluateEvery = 10, probe = true } = options;
  const { augment, loss, members, keepBest } = options;
  return supervised({
    data: (population) => examplesFor(population, { dataSet: 'two-moons', train: examples, validation, test: 0, noise: 0.3 }),
    model: ({ featureCount, classes }) =>
      serial({
        hidden1: dense(featureCount, width, 'relu'),
        dropout1: dropout('dropout'),
        hidden2: dense(width, width, 'tanh'),
        dropout2: dropout('dropout'),
        output: dense(width, classes),
      }),
    optimizer: options.optimizer ?? adam({ learningRate: 'learningRate' }),
    batchSize,
    ...(options.updates !== undefined && { updates: options.updates }),
    steps,
    evaluateEvery,
    evaluatedTrainingExamples: 1000,
    ...(augment && { augment }),
    ...(loss && { loss }),
    ...(members && { members }),
    ...(keepBest && { keepBest }),
    probes: ({ apply, device, examples: found, population }) =>
      probe ? { boundary: boundaryProbe(found, device, population, apply) } : {},
  });
}

/** A run of the small program. */
export function setting(seed: number, values: { dropout?: number; learningRate?: number } = {}, sessionSeed = 1): RunSetting {
  return { sessionSeed, seed, values: { dropout: 0.5, learningRate: 0.01, ...values } };
}

export interface Training {
  population: Population;
  bound: BoundProgram;
  trainer: Trainer;
  dispose(): void;
}

export async function startTraining(
  runs: readonly RunSetting[],
  program: Program,
  options: TrainerOptions = {},
  live: readonly string[] = ['dropout', 'learningRate'],
): Promise<Training> {
  const population = createPopulation(runs, live, staticFiles);
  const bound = await program.init(population);
  const trainer = createTrainer(population, bound, options);
  return {
    population,
    bound,
    trainer,
    dispose: () => {
      trainer.dispose();
      population.dispose();
    },
  };
}

/** All measures of the remaining steps, by name: the steps, and the values of each run. */
export type Series = Map<string, { steps: number[]; runs: number[][] }>;

/** Trains to the end, or as long as `goOn` says after each block, with the same request every time. */
export async function collect(
  trainer: Trainer,
  R: number,
  { request = {}, goOn = () => true }: { request?: BlockRequest; goOn?: (step: number) => boolean } = {},
): Promise<Series> {
  const series: Series = new Map();
  const blocks = trainer.blocks(request);
  for (let next = await blocks.next(request); !next.done; next = await blocks.next(request)) {
    for (const measure of next.value.measures) append(series, measure, R);
    if (!goOn(next.value.step)) {
      await blocks.return();
      break;
    }
  }
  return series;
}

function append(series: Series, { measure, steps, values }: MeasureValues, R: number): void {
  const own = series.get(measure) ?? { steps: [], runs: Array.from({ length: R }, () => []) };
  series.set(measure, own);
  steps.forEach((step, index) => {
    own.steps.push(step);
    own.runs.forEach((run, r) => run.push(values[index * R + r] ?? 0));
  });
}

/**
 * The exact bytes of numbers, as text that compares and prints well. All that is not a number looks alike: neither JavaScript nor
 * WebAssembly says what its bits are, and they do change when a function is compiled once more.
 */
export function bitsOf(values: Float32Array | Int32Array): string {
  const own = values instanceof Float32Array ? values.map((value) => (Number.isNaN(value) ? NaN : value)) : values;
  return Buffer.from(own.buffer, own.byteOffset, own.byteLength).toString('base64');
}

/** The bits of everything one run came to, by name: measures, state, probe. */
export type Outcome = Record<string, string>;

/** The rest of the training, then the state and the probe: one outcome for each run. */
export async function outcomes(training: Training): Promise<Outcome[]> {
  const { trainer, population, bound } = training;
  const { R } = population;
  const series = await collect(trainer, R);
  const { tensors } = await trainer.checkpoint();
  const results: Outcome[] = Array.from({ length: R }, () => ({}));
  const put = (name: string, values: Float32Array | Int32Array): void => {
    const size = values.length / R;
    results.forEach((result, run) => (result[name] = bitsOf(values.subarray(run * size, (run + 1) * size))));
  };
  for (const [name, { steps, runs }] of series) {
    results.forEach((result, run) => (result[`${name} at ${steps.join()}`] = bitsOf(Float32Array.from(runs[run] ?? []))));
  }
  for (const [name, { data }] of Object.entries(tensors)) put(`state ${name}`, data);
  for (const name of Object.keys(bound.probes)) {
    const result = await trainer.probe(name);
    put(`probe ${name}`, result.values);
    if (result.kind === 'grid' || result.kind === 'curve') put(`points of ${name}`, result.points);
  }
  return results;
}
