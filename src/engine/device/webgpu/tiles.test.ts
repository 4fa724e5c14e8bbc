/** However work is divided between threads, for a graphics card or for software, the numbers are the same to the bit. */
import { describe, expect, it } from 'vitest';
import { onDevices } from '../../testing/devices.ts';
import { compute, put, values } from '../../testing/tensors.ts';
import { defineKernel, dimension } from '../kernel.ts';
import type { Attributes, Shapes, WgslProgram } from '../kernel.ts';
import { windowSettings, windowsOver } from '../kernels/windows.ts';
import { convolutionWeightGradientsProgram } from './convolution-weights.ts';
import { convolutionInputGradientProgram, convolutionProgram } from './convolution.ts';
import { productProgram, weightGradientsProgram } from './products.ts';
import { aimAt, target } from './target.ts';

const onWebgpuOnly = (): never => {
  throw new Error('this kernel of a test runs on WebGPU only');
};

/** A program as it is built for software or for hardware, whatever the adapter is. */
function aimed(build: (shape: Shapes, attributes: Attributes) => WgslProgram): (shape: Shapes, attributes: Attributes) => WgslProgram {
  return (shape, attributes) => {
    const own = target().software;
    const info = { architecture: '', description: '' };
    aimAt({ ...info, isFallbackAdapter: attributes['software'] === true });
    try {
      return build(shape, attributes);
    } finally {
      aimAt({ ...info, isFallbackAdapter: own });
    }
  };
}

const sizesOf = (shape: number[]): [number, number, number] => [dimension(shape, 0), dimension(shape, 1), dimension(shape, 2)];

const runProduct = defineKernel({
  name: 'TestTiledProduct',
  inputs: { a: 'float32', b: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape, { transposeA, transposeB }) => [
    dimension(shape('a'), 0),
    dimension(shape('a'), transposeA === true ? 2 : 1),
    dimension(shape('b'), transposeB === true ? 1 : 2),
  ],
  host: onWebgpuOnly,
  wgsl: aimed((shape, attributes) => {
    const [transposeA, transposeB] = [attributes['transposeA'] === true, attributes['transposeB'] === true];
    const [runs, rows, columns] = sizesOf(shape('y'));
    return productProgram({ runs, rows, inner: dimension(shape('a'), transposeA ? 1 : 2), columns, transposeA, transposeB });
  }),
});

const runWeights = defineKernel({
  name: 'TestTiledWeights',
  inputs: { x: 'float32', dz: 'float32' },
  outputs: { dWeights: 'float32', dBias: 'float32' },
  outputShape: (output, shape) => {
    const [runs, , outputs] = sizesOf(shape('dz'));
    return output === 'dBias' ? [runs, outputs] : [runs, dimension(shape('x'), 2), outputs];
  },
  host: onWebgpuOnly,
  wgsl: aimed((shape) => {
    const [runs, rows, inputs] = sizesOf(shape('x'));
    return weightGradientsProgram({ runs, rows, inputs, outputs: dimension(shape('dz'), 2) });
  }),
});

const slices = { size: 2, slices: 2 };

/** y, dx and both gradients of weights of one convolution with 5 output channels. */
const runConvolution = {
  y: defineKernel({
    name: 'TestTiledConvolution',
    inputs: { x: 'float32', kernels: 'float32' },
    outputs: { y: 'float32' },
    outputShape: (_, shape, attributes) => {
      const w = windowsOver(shape('x'), windowSettings(attributes));
      return [w.runs, w.examples, w.outHeight, w.outWidth, dimension(shape('kernels'), 4)];
    },
    host: onWebgpuOnly,
    wgsl: aimed((shape, attributes) =>
      convolutionProgram(windowsOver(shape('x'), windowSettings(attributes)), dimension(shape('kernels'), 4), 'sum'),
    ),
  }),
  dx: defineKernel({
    name: 'TestTiledConvolutionInput',
    inputs: { dz: 'float32', kernels: 'float32', x: 'float32' },
    outputs: { dx: 'float32' },
    outputShape: (_, shape) => shape('x'),
    host: onWebgpuOnly,
    wgsl: aimed((shape, attributes) =>
      convolutionInputGradientProgram(windowsOver(shape('x'), windowSettings(attributes)), dimension(shape('kernels'), 4)),
    ),
  }),
  weights: defineKernel({
    name: 'TestTiledConvolutionWeights',
    inputs: { x: 'float32', dz: 'float32', kernels: 'float32' },
    outputs: { partial: 'float32', biasSums: 'float32' },
    outputShape: (output, shape) => {
      const [runs = 0, ...sizes] = shape('kernels');
      return [runs, slices.slices, output === 'partial' ? sizes.reduce((product, size) => product * size, 1) : dimension(sizes, 3)];
    },
    host: onWebgpuOnly,
    wgsl: aimed((shape, attributes) => {
      const w = windowsOver(shape('x'), windowSettings(attributes));
      return convolutionWeightGradientsProgram(w, dimension(shape('kernels'), 4), slices.size, slices.slices);
    }),
  }),
};

describe('tiles for software and for hardware', () => {
  onDevices(['webgpu'], () => {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
    ] as const) {
      it(`of products, transposed ${transposeA}, ${transposeB}`, { timeout: 30_000 }, async () => {
        const [rows, inner, columns] = [130, 67, 131];
        const [aShape, bShape] = [transposeA ? [1, inner, rows] : [1, rows, inner], transposeB ? [1, columns, inner] : [1, inner, columns]];
        const [a, b] = [values(aShape, 'a'), values(bShape, 'b')];
        const [soft, hard] = await compute(() =>
          [true, false].flatMap((software) => runProduct({ a: put(a, aShape), b: put(b, bShape) }, { software, transposeA, transposeB })),
        );
        expect(soft).toEqual(hard);
      });
    }

    it('of the gradients of weights and bias', { timeout: 30_000 }, async () => {
      const [x, dz] = [values([2, 33, 66], 'x'), values([2, 33, 70], 'dz')];
      const found = await compute(() =>
        [true, false].flatMap((software) => runWeights({ x: put(x, [2, 33, 66]), dz: put(dz, [2, 33, 70]) }, { software })),
      );
      expect(found.slice(0, 2)).toEqual(found.slice(2));
    });

    for (const { windowSize, stride, padding } of [
      { windowSize: 3, stride: 1, padding: 'same' },
      { windowSize: 3, stride: 2, padding: 'valid' },
    ] as const) {
      it(`of convolutions, stride ${stride}, ${padding}`, { timeout: 60_000 }, async () => {
        const settings = { windowHeight: windowSize, windowWidth: windowSize, stride, padding };
        const [xShape, kernelShape] = [
          [2, 4, 15, 14, 6],
          [2, windowSize, windowSize, 6, 5],
        ];
        const w = windowsOver(xShape, settings);
        const dzShape = [w.runs, w.examples, w.outHeight, w.outWidth, 5];
        const [x, kernels, dz] = [values(xShape, 'x'), values(kernelShape, 'kernels'), values(dzShape, 'dz')];
        const found = await compute(() => {
          const tensors = { x: put(x, xShape), kernels: put(kernels, kernelShape), dz: put(dz, dzShape) };
          return [true, false].flatMap((software) => [
            ...runConvolution.y({ x: tensors.x, kernels: tensors.kernels }, { ...settings, software }),
            ...runConvolution.dx({ dz: tensors.dz, kernels: tensors.kernels, x: tensors.x }, { ...settings, software }),
            ...runConvolution.weights({ x: tensors.x, dz: tensors.dz, kernels: tensors.kernels }, { ...settings, software }),
          ]);
        });
        expect(found.slice(0, 4)).toEqual(found.slice(4));
      });
    }
  });
});
