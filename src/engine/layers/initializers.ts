/** Initial weights, made on the host with + − × ÷ √ only, so that they are equal on every machine. */
import { fillNormal, normal as drawNormal } from '../random/normal.ts';
import { fillUniform } from '../random/uniform.ts';
import type { Initializer } from '../training/population.ts';

/** Inputs and outputs of a weight `[in, out]` or kernel `[height, width, in, out]`. */
export function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const receptive = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { fanIn: receptive * (shape.at(-2) ?? 1), fanOut: receptive * (shape.at(-1) ?? 1) };
}

export const zeros: Initializer = (target) => {
  target.fill(0);
};

/** The same number everywhere. */
export const constant =
  (value: number): Initializer =>
  (target) => {
    target.fill(value);
  };

/** Normal with a standard deviation. */
export const normal =
  (std: number): Initializer =>
  (target, _, [key0, key1]) => {
    fillNormal(target, key0, key1, 0, 0, std);
  };

/** Standard deviation of a standard normal number that is redrawn outside ±2: √(1 − 4 φ(2) / (2 Φ(2) − 1)). */
const truncatedStd = 0.8796256610342398;

/** A number is drawn anew with probability 0.046; this often never happens. */
const attempts = 64;

/** Normal with parameter `sigma`, redrawn outside ±2 `sigma`: the standard deviation of what is drawn is 0.88 `sigma`. */
export const truncatedNormal =
  (sigma: number): Initializer =>
  (target, _, [key0, key1]) => {
    fillNormal(target, key0, key1, 0, 0, 1);
    for (let i = 0; i < target.length; i++) {
      let z = target[i] ?? 0;
      for (let attempt = 1; attempt < attempts && Math.abs(z) > 2; attempt++) z = drawNormal(key0, key1, i, attempt);
      target[i] = sigma * z;
    }
  };

const uniform =
  (bound: number): Initializer =>
  (target, _, [key0, key1]) => {
    fillUniform(target, key0, key1, 0);
    for (let i = 0; i < target.length; i++) target[i] = (2 * (target[i] ?? 0) - 1) * bound;
  };

/**
 * Variances that keep signals or gradients alike through the layers, `gain` / fan: Glorot's 2 / (fan in + fan out) (Glorot & Bengio
 * 2010), He's 2 / fan in for ReLU (He et al. 2015), LeCun's 1 / fan in (LeCun et al. 1998).
 */
export type Scheme = 'glorot' | 'he' | 'lecun';
export type Distribution = 'uniform' | 'normal' | 'truncated';

/** What a scheme draws from; `bound` is the largest possible absolute value, `sigma` the parameter of a truncated normal. */
export interface Spread {
  std: number;
  bound: number | null;
  sigma: number | null;
}

/** What `truncatedNormal` draws. */
export const truncatedSpread = (sigma: number): Spread => ({ std: sigma * truncatedStd, bound: 2 * sigma, sigma });

/** The spread for a weight `[in, out]` or kernel `[height, width, in, out]`. A truncated normal is widened to the same variance (Keras). */
export function spreadOf(scheme: Scheme, distribution: Distribution, shape: readonly number[]): Spread {
  const { fanIn, fanOut } = fans(shape);
  const gain = scheme === 'lecun' ? 1 : 2;
  const fan = scheme === 'glorot' ? fanIn + fanOut : fanIn;
  const std = Math.sqrt(gain / fan);
  switch (distribution) {
    case 'uniform':
      return { std, bound: Math.sqrt((3 * gain) / fan), sigma: null };
    case 'normal':
      return { std, bound: null, sigma: null };
    case 'truncated':
      return truncatedSpread(std / truncatedStd);
  }
}

/** Draws weights by a scheme from a distribution. */
export const scaled =
  (scheme: Scheme, distribution: Distribution): Initializer =>
  (target, shape, key) => {
    const { std, bound, sigma } = spreadOf(scheme, distribution, shape);
    const draw = sigma !== null ? truncatedNormal(sigma) : bound !== null ? uniform(bound) : normal(std);
    draw(target, shape, key);
  };

/** Uniform within ±√(6 / (fan in + fan out)). */
export const glorotUniform = scaled('glorot', 'uniform');
/** Normal with standard deviation √(2 / (fan in + fan out)). */
export const glorotNormal = scaled('glorot', 'normal');
/** Uniform within ±√(6 / fan in). */
export const heUniform = scaled('he', 'uniform');
/** Normal with standard deviation √(2 / fan in). */
export const heNormal = scaled('he', 'normal');
/** Uniform within ±√(3 / fan in). */
export const lecunUniform = scaled('lecun', 'uniform');
/** Normal with standard deviation √(1 / fan in). */
export const lecunNormal = scaled('lecun', 'normal');

/**
 * GPT-2's projections that end in the residual stream: normal with 0.02 / √(2 · blocks), as each block adds two of them (Radford et al.
 * 2019, 2.3). Its other weights are `normal(0.02)`.
 */
export const gptResidual = (blocks: number): Initializer => normal(0.02 / Math.sqrt(2 * blocks));

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/**
 * A random orthogonal matrix times `gain`, uniform over all of them (Saxe, McClelland & Ganguli 2014): normal vectors made orthonormal by
 * Gram and Schmidt, twice over, whose signs need no repair. All axes but the last are rows; of the shorter side the vectors have unit
 * length and are orthogonal.
 *
 * @throws Error when vectors happen to be linearly dependent, which has probability 0
 */
export const orthogonal =
  (gain = 1): Initializer =>
  (target, shape, [key0, key1]) => {
    const columns = shape.at(-1) ?? 1;
    const rows = target.length / columns;
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
    const drawn = new Float32Array(count * length);
    fillNormal(drawn, key0, key1, 0, 0, 1);
    const vectors: Float64Array[] = [];
    for (let v = 0; v < count; v++) {
      const own = Float64Array.from(drawn.subarray(v * length, (v + 1) * length));
      for (let pass = 0; pass < 2; pass++) {
        for (const other of vectors) {
          const share = dot(own, other);
          for (let i = 0; i < length; i++) own[i] = (own[i] ?? 0) - share * (other[i] ?? 0);
        }
      }
      const norm = Math.sqrt(dot(own, own));
      if (norm === 0) throw new Error('the drawn vectors are linearly dependent');
      vectors.push(own.map((value) => value / norm));
    }
    vectors.forEach((vector, v) => {
      vector.forEach((value, i) => (target[rows >= columns ? i * columns + v : v * columns + i] = gain * value));
    });
  };
