/** Convolution and pooling at strides, windows and paddings that divide nothing, on every device. */
import { describe, expect, it } from 'vitest';
import { allDevices, hostDevices, onDevices } from '../testing/devices.ts';
import * as reference from '../testing/layer-reference.ts';
import type { ImageShape, WindowShape } from '../testing/layer-reference.ts';
import { checkLayer, checkValues } from '../testing/layer-check.ts';
import type { Checked } from '../testing/layer-check.ts';
import { put } from '../testing/tensors.ts';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tree } from '../training/program.ts';
import { patchBudget } from '../device/wasm/convolution.ts';
import { convolution } from './convolution.ts';
import { branch, residual, serial } from './layer.ts';
import type { ApplyContext, Layer } from './layer.ts';
import { averagePool, maxPool } from './pooling.ts';
import { flatten, reshapeTo } from './reshape.ts';

const context = (): ApplyContext => ({
  training: true,
  live: {},
  t: put(Int32Array.of(0), [1]),
  key: (stream) => {
    throw new Error(`nothing is random here, not even ${stream}`);
  },
});

function apply(layer: Layer, x: Tensor | undefined, parameters: Tree = {}): Tensor {
  if (!x) throw new Error('there is no x');
  return layer.apply(parameters, x, context(), '');
}

const imageShape = ({ examples, height, width, channels }: ImageShape): number[] => [examples, height, width, channels];

function convolutionCase(image: ImageShape, window: WindowShape, outputs: number, activation: 'linear' | 'tanh' = 'linear'): Checked {
  const layer = convolution(image.channels, outputs, window.size, { ...window, activation });
  return {
    shapes: { x: imageShape(image), kernels: [window.size, window.size, image.channels, outputs], bias: [outputs] },
    apply: ({ x, ...parameters }) => apply(layer, x, parameters),
    reference: ({ x = [], kernels = [], bias = [] }) =>
      reference.convolution(image, window, outputs, x, kernels, bias).map((z) => (activation === 'tanh' ? Math.tanh(z) : z)),
  };
}

const small: ImageShape = { examples: 3, height: 5, width: 7, channels: 2 };
/** XNNPACK's share, 4 × 4 tiles in every product, and kernels over all of a slice. */
const large: ImageShape = { examples: 2, height: 6, width: 7, channels: 16 };

const windows: WindowShape[] = [
  { size: 3, stride: 1, padding: 'same' },
  { size: 3, stride: 2, padding: 'valid' },
  { size: 2, stride: 3, padding: 'same' },
  { size: 4, stride: 3, padding: 'same' },
  { size: 3, stride: 3, padding: 'valid' },
  { size: 1, stride: 2, padding: 'same' },
];
const nameOf = ({ size, stride, padding }: WindowShape): string => `${size} × ${size}, stride ${stride}, ${padding}`;

describe('convolution', () => {
  onDevices(allDevices, (kind) => {
    for (const window of windows) {
      it(nameOf(window), { timeout: 60_000 }, () => checkLayer(convolutionCase(small, window, 3), kind));
    }
    it('with an activation, and one output', { timeout: 60_000 }, () =>
      checkLayer(convolutionCase(small, { size: 3, stride: 2, padding: 'same' }, 1, 'tanh'), kind),
    );
    it('in tiles', { timeout: 60_000 }, () => checkLayer(convolutionCase(large, { size: 3, stride: 1, padding: 'same' }, 18), kind));
  });

  onDevices(hostDevices, (kind) => {
    it('image by image when the patches of two are too many', { timeout: 60_000 }, async () => {
      const image: ImageShape = { examples: 2, height: 50, width: 50, channels: 24 };
      expect(2 * 50 * 50 * 9 * 24 * 4).toBeGreaterThan(patchBudget);
      await checkValues(convolutionCase(image, { size: 3, stride: 1, padding: 'same' }, 2), kind);
    });
  });

  it('says what does not fit', () => {
    const layer = convolution(3, 4, 5, { padding: 'valid' });
    expect(() => layer.shape?.([4, 8, 3])).toThrow('a window of 5 pixels does not fit into 4');
    expect(() => layer.shape?.([8, 8, 2])).toThrow('2 channels in place of 3');
    expect(() => layer.shape?.([64])).toThrow('expected an image');
  });
});

describe('pooling', () => {
  onDevices(allDevices, (kind) => {
    for (const pool of ['max', 'average'] as const) {
      for (const window of windows.slice(0, 5)) {
        it(`${pool}, ${nameOf(window)}`, () => {
          const { size, stride, padding } = window;
          const layer = pool === 'max' ? maxPool(size, { stride, padding }) : averagePool(size, { stride, padding });
          const checked: Checked = {
            shapes: { x: imageShape(small) },
            apply: ({ x }) => apply(layer, x),
            reference: ({ x = [] }) => reference.pooling(small, window, pool, x),
          };
          return checkLayer(checked, kind);
        });
      }
    }
  });
});

describe('compositions', () => {
  const inner = (): Layer => convolution(2, 2, 3);
  const window: WindowShape = { size: 3, stride: 1, padding: 'same' };
  const shapes = { x: imageShape(small), kernels: [3, 3, 2, 2], bias: [2] };
  const inside = (x: ArrayLike<number>, kernels: ArrayLike<number>, bias: ArrayLike<number>): number[] =>
    reference.convolution(small, window, 2, x, kernels, bias);

  onDevices(hostDevices, (kind) => {
    it('residual adds what came in', () =>
      checkLayer(
        {
          shapes,
          apply: ({ x, ...parameters }) => apply(residual(inner()), x, parameters),
          reference: ({ x = [], kernels = [], bias = [] }) => inside(x, kernels, bias).map((y, i) => y + (x[i] ?? NaN)),
        },
        kind,
      ));
    it('branch puts side by side, serial goes on, flatten and reshape change no number', () =>
      checkLayer(
        {
          shapes,
          apply: ({ x, ...parameters }) => {
            const both = branch({ convolved: inner(), pooled: averagePool(1) }, 'concatenate');
            return apply(serial({ both, flatten: flatten(), back: reshapeTo([7, 20]) }), x, { both: { convolved: parameters } });
          },
          reference: ({ x = [], kernels = [], bias = [] }) => {
            const convolved = inside(x, kernels, bias);
            return Array.from({ length: 2 * x.length }, (_, i) => {
              const [pixel, channel] = [Math.floor(i / 4), i % 4];
              return (channel < 2 ? convolved[pixel * 2 + channel] : x[pixel * 2 + channel - 2]) ?? NaN;
            });
          },
        },
        kind,
      ));
    it('pools of pools find their gradients when the images between them are gone', () =>
      checkLayer(
        {
          shapes: { x: imageShape(small) },
          apply: ({ x }) =>
            apply(serial({ average: averagePool(2, { stride: 1 }), max: maxPool(2), last: averagePool(2, { padding: 'same' }) }), x),
          reference: ({ x = [] }) => {
            const averages = reference.pooling(small, { size: 2, stride: 1, padding: 'valid' }, 'average', x);
            const largest = reference.pooling({ ...small, height: 4, width: 6 }, { size: 2, stride: 2, padding: 'valid' }, 'max', averages);
            return reference.pooling({ ...small, height: 2, width: 3 }, { size: 2, stride: 2, padding: 'same' }, 'average', largest);
          },
        },
        kind,
      ));
    it('branch adds', () =>
      checkLayer(
        {
          shapes,
          apply: ({ x, ...parameters }) => apply(branch({ one: inner(), two: inner() }, 'add'), x, { one: parameters, two: parameters }),
          reference: ({ x = [], kernels = [], bias = [] }) => inside(x, kernels, bias).map((y) => 2 * y),
        },
        kind,
      ));
  });
});
