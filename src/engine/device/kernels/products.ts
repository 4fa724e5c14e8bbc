/** Matrix products over a population: tfjs's `BatchMatMul` replaced on WASM and WebGPU. */
// tfjs's own kernels come first, or there would be nothing to replace, and they would replace ours later.
import '@tensorflow/tfjs-backend-wasm/dist/register_all_kernels';
import '@tensorflow/tfjs-backend-webgpu/dist/register_all_kernels';
import { BatchMatMul } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, sizeOf } from '../kernel.ts';
import type { Attributes, Shapes } from '../kernel.ts';
import { multiplyMembers } from '../wasm/products.ts';
import { productProgram } from '../webgpu/products.ts';

interface Product {
  members: number;
  aShared: boolean;
  bShared: boolean;
  rows: number;
  inner: number;
  columns: number;
  shape: number[];
  transposeA: boolean;
  transposeB: boolean;
}

function productOf(shape: Shapes, attributes: Attributes): Product {
  const [a, b] = [shape('a'), shape('b')];
  const [transposeA, transposeB] = [attributes['transposeA'] === true, attributes['transposeB'] === true];
  const [aRows, aColumns] = [dimension(a, a.length - 2), dimension(a, a.length - 1)];
  const [bRows, bColumns] = [dimension(b, b.length - 2), dimension(b, b.length - 1)];
  const [rows, inner] = transposeA ? [aColumns, aRows] : [aRows, aColumns];
  const [bInner, columns] = transposeB ? [bColumns, bRows] : [bRows, bColumns];
  const aMembers = sizeOf(a.slice(0, -2));
  const bMembers = sizeOf(b.slice(0, -2));
  if (inner !== bInner || (aMembers !== bMembers && aMembers !== 1 && bMembers !== 1)) {
    throw new Error(`matMul: [${a.join(', ')}] and [${b.join(', ')}] do not fit (transposeA ${transposeA}, transposeB ${transposeB})`);
  }
  const members = Math.max(aMembers, bMembers);
  const lead = aMembers >= bMembers ? a.slice(0, -2) : b.slice(0, -2);
  return {
    members,
    aShared: aMembers === 1 && members > 1,
    bShared: bMembers === 1 && members > 1,
    rows,
    inner,
    columns,
    shape: [...lead, rows, columns],
    transposeA,
    transposeB,
  };
}

defineKernel({
  name: BatchMatMul,
  inputs: { a: 'float32', b: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape, attributes) => productOf(shape, attributes).shape,
  host: () => {
    throw new Error("plain JavaScript multiplies with tfjs's own kernel");
  },
  wasm: (access, attributes) => {
    const { aShared, bShared, rows, inner, columns, members, transposeA, transposeB } = productOf(access.shape, attributes);
    multiplyMembers(access.backend, {
      members,
      rows,
      inner,
      columns,
      transposeA,
      transposeB,
      a: access.offset('a'),
      aStride: aShared ? 0 : rows * inner * 4,
      b: access.offset('b'),
      bStride: bShared ? 0 : inner * columns * 4,
      out: access.offset('y'),
    });
  },
  wgsl: (shape, attributes) => {
    const { members, ...product } = productOf(shape, attributes);
    return productProgram({ runs: members, ...product });
  },
  replaces: { fits: (inputs) => inputs.every(({ dtype, shape }) => dtype === 'float32' && shape.length >= 2) },
});
