/** The sandbox at the door: networks in links and on the command line, what is refused and why; equal starts of arms that agree. */
import { describe, expect, it } from 'vitest';
import { fetchAmong } from '../../src/engine/data/fetch-bytes.ts';
import { encodeTable } from '../../src/engine/data/table.ts';
import { loadDataSet } from '../../src/engine/data/registry.ts';
import { staticFiles } from '../../src/engine/data/testing/static-files.ts';
import { onDevices } from '../../src/engine/testing/devices.ts';
import { bitsOf, collect, outcomes, startTraining, type Outcome } from '../../src/engine/testing/runs.ts';
import { createPopulation } from '../../src/engine/training/population.ts';
import { createTrainer } from '../../src/engine/training/trainer.ts';
import { decodeConfiguration, describeProblem, encodeConfiguration } from '../../src/experiment/configuration.ts';
import { holds, type Values } from '../../src/experiment/hyperparameter.ts';
import { narrowed } from '../../src/experiment/narrowed.ts';
import { sessionValues } from '../../src/experiment/settings.ts';
import { sandbox } from './experiment.ts';
import { program } from './program.ts';
import { splits, taskOf } from './sizes.ts';

const sentences = (query: string): string[] => {
  const result = decodeConfiguration(sandbox, query);
  return result.ok ? [] : result.errors.map(describeProblem);
};

describe('networks at the door', () => {
  it('are read in any form and written in one', () => {
    const result = decodeConfiguration(sandbox, 'small.network=Dense 5 TANH ;; dropout .25');
    if (!result.ok) throw new Error(sentences('').join());
    expect(result.configuration.arms[0]?.values).toEqual({ network: 'dense 5 tanh; dropout 0.25' });
    const link = encodeConfiguration(result.configuration, sandbox);
    expect(link).toBe('small.network=dense+5+tanh;+dropout+0.25');
    expect(decodeConfiguration(sandbox, link)).toEqual(result);
  });

  it('are refused with what would be right', () => {
    expect(sentences('small.network=dens 5')[0]).toContain('network, layer 1: there is no layer "dens": did you mean "dense"?');
    expect(sentences('wide.network=dense 8; maxpool 2')).toEqual([
      'network of arm "wide", layer 2 (maxpool) takes an image, but 8 arrives: choose a data set of images, and put it before dense layers.',
    ]);
    // The same network where images come in, and where points do.
    expect(sentences('arms=convolutional&*.dataSet=mnist')).toEqual([]);
    expect(sentences('arms=convolutional')[0]).toContain('layer 1 (conv) takes an image, but 2 arrives');
  });
});

const defaults = sessionValues(sandbox, { preset: 'spirals', values: {} });

/** Parameters of one run after some steps, by path. */
async function train(values: Values, steps: number): Promise<Record<string, string>> {
  const live = sandbox.hyperparameters.filter((one) => one.live).map(({ id }) => id);
  const { trainer, dispose } = await startTraining([{ sessionSeed: 1, seed: 0, values }], program(values), { steps, splits: [] }, live);
  if (steps > 0) await collect(trainer, 1);
  const { tensors } = await trainer.checkpoint();
  dispose();
  return Object.fromEntries(Object.entries(tensors).map(([path, { data }]) => [path, bitsOf(data)]));
}

describe('a loss whose number changes while training', () => {
  onDevices(['wasm', 'webgpu'], () => {
    it.each([
      [{ loss: 'smoothed' }, 'labelSmoothing', [0.1, 0, 0.4]],
      [{ loss: 'focal' }, 'focusing', [2, 0, 0.7]],
      [{ dataSet: 'wave', numberLoss: 'huber' }, 'threshold', [1, 0.1, 0.05]],
    ] as const)('%j: each run has its own, recorded, with the bits that it has alone', async (own, id, amounts) => {
      const live = sandbox.hyperparameters.filter((one) => one.live).map((one) => one.id);
      const outcome = async (of: readonly number[], changed: readonly number[]): Promise<Outcome[]> => {
        const runs = of.map((amount) => ({ sessionSeed: 1, seed: 0, values: { ...defaults, ...own, [id]: amount } }));
        const training = await startTraining(runs, program({ ...defaults, ...own }), { steps: 6, splits: [] }, live);
        await collect(training.trainer, runs.length, { request: { maxSteps: 1 }, goOn: (step) => step < 3 });
        training.population.change(id, changed, 0.25);
        const all = await outcomes(training);
        expect(training.trainer.recordings().filter(({ reason }) => reason !== null)).toEqual([]);
        training.dispose();
        return all;
      };
      const together = await outcome(amounts, [1]);
      for (const [run, amount] of amounts.entries()) expect(await outcome([amount], run === 1 ? [0] : [])).toEqual([together[run]]);
      expect((await outcome(amounts, []))[1]).not.toEqual(together[1]);
    });
  });
});

describe('own data at the door', () => {
  const link = '*.dataSet=own:0123456789abcdef:60x4x3';

  it('is named by a hash, never held, and decides what networks are given', () => {
    const result = decodeConfiguration(sandbox, link);
    if (!result.ok) throw new Error(sentences(link).join());
    expect(encodeConfiguration(result.configuration, sandbox)).toBe(link);
    const values = sessionValues(sandbox, result.configuration);
    expect(taskOf(values)).toEqual({ input: [4], outputs: 3 });
    expect(splits(values)).toEqual({ train: 48, validation: 12, test: 0 });
    expect(sandbox.probes(values)).toEqual([]);
  });

  it('of a number has its own measures and losses, and an output of one number', () => {
    const values = sessionValues(sandbox, { preset: 'spirals', values: { dataSet: 'own:0123456789abcdef:60x4x1:h4nN' } });
    expect(taskOf(values)).toEqual({ input: [4], outputs: 1 });
    const measures = narrowed(sandbox, values).measures.map(({ id }) => id);
    expect(measures).toContain('validationExplained');
    expect(measures).not.toContain('validationAccuracy');
    const offered = sandbox.hyperparameters.filter(({ when }) => holds(when, values)).map(({ id }) => id);
    expect(offered).toEqual(expect.arrayContaining(['numberLoss', 'validationShare']));
    for (const id of ['loss', 'labelNoise', 'noise', 'examples']) expect(offered).not.toContain(id);
  });

  it('is refused where it is none', () => {
    expect(sentences('*.dataSet=own:01:60x4x3')[0]).toContain('dataSet cannot be "own:01:60x4x3"');
    expect(sentences('*.dataSet=spirals')[0]).toContain('did you mean "spiral"?');
  });
});

const numbers = { ...defaults, dataSet: 'wave', network: 'dense 12 tanh; dense 12 tanh', noise: 0.1, examples: 100, learningRate: 0.02 };

onDevices(['wasm'], () => {
  it('learns a number: its error in the units of the number, and the share of its variance that is explained', async () => {
    const values: Values = { ...numbers, steps: 300, optimizer: 'adam' };
    const live = sandbox.hyperparameters.filter((one) => one.live).map(({ id }) => id);
    const { trainer, bound, dispose } = await startTraining(
      [0, 1].map((seed) => ({ sessionSeed: 1, seed, values })),
      program(values),
      {},
      live,
    );
    const series = await collect(trainer, 2);
    expect(bound.parameters).toBe(2 * 12 + 13 * 12 + 13);
    expect(trainer.recordings().filter(({ reason }) => reason !== null)).toEqual([]);
    dispose();
    const { targets = new Float32Array() } = await loadDataSet('wave', { sessionSeed: 1, fetchBytes: staticFiles, noise: 0.1 });
    const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length;
    const variance = targets.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / targets.length;
    for (const run of [0, 1]) {
      const [errors = [], explained = []] = ['rmse', 'r2'].map((name) => series.get(`validation/${name}`)?.runs[run]);
      // No network predicts the noise of 0.1 that lies on what it is validated on; a mean alone explains nothing.
      expect(errors.at(-1)).toBeGreaterThan(0.09);
      expect(errors.at(-1)).toBeLessThan(0.2);
      expect(explained[0]).toBeLessThan(0.5);
      expect(explained.at(-1)).toBeGreaterThan(0.9);
      // A thousand of the four thousand points have almost their variance.
      expect(1 - (errors.at(-1) ?? NaN) ** 2 / variance).toBeCloseTo(explained.at(-1) ?? NaN, 1);
    }
  });
});

onDevices(['cpu'], () => {
  it('trains a table that the session brings along, and no other', async () => {
    const labels = Int32Array.from({ length: 30 }, (_, i) => i % 3);
    const features = Float32Array.from({ length: 120 }, (_, i) => (i % 12) / 12 + Math.floor(i / 4) / 100);
    const bytes = encodeTable({ columns: ['a', 'b', 'c', 'd'], classes: ['x', 'y', 'z'], features, labels });
    const files = fetchAmong({ 'own/0123456789abcdef': bytes }, staticFiles);
    const live = sandbox.hyperparameters.filter((one) => one.live).map(({ id }) => id);
    const init = async (dataSet: string): Promise<number> => {
      const values = { ...defaults, dataSet, network: 'dense 5 relu' };
      const population = createPopulation([{ sessionSeed: 1, seed: 0, values }], live, files);
      const bound = await program(values).init(population);
      const trainer = createTrainer(population, bound, { steps: 3 });
      const series = await collect(trainer, 1);
      trainer.dispose();
      population.dispose();
      return series.get('validation/loss')?.runs[0]?.at(-1) ?? NaN;
    };
    expect(await init('own:0123456789abcdef:30x4x3')).toBeGreaterThan(0);
    await expect(init('own:0123456789abcdef:30x4x2')).rejects.toThrow('not the one that its settings name');
    await expect(init('own:fedcba9876543210:30x4x3')).rejects.toThrow('not in this browser');
  });

  it('the scale of a number changes nothing but the units of its error', async () => {
    const ends = async (scale: number): Promise<(number | undefined)[]> => {
      const features = Float32Array.from({ length: 64 }, (_, i) => i / 64);
      const targets = features.map((x) => scale * x * x);
      const bytes = encodeTable({ columns: ['x'], target: 'y', features, targets });
      const values = { ...numbers, dataSet: 'own:0123456789abcdef:64x1x1:hnN', steps: 20 };
      const live = sandbox.hyperparameters.filter((one) => one.live).map(({ id }) => id);
      const files = fetchAmong({ 'own/0123456789abcdef': bytes }, staticFiles);
      const population = createPopulation([{ sessionSeed: 1, seed: 0, values }], live, files);
      const trainer = createTrainer(population, await program(values).init(population));
      const series = await collect(trainer, 1);
      trainer.dispose();
      population.dispose();
      return ['loss', 'r2', 'rmse'].map((name) => series.get(`train/${name}`)?.runs[0]?.at(-1));
    };
    // Powers of two keep the bits.
    const [plain, scaled] = [await ends(1), await ends(1024)];
    expect(scaled).toEqual([plain[0], plain[1], 1024 * (plain[2] ?? NaN)]);
  });

  it('trains a number by every loss', async () => {
    const values = { ...numbers, examples: 20, batchSize: 8, steps: 2, threshold: 0.5 };
    const ends = new Set<string | undefined>();
    for (const numberLoss of ['squared', 'absolute', 'huber'])
      ends.add((await train({ ...values, numberLoss }, 2))['parameters/output/weights']);
    expect(ends.size).toBe(3);
  });

  it('networks that agree in their products start from the same weights', async () => {
    const plain = await train({ ...defaults, network: 'dense 6 relu; dense 4 relu', steps: 0 }, 0);
    const dressed = await train({ ...defaults, network: 'dense 6; batchnorm; relu; dropout 0.5; dense 4 gelu', steps: 0 }, 0);
    for (const path of ['dense1', 'dense2', 'output']) {
      expect(dressed[`parameters/${path}/weights`]).toBe(plain[`parameters/${path}/weights`]);
    }
  });

  it('a fixed rate drops as the live one of the same value does', async () => {
    const values = { ...defaults, examples: 20, batchSize: 8, steps: 3 };
    const live = await train({ ...values, network: 'dense 6 relu; dropout', dropout: 0.5 }, 3);
    const fixed = await train({ ...values, network: 'dense 6 relu; dropout 0.5', dropout: 0 }, 3);
    const none = await train({ ...values, network: 'dense 6 relu; dropout', dropout: 0 }, 3);
    expect(fixed['parameters/dense1/weights']).toBe(live['parameters/dense1/weights']);
    expect(none['parameters/dense1/weights']).not.toBe(live['parameters/dense1/weights']);
  });

  it.each(['none', 'dense 6 silu; layernorm; dense 6 elu; rmsnorm; dropout 0.1', 'dense 6; groupnorm 2; softplus; dense 4 leakyrelu'])(
    'trains %s with every loss and every optimizer',
    { timeout: 60_000 },
    async (network) => {
      const start = await train({ ...defaults, network, steps: 2 }, 0);
      for (const loss of ['cross-entropy', 'smoothed', 'focal']) {
        for (const optimizer of ['sgd', 'adamw', 'muon']) {
          const values = {
            ...defaults,
            network,
            loss,
            optimizer,
            weightDecay: 0.1,
            schedule: 'cosine',
            examples: 20,
            batchSize: 8,
            steps: 2,
          };
          const end = await train(values, 2);
          expect(Object.keys(end).filter((path) => path.startsWith('parameters'))).toEqual(
            Object.keys(start).filter((path) => path.startsWith('parameters')),
          );
          expect(end['parameters/output/weights']).not.toBe(start['parameters/output/weights']);
        }
      }
    },
  );
});
