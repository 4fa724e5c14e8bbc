/** Positions in a sequence, added to its vectors: learned, or waves of many lengths. */
import { addPositionsOp } from '../device/kernels/sequences.ts';
import { cosine, naturalLog, sine } from '../random/elementary.ts';
import type { Initializer } from '../training/population.ts';
import { tensorAt } from '../training/tree.ts';
import { tableNormal } from './embedding.ts';
import { buffersAt, fact } from './layer.ts';
import type { Layer } from './layer.ts';

/** Adds the trainable vector of each position: `[R, B, T, width]` with T ≤ context → the same shape; table `[context, width]`. */
export function learnedPositions(context: number, width: number, initializer: Initializer = tableNormal): Layer {
  return {
    init: (population, path) => ({ table: population.parameter([context, width], initializer, `table${path}`) }),
    apply: (parameters, x) => addPositionsOp(x, tensorAt(parameters, 'table')),
    parameters: context * width,
  };
}

/** eˣ for x ≤ 0 from + − × ÷ only, to about 1e-13: (e^(x / 1024))^1024 with the power series inside. */
function exponential(x: number): number {
  const z = x / 1024;
  let value = 1;
  for (let k = 8; k >= 1; k--) value = 1 + (value * z) / k;
  for (let k = 0; k < 10; k++) value *= value;
  return value;
}

/** Row p, column 2i: sin(p / 10000^(2i / width)); column 2i + 1: its cosine. */
export const waves: Initializer = (target, shape) => {
  const width = shape.at(-1) ?? 1;
  for (let i = 0; i < target.length; i++) {
    const [position, column] = [Math.floor(i / width), i % width];
    const angle = position * exponential((-2 * Math.floor(column / 2) * naturalLog(10000)) / width);
    target[i] = column % 2 === 0 ? sine(angle) : cosine(angle);
  }
};

/**
 * Adds sines and cosines of geometrically growing wavelength (Vaswani et al. 2017, 3.5): PE(p, 2i) = sin(p / 10000^(2i / width)),
 * PE(p, 2i + 1) = cos of the same. `[R, B, T, width]` with T ≤ context → the same shape. Nothing is trained.
 */
export function sinusoidalPositions(context: number, width: number): Layer {
  const layer: Layer = {
    init: () => ({}),
    buffers: (population, path) => ({ [path]: { table: population.parameter([context, width], waves, `table${path}`) } }),
    apply: (_, x, context, path) => addPositionsOp(x, tensorAt(buffersAt(context, path), 'table')),
    parameters: 0,
    facts: (input, path) => [fact(layer, input, path, { frozen: context * width })],
  };
  return layer;
}
