/** Initial weights, made on the host with + − × ÷ √ only, so that they are equal on every machine. */
import { fillNormal } from '../random/normal.ts';
import { fillUniform } from '../random/uniform.ts';
import type { Initializer } from '../training/population.ts';

/** Inputs and outputs of a weight `[in, out]` or kernel `[height, width, in, out]`. */
function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const receptive = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { fanIn: receptive * (shape.at(-2) ?? 1), fanOut: receptive * (shape.at(-1) ?? 1) };
}

export const zeros: Initializer = (target) => {
  target.fill(0);
};

/** Normal with standard deviation √(2 / fan in) (He et al. 2015). */
export const heNormal: Initializer = (target, shape, [key0, key1]) => {
  fillNormal(target, key0, key1, 0, 0, Math.sqrt(2 / fans(shape).fanIn));
};

/** Uniform within ±√(6 / (fan in + fan out)) (Glorot & Bengio 2010). */
export const glorotUniform: Initializer = (target, shape, [key0, key1]) => {
  const { fanIn, fanOut } = fans(shape);
  const bound = Math.sqrt(6 / (fanIn + fanOut));
  fillUniform(target, key0, key1, 0);
  for (let i = 0; i < target.length; i++) target[i] = (2 * (target[i] ?? 0) - 1) * bound;
};

/** Uniform within ±√(6 / fan in) (He et al. 2015). */
export const heUniform: Initializer = (target, shape, [key0, key1]) => {
  const bound = Math.sqrt(6 / fans(shape).fanIn);
  fillUniform(target, key0, key1, 0);
  for (let i = 0; i < target.length; i++) target[i] = (2 * (target[i] ?? 0) - 1) * bound;
};

/** Normal with standard deviation √(2 / (fan in + fan out)) (Glorot & Bengio 2010). */
export const glorotNormal: Initializer = (target, shape, [key0, key1]) => {
  const { fanIn, fanOut } = fans(shape);
  fillNormal(target, key0, key1, 0, 0, Math.sqrt(2 / (fanIn + fanOut)));
};
