/**
 * Augmentation of training batches on the device: images moved and turned, noise on any features. All of it is a function of the run's
 * key, the example's place in the batch and the step. Only + − × ÷ are used, so that devices differ by rounding at most. How much is a number of
 * each run, which may change between steps; runs with 0 are copied and draw nothing.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { threefry2x32, threefryWgsl } from '../../random/threefry.ts';
import { uniform01, uniformWgsl } from '../../random/uniform.ts';
import { defineKernel, dimension, only, sizeOf } from '../kernel.ts';

/** Height and width of square images whose pixels are the last axis. Throws when they are not square. */
function sideOf(shape: readonly number[]): number {
  const pixels = dimension(shape, 2);
  const side = Math.round(Math.sqrt(pixels));
  if (side * side !== pixels) throw new Error(`${pixels} pixels are no square image`);
  return side;
}

/** Radians in half a degree: the tangent of half an angle gives sine and cosine by + − × ÷ alone. */
const halfDegree = Math.PI / 360;

/** tan of half an angle of up to 90 degrees, as Lambert's continued fraction. */
function halfTangent(degrees: number): number {
  const half = degrees * halfDegree;
  const square = half * half;
  return half / (1 - square / (3 - square / (5 - square / (7 - square / 9))));
}

const halfTangentWgsl = `
fn half_tangent(degrees: f32) -> f32 {
  let half = degrees * f32(${halfDegree});
  let square = half * half;
  return half / (1.0 - square / (3.0 - square / (5.0 - square / (7.0 - square / 9.0))));
}`;

const runMoveImages = defineKernel({
  name: 'MoveImages',
  inputs: { x: 'float32', key: 'int32', t: 'int32', shift: 'float32', degrees: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access) => {
    const [runs, examples] = [dimension(access.shape('x'), 0), dimension(access.shape('x'), 1)];
    const side = sideOf(access.shape('x'));
    const [shifts, degrees] = [access.f32('shift'), access.f32('degrees')];
    const [x, y, key] = [access.f32('x'), access.f32('y'), access.i32('key')];
    const step = access.i32('t')[0] ?? 0;
    const [centre, last] = [(side - 1) / 2, side - 1];
    const inside = (place: number): number => Math.min(last, Math.max(0, place));
    for (let run = 0; run < runs; run++) {
      const [shift, turn] = [shifts[run] ?? 0, halfTangent(degrees[run] ?? 0)];
      if (shift === 0 && turn === 0) {
        const [from, to] = [run * examples * side * side, (run + 1) * examples * side * side];
        y.set(x.subarray(from, to), from);
        continue;
      }
      const draw = (element: number): number => 2 * uniform01(key[2 * run] ?? 0, key[2 * run + 1] ?? 0, element, step) - 1;
      for (let example = 0; example < examples; example++) {
        const [dx, dy, bend] = [shift * draw(4 * example), shift * draw(4 * example + 1), turn * draw(4 * example + 2)];
        const scale = 1 / (1 + bend * bend);
        const [cosine, sine] = [(1 - bend * bend) * scale, 2 * bend * scale];
        const base = (run * examples + example) * side * side;
        for (let row = 0; row < side; row++) {
          for (let column = 0; column < side; column++) {
            const [u, v] = [column - centre - dx, row - centre - dy];
            const from = inside(cosine * u + sine * v + centre);
            const down = inside(cosine * v - sine * u + centre);
            const [left, top] = [Math.floor(from), Math.floor(down)];
            const [right, bottom] = [Math.min(last, left + 1), Math.min(last, top + 1)];
            const [a, b] = [from - left, down - top];
            const upper = (1 - a) * (x[base + top * side + left] ?? 0) + a * (x[base + top * side + right] ?? 0);
            const lower = (1 - a) * (x[base + bottom * side + left] ?? 0) + a * (x[base + bottom * side + right] ?? 0);
            y[base + row * side + column] = (1 - b) * upper + b * lower;
          }
        }
      }
    }
  },
  wgsl: (shape) => {
    const side = sideOf(shape('x'));
    return {
      threads: sizeOf(shape('x')),
      helpers: threefryWgsl + uniformWgsl + halfTangentWgsl,
      body: `let image = i / ${side * side}u; let run = image / ${dimension(shape('x'), 1)}u; let example = image % ${dimension(shape('x'), 1)}u;
  y[i] = x[i];
  if (shift[run] != 0.0 || degrees[run] != 0.0) {
    let own = vec2<u32>(bitcast<u32>(key[2u * run]), bitcast<u32>(key[2u * run + 1u]));
    let dx = shift[run] * (2.0 * uniform01(own, 4u * example, u32(t[0])) - 1.0);
    let dy = shift[run] * (2.0 * uniform01(own, 4u * example + 1u, u32(t[0])) - 1.0);
    let bend = half_tangent(degrees[run]) * (2.0 * uniform01(own, 4u * example + 2u, u32(t[0])) - 1.0);
    let scale = 1.0 / (1.0 + bend * bend);
    let cosine = (1.0 - bend * bend) * scale; let sine = 2.0 * bend * scale;
    let centre = f32(${(side - 1) / 2}); let last = ${side - 1}.0;
    let u = f32(i % ${side}u) - centre - dx; let v = f32((i / ${side}u) % ${side}u) - centre - dy;
    let across = clamp(cosine * u + sine * v + centre, 0.0, last);
    let down = clamp(cosine * v - sine * u + centre, 0.0, last);
    let left = u32(across); let top = u32(down);
    let right = min(${side - 1}u, left + 1u); let bottom = min(${side - 1}u, top + 1u);
    let a = across - f32(left); let b = down - f32(top);
    let base = image * ${side * side}u;
    let upper = (1.0 - a) * x[base + top * ${side}u + left] + a * x[base + top * ${side}u + right];
    let lower = (1.0 - a) * x[base + bottom * ${side}u + left] + a * x[base + bottom * ${side}u + right];
    y[i] = (1.0 - b) * upper + b * lower;
  }`,
    };
  },
});

/** Mean and 1 / standard deviation of the sum of four uniform integers of 16 bits. */
const fourMean = 2 * 65535;
const perDeviation = Math.fround(1 / Math.sqrt((65536 ** 2 - 1) / 3));
const words = new Uint32Array(2);

const runAddNoise = defineKernel({
  name: 'AddNoise',
  inputs: { x: 'float32', key: 'int32', t: 'int32', deviation: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape) => shape('x'),
  host: (access) => {
    const runs = dimension(access.shape('x'), 0);
    const [x, y, key, deviation] = [access.f32('x'), access.f32('y'), access.i32('key'), access.f32('deviation')];
    const step = access.i32('t')[0] ?? 0;
    const perRun = x.length / runs;
    for (let run = 0; run < runs; run++) {
      const base = run * perRun;
      const factor = Math.fround((deviation[run] ?? 0) * perDeviation);
      if (factor === 0) {
        y.set(x.subarray(base, base + perRun), base);
        continue;
      }
      const [key0, key1] = [key[2 * run] ?? 0, key[2 * run + 1] ?? 0];
      for (let element = 0; element < perRun; element++) {
        threefry2x32(key0, key1, element, step, words);
        const [a, b] = [words[0] ?? 0, words[1] ?? 0];
        const sum = (a >>> 16) + (a & 0xffff) + (b >>> 16) + (b & 0xffff) - fourMean;
        y[base + element] = (x[base + element] ?? 0) + Math.fround(sum * factor);
      }
    }
  },
  wgsl: (shape) => {
    const perRun = sizeOf(shape('x')) / dimension(shape('x'), 0);
    return {
      threads: sizeOf(shape('x')),
      helpers: threefryWgsl,
      body: `let run = i / ${perRun}u;
  y[i] = x[i];
  let factor = deviation[run] * f32(${perDeviation});
  if (factor != 0.0) {
    let drawn = threefry2x32(vec2<u32>(bitcast<u32>(key[2u * run]), bitcast<u32>(key[2u * run + 1u])), vec2<u32>(i % ${perRun}u, u32(t[0])));
    let sum = i32((drawn.x >> 16u) + (drawn.x & 0xffffu) + (drawn.y >> 16u) + (drawn.y & 0xffffu)) - ${fourMean};
    y[i] = x[i] + f32(sum) * factor;
  }`,
    };
  },
});

/**
 * Square images `[R, B, side · side]`, each moved by up to `shift` pixels along both axes and turned by up to `degrees` about its centre, both
 * uniform in either direction (the turn in the tangent of half the angle); between pixels bilinear, beyond the edge the edge's value. shift and
 * degrees (at most 90) `[R]`, key `[R, 2]`, t `[1]` int32. No gradient: inputs need none. Throws when the images are not square.
 */
export const moveImagesOp = (x: Tensor, key: Tensor, t: Tensor, { shift, degrees }: { shift: Tensor; degrees: Tensor }): Tensor =>
  only(runMoveImages({ x, key, t, shift, degrees }));

/**
 * x `[R, B, F]` plus noise of mean 0 and the standard deviation of its run `[R]`, drawn anew for every number of every step: the sum of four
 * uniform numbers (Irwin–Hall), near normal and within ±3.46 deviations. key `[R, 2]`, t `[1]` int32. No gradient: inputs need none.
 */
export const addNoiseOp = (x: Tensor, key: Tensor, t: Tensor, deviation: Tensor): Tensor => only(runAddNoise({ x, key, t, deviation }));
