/** Embedding, positions, attention, blocks and adaptation against float64 versions, on every device. */
import { describe, expect, it } from 'vitest';
import { allDevices, hostDevices, onDevices } from '../testing/devices.ts';
import { checkLayer } from '../testing/layer-check.ts';
import type { Checked } from '../testing/layer-check.ts';
import * as reference from '../testing/layer-reference.ts';
import type { AttentionShape } from '../testing/layer-reference.ts';
import { computeOne, expectClose, integers, put } from '../testing/tensors.ts';
import type { Tensor } from '@tensorflow/tfjs-core';
import { dropRowsOp } from '../device/kernels/sequences.ts';
import { createPopulation } from '../training/population.ts';
import type { Live, Tree } from '../training/program.ts';
import { leaves } from '../training/tree.ts';
import { adapter, frozen, lora, softPrompt } from './adaptation.ts';
import { attention } from './attention.ts';
import { dense } from './dense.ts';
import { embedding } from './embedding.ts';
import type { ApplyContext, Layer } from './layer.ts';
import { learnedPositions, sinusoidalPositions, waves } from './positions.ts';
import { transformerBlock } from './transformer.ts';

type Hosts = Readonly<Record<string, ArrayLike<number>>>;

const context = (buffers?: Tree, live: Live = {}): ApplyContext => ({
  training: true,
  live,
  t: put(Int32Array.of(0), [1]),
  key: (stream) => {
    throw new Error(`nothing is random here, not even ${stream}`);
  },
  ...(buffers && { buffers }),
});

/** A record from names like "query/weights". */
function treeOf(tensors: Readonly<Record<string, Tensor>>): Tree {
  const groups = [...new Set(Object.keys(tensors).map((name) => name.split('/')[0] ?? ''))];
  return Object.fromEntries(
    groups.map((group): [string, Tensor | Tree] => {
      const own = tensors[group];
      if (own) return [group, own];
      const inner = Object.entries(tensors).filter(([name]) => name.startsWith(`${group}/`));
      return [group, treeOf(Object.fromEntries(inner.map(([name, tensor]) => [name.slice(group.length + 1), tensor])))];
    }),
  );
}

function apply(layer: Layer, { x, ...parameters }: Readonly<Record<string, Tensor>>, buffers?: Tree, live?: Live): Tensor {
  if (!x) throw new Error('there is no x');
  return layer.apply(treeOf(parameters), x, context(buffers, live), '');
}

/** Shapes of a layer's parameters by path, without the run axis. */
function shapesOf(layer: Layer): Record<string, number[]> {
  const population = createPopulation([{ sessionSeed: 1, seed: 0, values: {} }], [], () => Promise.reject(new Error('nothing to load')));
  const found = leaves(layer.init(population, '')).map(([path, tensor]) => [path, tensor.shape.slice(1)] as const);
  return Object.fromEntries<number[]>(found);
}

const named =
  (hosts: Hosts, prefix = '') =>
  (name: string): ArrayLike<number> => {
    const found = hosts[prefix + name];
    if (!found) throw new Error(`there is no ${prefix}${name}`);
    return found;
  };

const linear = (hosts: Hosts, name: string, x: ArrayLike<number>, inputs: number, outputs: number): number[] =>
  reference.rows(x, named(hosts)(`${name}/weights`), named(hosts)(`${name}/bias`), inputs, outputs);

const plus = (a: ArrayLike<number>, b: ArrayLike<number>): number[] => Array.from(a, (value, i) => value + (b[i] ?? NaN));

/** Starts the device before the shapes of a layer are asked for, which needs one. */
const check = (make: () => Checked, kind: Parameters<typeof checkLayer>[1]): Promise<void> => checkLayer(make(), kind);

describe('embedding', () => {
  const ids = integers([3, 4, 5], 'ids', 7);
  const perRun = 20;
  onDevices(allDevices, (kind) => {
    it('adds up over repeated ids', () => {
      // Run 1 alone must be given its own ids.
      const idsOf = (runs: number): Tensor => put(runs === 1 ? ids.slice(perRun, 2 * perRun) : ids, [runs, 4, 5]);
      const checked: Checked = {
        shapes: { table: [7, 6] },
        apply: (tensors, runs) => embedding(7, 6).apply(tensors, idsOf(runs), context(), ''),
        reference: ({ table = [] }, run) =>
          Array.from({ length: perRun * 6 }, (_, i) => table[(ids[run * perRun + Math.floor(i / 6)] ?? 0) * 6 + (i % 6)] ?? NaN),
      };
      return checkLayer(checked, kind);
    });
  });
  onDevices(hostDevices, () => {
    it('throws for an id outside the table', () => {
      const table = put(new Float32Array(14), [1, 7, 2]);
      expect(() => embedding(7, 2).apply({ table }, put(Int32Array.of(7), [1, 1]), context(), '')).toThrow(
        'index 7 is outside a table of 7 rows',
      );
    });
  });
});

describe('positions', () => {
  onDevices(allDevices, (kind) => {
    it('learned: the first of a longer table', () =>
      checkLayer(
        {
          shapes: { x: [3, 4, 5], table: [6, 5] },
          apply: (tensors) => apply(learnedPositions(6, 5), tensors),
          reference: ({ x = [], table = [] }) => Array.from(x, (value, i) => value + (table[i % 20] ?? NaN)),
        },
        kind,
      ));
    it('waves: sines and cosines from a table among the buffers', async () => {
      const [length, width] = [40, 6];
      const layer = sinusoidalPositions(length, width);
      const population = createPopulation([{ sessionSeed: 1, seed: 0, values: {} }], [], () =>
        Promise.reject(new Error('nothing to load')),
      );
      const found = await computeOne(() =>
        layer.apply({}, put(new Float32Array(length * width), [1, 1, length, width]), context(layer.buffers?.(population, '/p')), '/p'),
      );
      const expected = Array.from({ length: length * width }, (_, i) => {
        const [position, column] = [Math.floor(i / width), i % width];
        const angle = position / 10000 ** ((2 * Math.floor(column / 2)) / width);
        return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
      });
      expectClose(found, expected, 1e-7);
    });
  });
  it('waves: still exact far out', () => {
    const table = new Float32Array(5000 * 2);
    waves(table, [5000, 2], [0, 0]);
    expect(table[9998]).toBeCloseTo(Math.sin(4999), 6);
    expect(table[9999]).toBeCloseTo(Math.cos(4999), 6);
  });
});

const sequence: AttentionShape = { examples: 2, length: 5, width: 6, heads: 3, causal: false, prefix: 0 };

describe('attention', () => {
  onDevices(allDevices, (kind) => {
    for (const shape of [sequence, { ...sequence, causal: true, prefix: 2 }, { ...sequence, heads: 1, causal: true }]) {
      it(`${shape.heads} heads${shape.causal ? ', causal' : ''}, a prefix of ${shape.prefix}`, { timeout: 60_000 }, () =>
        check(() => {
          const layer = attention(shape.width, shape.heads, shape);
          return {
            shapes: { x: [shape.examples, shape.length, shape.width], ...shapesOf(layer) },
            apply: (tensors) => apply(layer, tensors),
            reference: (hosts) => reference.attention(shape, named(hosts)('x'), named(hosts)),
          };
        }, kind),
      );
    }
  });
  it('needs heads that divide its width', () => {
    expect(() => attention(6, 4)).toThrow('6 features do not split into 4 heads');
  });
});

/** Another layer stands for the normalization: blocks do not know which it is. */
const blockOptions = {
  width: 6,
  heads: 3,
  hidden: 4,
  causal: true,
  normalization: (features: number) => dense(features, features),
  activation: () => dense(4, 4, 'tanh'),
};

function block(norm: 'pre' | 'post'): Checked {
  const layer = transformerBlock({ ...blockOptions, norm });
  const shapes = { x: [2, 5, 6], ...shapesOf(layer) };
  const inner = norm === 'pre' ? 'branch/' : '';
  return {
    shapes,
    apply: (tensors) => apply(layer, tensors),
    reference: (hosts) => {
      const attend = (x: number[]): number[] =>
        reference.attention({ ...sequence, causal: true }, x, named(hosts, `attention/${inner}attention/`));
      const perceive = (x: number[]): number[] => {
        const up = linear(hosts, `perceptron/${inner}up`, x, 6, 4);
        return linear(hosts, `perceptron/${inner}down`, linear(hosts, `perceptron/${inner}activation`, up, 4, 4).map(Math.tanh), 4, 6);
      };
      const x = Array.from(named(hosts)('x'));
      if (norm === 'pre') {
        const middle = plus(x, attend(linear(hosts, 'attention/norm', x, 6, 6)));
        return plus(middle, perceive(linear(hosts, 'perceptron/norm', middle, 6, 6)));
      }
      const middle = linear(hosts, 'norm1', plus(x, attend(x)), 6, 6);
      return linear(hosts, 'norm2', plus(middle, perceive(middle)), 6, 6);
    },
  };
}

describe('transformer blocks', () => {
  onDevices(hostDevices, (kind) => {
    it('with norms in front', () => check(() => block('pre'), kind));
    it('with norms behind the sums', () => check(() => block('post'), kind));
  });
});

describe('adaptation', () => {
  onDevices(allDevices, (kind) => {
    it.each([
      ['for good', 1.5],
      ['of each run', 'scaling'],
    ])('lora adds a product of low rank, over any number of axes, with a scaling %s', (_, scaling) => {
      const [weights, bias] = [Float32Array.from({ length: 15 }, (_, i) => Math.cos(i)), Float32Array.of(1, 2, 3)];
      const copies = (values: Float32Array, runs: number, shape: number[]): Tensor =>
        put(
          Float32Array.from({ length: runs * values.length }, (_, i) => values[i % values.length] ?? NaN),
          [runs, ...shape],
        );
      return checkLayer(
        {
          shapes: { x: [2, 3, 5], a: [5, 2], b: [2, 3] },
          apply: (tensors, runs) =>
            apply(
              lora(dense(5, 3), 2, scaling),
              tensors,
              { '': { weights: copies(weights, runs, [5, 3]), bias: copies(bias, runs, [3]) } },
              { scaling: put(new Float32Array(runs).fill(1.5), [runs]) },
            ),
          reference: ({ x = [], a = [], b = [] }) =>
            plus(
              reference.rows(x, weights, bias, 5, 3),
              reference.rows(reference.rows(x, a, [0, 0], 5, 2), b, [0, 0, 0], 2, 3).map((value) => 1.5 * value),
            ),
        },
        kind,
      );
    });
    it('dropping rows leaves the rest of every sequence', () =>
      checkLayer(
        {
          shapes: { x: [3, 4, 5] },
          apply: ({ x }) => dropRowsOp(x ?? put(new Float32Array(), [0]), 3),
          reference: ({ x = [] }) => [0, 1, 2].flatMap((example) => Array.from(x).slice(example * 20 + 15, (example + 1) * 20)),
        },
        kind,
      ));
    it('a soft prompt is the same for every example', () =>
      checkLayer(
        {
          shapes: { x: [3, 4, 5], prompt: [2, 5] },
          apply: (tensors) => apply(softPrompt(2, 5), tensors),
          reference: ({ x = [], prompt = [] }) =>
            [0, 1, 2].flatMap((example) => [...Array.from(prompt), ...Array.from(x).slice(example * 20, (example + 1) * 20)]),
        },
        kind,
      ));
  });

  onDevices(hostDevices, (kind) => {
    it('an adapter goes around its bottleneck', () =>
      check(() => {
        const layer = adapter(6, 2, 'tanh');
        return {
          shapes: { x: [2, 5, 6], ...shapesOf(layer) },
          apply: (tensors) => apply(layer, tensors),
          reference: (hosts) => {
            const x = named(hosts)('x');
            return plus(x, linear(hosts, 'up', linear(hosts, 'down', x, 6, 2).map(Math.tanh), 2, 6));
          },
        };
      }, kind));

    it('starts as the model it adapts, and only trains its own numbers', async () => {
      const population = createPopulation([{ sessionSeed: 1, seed: 0, values: {} }], [], () =>
        Promise.reject(new Error('nothing to load')),
      );
      const x = put(
        Float32Array.from({ length: 60 }, (_, i) => Math.sin(i)),
        [1, 2, 5, 6],
      );
      const plain = attention(6, 3);
      const adapted = attention(6, 3, {
        linear: (name, inputs, outputs) =>
          name === 'query' || name === 'value' ? lora(dense(inputs, outputs), 2, 4) : frozen(dense(inputs, outputs)),
      });
      const weights = plain.init(population, '/a');
      const own = adapted.init(population, '/a');
      expect(leaves(own).map(([path]) => path)).toEqual(['query/a', 'query/b', 'value/a', 'value/b']);
      expect(adapted.parameters).toBe(2 * 2 * 12);
      const buffers = adapted.buffers?.(population, '/a') ?? {};
      expect(Object.keys(buffers)).toEqual(['/a/query', '/a/key', '/a/value', '/a/output']);
      const expected = await computeOne(() => plain.apply(weights, x, context(), '/a'));
      expect(await computeOne(() => adapted.apply(own, x, context(buffers), '/a'))).toEqual(expected);
      expect(() => adapted.apply(own, x, context(), '/a')).toThrow('needs its buffers');
    });
  });

  it('lora wants a layer without activation', () => {
    expect(() => lora(dense(2, 3, 'relu'), 1, 1)).toThrow('without activation');
  });
});
