/** Activations against float64 with finite differences, run by run to the bit, and at the ends of the number range. */
import { describe, expect, it } from 'vitest';
import { allDevices, gradientTolerance, hostDevices, onDevices, valueTolerance } from '../testing/devices.ts';
import { grad } from '@tensorflow/tfjs-core';
import { applyContext } from '../golden/apply.ts';
import { checkLayer } from '../testing/layer-check.ts';
import { compute, computeOne, expectClose, put, values } from '../testing/tensors.ts';
import { activate, activation, gated } from './activations.ts';
import type { ActivationName, ActivationOptions } from './activations.ts';
import { modelFacts } from './facts.ts';

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Φ(x) by its power series. */
function normal(x: number): number {
  let [term, sum] = [x, x];
  for (let k = 1; k < 200; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI);
}

const elementwise: [name: ActivationName, options: ActivationOptions, reference: (x: number) => number][] = [
  ['linear', {}, (x) => x],
  ['sigmoid', {}, sigmoid],
  ['tanh', {}, Math.tanh],
  ['relu', {}, (x) => Math.max(x, 0)],
  ['leakyRelu', { alpha: 0.2 }, (x) => (x > 0 ? x : 0.2 * x)],
  ['elu', { alpha: 0.7 }, (x) => (x > 0 ? x : 0.7 * (Math.exp(x) - 1))],
  ['gelu', {}, (x) => x * normal(x)],
  ['geluTanh', {}, (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))],
  ['silu', {}, (x) => x * sigmoid(x)],
  ['swish', { beta: 2 }, (x) => x * sigmoid(2 * x)],
  ['softplus', {}, (x) => Math.log(1 + Math.exp(x))],
];

/** Rows of a run, each through a function of a list. */
const byRow =
  (width: number, row: (x: number[]) => number[]) =>
  ({ x }: Readonly<Record<string, ArrayLike<number>>>): number[] => {
    const all = Array.from(x ?? []);
    return Array.from({ length: all.length / width }, (_, i) => row(all.slice(i * width, (i + 1) * width))).flat();
  };

describe('activations', () => {
  onDevices(allDevices, (kind) => {
    for (const [name, options, reference] of elementwise) {
      it(`${name}: values, slopes, and a run alone as among others`, async () => {
        const shapes = { x: [7, 5] };
        await checkLayer(
          {
            shapes,
            apply: ({ x }) => activate(name, x ?? put(new Float32Array(), [0]), options),
            reference: ({ x }) => Array.from(x ?? [], reference),
          },
          kind,
        );
      });
    }

    for (const name of ['softmax', 'logSoftmax'] as const) {
      it(`${name}: values, slopes, and a run alone as among others`, async () => {
        const reference = byRow(5, (x) => {
          const sum = x.reduce((total, z) => total + Math.exp(z), 0);
          return x.map((z) => (name === 'softmax' ? Math.exp(z) / sum : z - Math.log(sum)));
        });
        await checkLayer(
          { shapes: { x: [2, 3, 5] }, apply: ({ x }) => activate(name, x ?? put(new Float32Array(), [0])), reference },
          kind,
        );
      });
    }

    it('are good over the whole range in which they bend', async () => {
      const x = values([400], 'x', 6);
      for (const [name, options, reference] of elementwise) {
        expectClose(
          await computeOne(() => activate(name, put(x, [1, 400]), options)),
          Array.from(x, reference),
          valueTolerance[kind],
          name,
        );
        const slopes = await computeOne(() => grad((z) => activate(name, z, options))(put(x, [1, 400])));
        const expected = Array.from(x, (z) => (reference(z + 1e-5) - reference(z - 1e-5)) / 2e-5);
        expectClose(slopes, expected, gradientTolerance[kind], `slope of ${name}`);
      }
    });

    it('stay finite with finite slopes, far from 0', async () => {
      const x = Float32Array.of(-1e30, -1e15, -1e4, -100, 100, 1e4, 1e15, 1e30);
      for (const [name, options] of elementwise) {
        const [y, dx] = await compute(() => [
          activate(name, put(x, [1, 8]), options),
          grad((z) => activate(name, z, options))(put(x, [1, 8])),
        ]);
        expect([...(y ?? []), ...(dx ?? [])].every(Number.isFinite), `${name}: ${String(y)}, ${String(dx)}`).toBe(true);
      }
    });
  });

  onDevices(hostDevices, () => {
    it('keep what is not a number', async () => {
      for (const [name, options] of elementwise) {
        expect((await computeOne(() => activate(name, put(Float32Array.of(NaN), [1, 1]), options)))[0], name).toBeNaN();
      }
    });
  });
});

describe('gated units', () => {
  onDevices(allDevices, (kind) => {
    it('swiglu: values, slopes, and a run alone as among others', async () => {
      const layer = gated('swiglu', 3, 2);
      const shapes = { x: [4, 3], W: [3, 2], b: [2], V: [3, 2], c: [2] };
      await checkLayer(
        {
          shapes,
          apply: ({ x, W, b, V, c }) => {
            if (!x || !W || !b || !V || !c) throw new Error('a tensor is missing');
            return layer.apply({ gate: { weights: W, bias: b }, value: { weights: V, bias: c } }, x, applyContext(), '');
          },
          reference: ({ x = [], W = [], b = [], V = [], c = [] }) =>
            Array.from({ length: 8 }, (_, i) => {
              const [row, out] = [Math.floor(i / 2), i % 2];
              const through = (weights: ArrayLike<number>, bias: ArrayLike<number>): number =>
                [0, 1, 2].reduce((sum, k) => sum + (x[row * 3 + k] ?? NaN) * (weights[k * 2 + out] ?? NaN), bias[out] ?? NaN);
              const z = through(W, b);
              return z * sigmoid(z) * through(V, c);
            }),
        },
        kind,
      );
    });
  });

  it('cost two products', () => {
    const facts = modelFacts(gated('geglu', 3, 2), [3], { batch: 1, runs: 1, moments: 1 });
    expect(facts.parameters).toBe(16);
    expect(activation('gelu').parameters).toBe(0);
  });
});
