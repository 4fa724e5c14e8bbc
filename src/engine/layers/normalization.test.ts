/** Norms where the golden cases say nothing: against float64 and finite differences, the law of populations, degenerate inputs, training. */
import { engine } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { examplesFor } from '../data/examples.ts';
import { adam } from '../optimizers/adam.ts';
import { allDevices, hostDevices, onDevices } from '../testing/devices.ts';
import { checkLayer } from '../testing/layer-check.ts';
import type { Checked } from '../testing/layer-check.ts';
import { rows } from '../testing/layer-reference.ts';
import { bitsOf, collect, setting, startTraining } from '../testing/runs.ts';
import { compute, computeOne, expectClose, put, values } from '../testing/tensors.ts';
import { createPopulation } from '../training/population.ts';
import type { Program, Tree } from '../training/program.ts';
import { supervised } from '../training/supervised.ts';
import { tensorAt } from '../training/tree.ts';
import { frozen } from './adaptation.ts';
import { dense } from './dense.ts';
import { serial } from './layer.ts';
import type { ApplyContext, Layer } from './layer.ts';
import { batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm } from './normalization.ts';
import { weightNorm } from './weight-norm.ts';

const context = (more: Partial<ApplyContext> = {}): ApplyContext => ({
  training: true,
  live: {},
  t: put(Int32Array.of(0), [1]),
  key: (stream) => {
    throw new Error(`nothing is random here, not even ${stream}`);
  },
  ...more,
});

function apply(layer: Layer, x: Tensor | undefined, parameters: Tree, more: Partial<ApplyContext> = {}): Tensor {
  if (!x) throw new Error('there is no x');
  return layer.apply(parameters, x, context(more), '');
}

interface Norm {
  layer: Layer;
  /** One example, without its axis. */
  shape: number[];
  /** Elements with the same name share mean and variance; `feature` is the last axis. */
  set: (example: number, place: number, feature: number) => string;
  rms?: boolean;
  epsilon?: number;
}

const examples = 4;
const norms: Record<string, Norm> = {
  'batch, vectors': { layer: batchNorm(4), shape: [4], set: (_, __, feature) => `${feature}` },
  'batch, images': { layer: batchNorm(3), shape: [2, 3, 3], set: (_, __, feature) => `${feature}` },
  'batch, two and two examples': {
    layer: batchNorm(3, { batch: 2 }),
    shape: [2, 3],
    set: (example, _, feature) => `${Math.floor(example / 2)} ${feature}`,
  },
  'layer, vectors': { layer: layerNorm(5), shape: [5], set: (example) => `${example}` },
  'layer, sequences': { layer: layerNorm(5), shape: [4, 5], set: (example, place) => `${example} ${place}` },
  instance: { layer: instanceNorm(3), shape: [2, 4, 3], set: (example, _, feature) => `${example} ${feature}` },
  group: { layer: groupNorm(6, 2), shape: [2, 2, 6], set: (example, _, feature) => `${example} ${Math.floor(feature / 3)}` },
  'root mean square': {
    layer: rmsNorm(5),
    shape: [2, 5],
    set: (example, place) => `${example} ${place}`,
    rms: true,
    epsilon: 1e-6,
  },
};

/** From the definition: sets by name, two passes. */
function reference({ shape, set, rms = false, epsilon = 1e-5 }: Norm): Checked['reference'] {
  const features = shape.at(-1) ?? 1;
  const perExample = shape.reduce((product, size) => product * size, 1);
  return ({ x = [], scale = [], shift = [] }) => {
    const nameOf = (i: number): string => set(Math.floor(i / perExample), Math.floor((i % perExample) / features), i % features);
    const sets = new Map<string, number[]>();
    Array.from(x).forEach((value, i) => sets.set(nameOf(i), [...(sets.get(nameOf(i)) ?? []), value]));
    return Array.from(x).map((value, i) => {
      const own = sets.get(nameOf(i)) ?? [];
      const mean = rms ? 0 : own.reduce((sum, other) => sum + other, 0) / own.length;
      const variance = own.reduce((sum, other) => sum + (other - mean) ** 2, 0) / own.length;
      return ((value - mean) / Math.sqrt(variance + epsilon)) * (scale[i % features] ?? NaN) + (rms ? 0 : (shift[i % features] ?? NaN));
    });
  };
}

describe('norms', () => {
  onDevices(allDevices, (kind) => {
    for (const [name, norm] of Object.entries(norms)) {
      it(name, () => {
        const width = norm.shape.at(-1) ?? 1;
        return checkLayer(
          {
            shapes: { x: [examples, ...norm.shape], scale: [width], ...(!norm.rms && { shift: [width] }) },
            apply: ({ x, ...parameters }) => apply(norm.layer, x, parameters),
            reference: reference(norm),
          },
          kind,
        );
      });
    }

    it('batch in evaluation, by running statistics', () =>
      checkLayer(
        {
          shapes: { x: [examples, 2, 3], scale: [3], shift: [3] },
          apply: ({ x, ...parameters }, runs) => {
            const repeated = (own: number[]): Tensor =>
              put(
                Float32Array.from({ length: 3 * runs }, (_, i) => own[i % 3] ?? 0),
                [runs, 3],
              );
            const buffers = { '': { mean: repeated([0.5, -1, 0]), variance: repeated([1, 4, 0.25]) } };
            return apply(batchNorm(3), x, parameters, { training: false, buffers });
          },
          reference: ({ x = [], scale = [], shift = [] }) =>
            Array.from(x).map((value, i) => {
              const [mean, variance] = [[0.5, -1, 0][i % 3] ?? 0, [1, 4, 0.25][i % 3] ?? 0];
              return ((value - mean) / Math.sqrt(variance + 1e-5)) * (scale[i % 3] ?? NaN) + (shift[i % 3] ?? NaN);
            }),
        },
        kind,
      ));

    it('weights of a dense layer', () =>
      checkLayer(
        {
          shapes: { x: [examples, 4], direction: [4, 3], gain: [3], bias: [3] },
          apply: ({ x, ...parameters }) => apply(weightNorm(dense(4, 3), 3, 'weights'), x, parameters),
          reference: ({ x = [], direction = [], gain = [], bias = [] }) => {
            const norm = [0, 1, 2].map((o) => Math.hypot(...[0, 1, 2, 3].map((k) => direction[3 * k + o] ?? NaN)));
            const weights = Array.from(direction).map((value, i) => (value * (gain[i % 3] ?? NaN)) / (norm[i % 3] ?? NaN));
            return rows(x, weights, bias, 4, 3);
          },
        },
        kind,
      ));
  });
});

describe('degenerate inputs', () => {
  const parameters = (scale: number[], shift: number[]): Tree => ({
    scale: put(Float32Array.from(scale), [1, scale.length]),
    shift: put(Float32Array.from(shift), [1, shift.length]),
  });

  onDevices(allDevices, () => {
    it('of one example per batch, or constant, come to the shift', async () => {
      const x = Float32Array.of(1e6, -3, 0.1);
      expect([...(await computeOne(() => apply(batchNorm(3), put(x, [1, 1, 3]), parameters([2, 3, 4], [5, 6, 7]))))]).toEqual([5, 6, 7]);
      const equal = new Float32Array(6).fill(0.1);
      expect([...(await computeOne(() => apply(layerNorm(3), put(equal, [1, 2, 3]), parameters([2, 3, 4], [5, 6, 7]))))]).toEqual([
        5, 6, 7, 5, 6, 7,
      ]);
    });

    it('with a large offset keep their spread', async () => {
      const x = Float32Array.of(100000, 100001, 100002, 100003);
      const y = await computeOne(() => apply(layerNorm(4), put(x, [1, 1, 4]), parameters([1, 1, 1, 1], [0, 0, 0, 0])));
      expectClose(y, [-1.5, -0.5, 0.5, 1.5].map((value) => value / Math.sqrt(1.25 + 1e-5)), 1e-5); // prettier-ignore
    });

    it('of one example: running variance takes 0, without and with N − 1', async () => {
      for (const runningVariance of ['unbiased', 'biased'] as const) {
        const buffers = { '': { mean: put(new Float32Array(2), [1, 2]), variance: put(Float32Array.of(1, 1), [1, 2]) } };
        const found = await compute(() => {
          const renewed: Tree[] = [];
          const update: ApplyContext['update'] = (_, record) => void renewed.push(record);
          const layer = batchNorm(2, { momentum: 0.25, runningVariance });
          apply(layer, put(Float32Array.of(4, 8), [1, 1, 2]), parameters([1, 1], [0, 0]), { buffers, update });
          return [tensorAt(renewed[0] ?? {}, 'mean'), tensorAt(renewed[0] ?? {}, 'variance')];
        });
        expect(found.map((own) => [...own])).toEqual([[1, 2], [0.75, 0.75]]); // prettier-ignore
      }
    });

    it('of zeros: weights without direction are 0', async () => {
      const layer = weightNorm(dense(2, 1), 1, 'weights');
      const y = await computeOne(() =>
        apply(layer, put(Float32Array.of(1, 2), [1, 1, 2]), {
          direction: put(new Float32Array(2), [1, 2, 1]),
          gain: put(Float32Array.of(3), [1, 1]),
          bias: put(Float32Array.of(4), [1, 1]),
        }),
      );
      expect([...y]).toEqual([4]);
    });
  });

  it('that do not fit are refused', () => {
    expect(() => groupNorm(6, 4)).toThrow('6 channels do not divide into 4 groups');
    expect(() => layerNorm(3).shape?.([4, 2])).toThrow('[4, 2] does not end in [3]');
  });
});

describe('a weight-normalized layer', () => {
  onDevices(hostDevices, () => {
    it('starts as the layer it wraps', async () => {
      const population = createPopulation([setting(1), setting(2)], [], () => Promise.reject(new Error('nothing to load')));
      const [plain, wrapped] = [dense(4, 3), weightNorm(dense(4, 3), 3, 'weights')];
      const x = values([2, 5, 4], 'x');
      const [a, b] = await compute(() => [plain, wrapped].map((layer) => apply(layer, put(x, [2, 5, 4]), layer.init(population, ''))));
      expectClose(a ?? [], b ?? [], 1e-6);
      expect(wrapped.parameters).toBe(plain.parameters + 3);
      population.dispose();
    });
  });
});

describe('training with batch normalization', () => {
  const program = (norm = (): Layer => batchNorm(6)): Program =>
    supervised({
      data: (population) => examplesFor(population, { dataSet: 'two-moons', train: 20, validation: 30, test: 0, noise: 0.3 }),
      model: ({ featureCount, classes }) => serial({ hidden: dense(featureCount, 6), norm: norm(), output: dense(6, classes, 'linear') }),
      optimizer: adam({ learningRate: 'learningRate' }),
      batchSize: 8,
      steps: 12,
      evaluateEvery: 4,
      evaluatedTrainingExamples: 20,
    });
  const states = async (runs: number[], R: number): Promise<Record<string, string[]>> => {
    const training = await startTraining(
      runs.map((seed) => setting(seed)),
      program(),
    );
    const series = await collect(training.trainer, R);
    const { tensors } = await training.trainer.checkpoint();
    training.dispose();
    const parts = Object.entries(tensors).map(([path, { data }]): [string, string[]] => [
      path,
      runs.map((_, run) => bitsOf(data.slice((run * data.length) / R, ((run + 1) * data.length) / R))),
    ]);
    const measures = [...series].map(([name, own]): [string, string[]] => [name, own.runs.map((numbers) => bitsOf(Float32Array.from(numbers)))]); // prettier-ignore
    return Object.fromEntries([...parts, ...measures]);
  };

  onDevices(hostDevices, () => {
    it('changes the running statistics, the same for a run alone and among others', async () => {
      const among = await states([1, 2, 3], 3);
      const alone = await states([2], 1);
      for (const [name, own] of Object.entries(alone)) expect(among[name]?.[1], name).toEqual(own[0]);
      const statistics = Object.keys(alone).filter((name) => name.startsWith('buffers/'));
      expect(statistics).toEqual(['buffers//norm/mean', 'buffers//norm/variance']);
      for (const name of statistics) expect(among[name]?.[0], name).not.toEqual(among[name]?.[1]);
    });

    it('keeps running statistics beside frozen parameters', async () => {
      const training = await startTraining(
        [setting(1)],
        program(() => frozen(batchNorm(6))),
      );
      await collect(training.trainer, 1);
      const { tensors } = await training.trainer.checkpoint();
      training.dispose();
      expect(
        Object.keys(tensors)
          .filter((name) => name.startsWith('buffers/'))
          .sort(),
      ).toEqual(['mean', 'scale', 'shift', 'variance'].map((name) => `buffers//norm/${name}`));
      expect([...(tensors['buffers//norm/scale']?.data ?? [])]).toEqual([1, 1, 1, 1, 1, 1]);
      expect([...(tensors['buffers//norm/mean']?.data ?? [])].every((value) => value !== 0)).toBe(true);
    });

    it('leaves no tensor behind', async () => {
      const training = await startTraining([setting(1), setting(2)], program());
      const blocks = training.trainer.blocks();
      const counts: number[] = [];
      for await (const { step } of blocks) if (step > 0) counts.push(engine().memory().numTensors);
      expect(new Set(counts).size).toBe(1);
      training.dispose();
    });
  });
});
