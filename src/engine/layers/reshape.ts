/** Layers that give examples another shape and change no number. */
import { reshape } from '@tensorflow/tfjs-core';
import { fact, sizeOfShape } from './layer.ts';
import type { Layer, Shape } from './layer.ts';

function reshaping(shape: (input: Shape) => number[]): Layer {
  const layer: Layer = {
    init: () => ({}),
    apply: (_, x) => reshape(x, [...x.shape.slice(0, 2), ...shape(x.shape.slice(2))]),
    parameters: 0,
    shape,
    // The same data under another shape.
    facts: (input, path) => [fact(layer, input, path, { kept: 0 })],
  };
  return layer;
}

/** All numbers of an example in one row, in row-major order (height, width, channel): `[R, B, …]` → `[R, B, N]`. */
export const flatten = (): Layer => reshaping((input) => [sizeOfShape(input)]);

/** Gives each example the shape `shape`: `[R, B, …]` → `[R, B, ...shape]`. Throws when the number of elements differs. */
export const reshapeTo = (shape: Shape): Layer =>
  reshaping((input) => {
    if (sizeOfShape(input) !== sizeOfShape(shape)) throw new Error(`[${input.join(', ')}] cannot become [${shape.join(', ')}]`);
    return [...shape];
  });
