/** Normalization on WASM: sets that are columns of a matrix (batch and instance norm) have kernels of their own, all others share one. */
import type { WasmAccess } from '../kernel.ts';
import { kernelsOf } from './module.ts';

/** Where the sets lie; what the names mean is said in kernels/normalization-sets.ts. */
export interface Sets {
  runs: number;
  members: number;
  groups: number;
  width: number;
  sets: number;
  centred: boolean;
  divisor: number;
  epsilon: number;
}

type Six = [number, number, number, number, number, number];
type Seven = [...Six, number];

const areColumns = ({ groups, width }: Sets): boolean => width === 1 && groups > 1;

/** Mean and variance of every set. */
export function setStatistics(access: WasmAccess, own: Sets): void {
  const kernels = kernelsOf(access.backend);
  const { sets, members, groups, width, centred, divisor } = own;
  const [x, mean, variance] = [access.offset('x'), access.offset('mean'), access.offset('variance')];
  if (areColumns(own)) kernels.columnStatistics(x, mean, variance, sets / groups, members, groups, Number(centred), divisor);
  else kernels.setStatistics(x, mean, variance, sets, members, groups, width, Number(centred), divisor);
}

/** y = scale · normalized x + shift. */
export function normalizeSets(access: WasmAccess, own: Sets, shifted: boolean): void {
  const kernels = kernelsOf(access.backend);
  const { runs, sets, members, groups, width, epsilon } = own;
  const [x, mean, variance, scale, y] = ['x', 'mean', 'variance', 'scale', 'y'].map(access.offset) as Six;
  const shift = shifted ? access.offset('shift') : 0;
  const blocks = sets / groups;
  if (areColumns(own)) kernels.normalizeColumns(x, mean, variance, scale, shift, y, blocks, blocks / runs, members, groups, epsilon);
  else kernels.normalizeSets(x, mean, variance, scale, shift, y, runs, sets, members, groups, width, epsilon);
}

/** The sums over each set that the gradient of the input needs. */
export function setGradientSums(access: WasmAccess, own: Sets): void {
  const kernels = kernelsOf(access.backend);
  const { runs, sets, members, groups, width, epsilon } = own;
  const [x, mean, variance, scale, dy, plain, weighted] = ['x', 'mean', 'variance', 'scale', 'dy', 'plain', 'weighted'].map(
    access.offset,
  ) as Seven;
  const blocks = sets / groups;
  if (areColumns(own)) {
    kernels.columnGradientSums(x, mean, variance, scale, dy, plain, weighted, blocks, blocks / runs, members, groups, epsilon);
  } else {
    kernels.setGradientSums(x, mean, variance, scale, dy, plain, weighted, runs, sets, members, groups, width, epsilon);
  }
}

/** The gradient of the input. */
export function setInputGradient(access: WasmAccess, own: Sets): void {
  const kernels = kernelsOf(access.backend);
  const { runs, sets, members, groups, width, epsilon, centred, divisor } = own;
  const [x, mean, variance, scale, dy, plain, weighted] = ['x', 'mean', 'variance', 'scale', 'dy', 'plain', 'weighted'].map(
    access.offset,
  ) as Seven;
  const [dx, blocks, taken] = [access.offset('dx'), sets / groups, Number(centred)];
  // prettier-ignore
  if (areColumns(own)) {
    kernels.columnInputGradient(
      x, mean, variance, scale, dy, plain, weighted, dx, blocks, blocks / runs, members, groups, epsilon, taken, divisor,
    );
  } else {
    kernels.setInputGradient(
      x, mean, variance, scale, dy, plain, weighted, dx, runs, sets, members, groups, width, epsilon, taken, divisor,
    );
  }
}

/** The gradient of the input where mean and variance are constants. */
export function setFixedGradient(access: WasmAccess, own: Sets): void {
  const { runs, sets, members, groups, width, epsilon } = own;
  const [dy, variance, scale, dx] = [access.offset('dy'), access.offset('variance'), access.offset('scale'), access.offset('dx')];
  kernelsOf(access.backend).setFixedGradient(dy, variance, scale, dx, runs, sets, members, groups, width, epsilon);
}

/** The gradients of scale and shift. */
export function setAffineGradient(access: WasmAccess, own: Sets): void {
  const kernels = kernelsOf(access.backend);
  const { runs, sets, members, groups, width, epsilon } = own;
  const [x, mean, variance, dy, dScale, dShift] = ['x', 'mean', 'variance', 'dy', 'dScale', 'dShift'].map(access.offset) as Six;
  // With one block a run, each column is all that shares a scale; no scale stands for 1.
  if (areColumns(own) && sets === groups * runs) {
    kernels.columnGradientSums(x, mean, variance, 0, dy, dShift, dScale, runs, 1, members, groups, epsilon);
  } else {
    kernels.setAffineGradient(x, mean, variance, dy, dScale, dShift, runs, sets, members, groups, width, epsilon);
  }
}
