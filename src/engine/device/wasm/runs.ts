/** Sums and multiples on WASM whose factors belong to runs or to the program. */
import { dimension, numberAttribute, sizeOf } from '../kernel.ts';
import type { Attributes, WasmAccess } from '../kernel.ts';
import { kernelsOf } from './module.ts';
import type { KernelModule } from './module.ts';

/** Calls `visit` for every run of the tensor `of`, with its number, the bytes to its first element and the number of its elements. */
function forEachRun(
  access: WasmAccess,
  of: string,
  visit: (kernels: KernelModule, run: number, first: number, count: number) => void,
): void {
  const kernels = kernelsOf(access.backend);
  const runs = dimension(access.shape(of), 0);
  const perRun = sizeOf(access.shape(of)) / runs;
  for (let run = 0; run < runs; run++) visit(kernels, run, 4 * run * perRun, perRun);
}

/** y = a + factor · b. */
export function addScaled(access: WasmAccess, attributes: Attributes): void {
  const [a, b, y] = [access.offset('a'), access.offset('b'), access.offset('y')];
  kernelsOf(access.backend).combine(a, b, y, sizeOf(access.shape('y')), 1, numberAttribute(attributes, 'factor'));
}

/** y = a + factor of the run · b. */
export function addScaledRuns(access: WasmAccess): void {
  const [a, b, y, factor] = [access.offset('a'), access.offset('b'), access.offset('y'), access.f32('factor')];
  forEachRun(access, 'y', (kernels, run, first, count) => {
    kernels.combine(a + first, b + first, y + first, count, 1, factor[run] ?? 0);
  });
}

/** y = factor · x. */
export function scaled(access: WasmAccess, attributes: Attributes): void {
  const count = sizeOf(access.shape('y'));
  kernelsOf(access.backend).scale(access.offset('x'), access.offset('y'), count, numberAttribute(attributes, 'factor'));
}

/** y = factor of the run · x. */
export function scaleRuns(access: WasmAccess): void {
  const [x, y, factor] = [access.offset('x'), access.offset('y'), access.f32('factor')];
  forEachRun(access, 'x', (kernels, run, first, count) => void kernels.scale(x + first, y + first, count, factor[run] ?? 0));
}

/** Sums of squares of each run into its row of partials; the places that other devices use are 0. */
export function sumOfSquares(access: WasmAccess, attributes: Attributes): void {
  const [offset, columns] = [numberAttribute(attributes, 'offset'), numberAttribute(attributes, 'count')];
  const [x, partials, width] = [access.offset('x'), access.f32('partials'), dimension(access.shape('partials'), 1)];
  forEachRun(access, 'x', (kernels, run, first, count) => {
    const from = run * width + offset;
    partials.fill(0, from, from + columns);
    partials[from] = kernels.sumOfSquares(x + first, count);
  });
}

/** parameter ← parameter − learningRate · weightDecay · parameter. */
export function decay(access: WasmAccess): void {
  const [p, rate, weightDecay] = [access.offset('parameter'), access.f32('learningRate'), access.f32('weightDecay')];
  forEachRun(access, 'parameter', (kernels, run, first, count) => {
    kernels.scale(p + first, p + first, count, 1 - (rate[run] ?? 0) * (weightDecay[run] ?? 0));
  });
}

/** average ← decay · average + (1 − decay) · x. */
export function movingAverage(access: WasmAccess): void {
  const [average, x, weights] = [access.offset('average'), access.offset('x'), access.f32('decay')];
  forEachRun(access, 'x', (kernels, run, first, count) => {
    const d = weights[run] ?? 0;
    kernels.combine(average + first, x + first, average + first, count, d, 1 - d);
  });
}

/** y = x + bias on every row. */
export function addBias(access: WasmAccess): void {
  const [runs, rows, columns] = [0, 1, 2].map((axis) => dimension(access.shape('x'), axis)) as [number, number, number];
  const shared = dimension(access.shape('bias'), 0) === 1;
  kernelsOf(access.backend).addBias(access.offset('x'), access.offset('bias'), access.offset('y'), runs, rows, columns, Number(shared));
}
