/** Golden cases of init.json, by `config.type`: formulas, and samples that the engine draws. */
import { fans, orthogonal, scaled, spreadOf, truncatedNormal, truncatedSpread } from '../../layers/initializers.ts';
import type { Distribution, Scheme } from '../../layers/initializers.ts';
import { streamKey } from '../../random/streams.ts';
import type { Initializer } from '../../training/population.ts';
import { numberAt, numbersAt } from '../fixture.ts';
import type { GoldenCase } from '../fixture.ts';
import type { CaseRunner, Result, Suite } from '../suite.ts';

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

function draw(initializer: Initializer, shape: readonly number[], name: string): Float32Array {
  const target = new Float32Array(sizeOf(shape));
  initializer(target, shape, streamKey(1, 0, name));
  return target;
}

function sampleOf(values: Float32Array): Record<string, number> {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, std: Math.sqrt(variance), largest: values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) };
}

/** Density and probability within ±2 of the standard normal distribution. */
const density = Math.exp(-2) / Math.sqrt(2 * Math.PI);
const probability = 0.954499736103642;
const truncatedVariance = 1 - (4 * density) / probability;
const kurtosis: Readonly<Record<Distribution, number>> = {
  uniform: 9 / 5,
  normal: 3,
  // Fourth moment of the truncated distribution: 3 − 2 (2³ + 3 · 2) φ(2) / P.
  truncated: (3 - (28 * density) / probability) / truncatedVariance ** 2,
};

const scheme =
  (of: Scheme, distribution: Distribution): CaseRunner =>
  ({ name, inputs }) => {
    const shape = numbersAt(inputs, 'shape');
    return {
      ...fans(shape),
      ...spreadOf(of, distribution, shape),
      count: sizeOf(shape),
      mean: 0,
      kurtosis: kurtosis[distribution],
      sample: sampleOf(draw(scaled(of, distribution), shape, name)),
    };
  };

const truncated: CaseRunner = ({ name, config, inputs }) => {
  const shape = numbersAt(inputs, 'shape');
  const sigma = numberAt(config, 'sigma');
  return {
    count: sizeOf(shape),
    mean: 0,
    ...truncatedSpread(sigma),
    kurtosis: kurtosis.truncated,
    sample: sampleOf(draw(truncatedNormal(sigma), shape, name)),
  };
};

const orthogonalMatrix = ({ name, config, inputs, expected }: GoldenCase): Result => {
  const shape = numbersAt(inputs, 'shape');
  const values = draw(orthogonal(numberAt(config, 'gain')), shape, name);
  const cols = shape.at(-1) ?? 1;
  const rows = values.length / cols;
  const ofColumns = rows >= cols;
  const [vectors, length] = ofColumns ? [cols, rows] : [rows, cols];
  const at = (vector: number, i: number): number => values[ofColumns ? i * cols + vector : vector * cols + i] ?? NaN;
  const wanted = numberAt(expected, 'gramDiagonal');
  let [gramDiagonal, gramOffDiagonal] = [wanted, 0];
  for (let a = 0; a < vectors; a++) {
    for (let b = 0; b <= a; b++) {
      let product = 0;
      for (let i = 0; i < length; i++) product += at(a, i) * at(b, i);
      if (a !== b) gramOffDiagonal = Math.max(gramOffDiagonal, Math.abs(product));
      else if (Math.abs(product - wanted) > Math.abs(gramDiagonal - wanted)) gramDiagonal = product;
    }
  }
  const sumOfSquares = values.reduce((sum, value) => sum + value * value, 0);
  return {
    rows,
    cols,
    gram: ofColumns ? 'columns' : 'rows',
    gramDiagonal,
    gramOffDiagonal,
    sumOfSquares,
    rootMeanSquare: Math.sqrt(sumOfSquares / values.length),
  };
};

const runners: Readonly<Record<string, CaseRunner>> = {
  glorotUniform: scheme('glorot', 'uniform'),
  glorotNormal: scheme('glorot', 'normal'),
  glorotNormalTruncated: scheme('glorot', 'truncated'),
  heUniform: scheme('he', 'uniform'),
  heNormal: scheme('he', 'normal'),
  heNormalTruncated: scheme('he', 'truncated'),
  lecunUniform: scheme('lecun', 'uniform'),
  lecunNormal: scheme('lecun', 'normal'),
  lecunNormalTruncated: scheme('lecun', 'truncated'),
  truncatedNormal: truncated,
  orthogonal: orthogonalMatrix,
};

export const init: Suite = { file: 'init', on: 'host', runners };
