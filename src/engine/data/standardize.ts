/** Standardization with the statistics of training examples only: those of validation or test rows would leak. */

/** `standardized = (raw − mean) · scale`. `[F]` per feature, `[1]` over all features. */
export interface Standardization {
  mean: Float32Array;
  /** 1 / standard deviation; 1 where a feature does not vary. */
  scale: Float32Array;
}

/** `**` is a power function to some engines; a product is exact everywhere. */
function square(x: number): number {
  return x * x;
}

/**
 * Mean and standard deviation (divided by the count, not the count − 1) of some rows, in two float64 passes.
 *
 * @param features - `[N, F]`
 * @param featureLength - F
 * @param rows - which rows count: the training examples
 * @param perFeature - true: one mean and scale for each feature (points); false: one for all of them (images, whose pixels are alike)
 * @throws RangeError when there are no rows, or one lies outside the data set
 */
export function standardization(
  features: Float32Array,
  featureLength: number,
  rows: ArrayLike<number>,
  { perFeature }: { perFeature: boolean },
): Standardization {
  if (rows.length === 0) throw new RangeError('Standardization needs at least one training example, but there is none.');
  const examples = features.length / featureLength;
  for (let r = 0; r < rows.length; r += 1) {
    const row = rows[r] ?? -1;
    if (!(row >= 0 && row < examples)) throw new RangeError(`Row ${row} is not one of the ${examples} examples of the data set.`);
  }
  const width = perFeature ? featureLength : 1;
  const count = perFeature ? rows.length : rows.length * featureLength;
  const sums = (term: (value: number, column: number) => number): Float64Array => {
    const totals = new Float64Array(width);
    for (let r = 0; r < rows.length; r += 1) {
      const start = (rows[r] ?? 0) * featureLength;
      for (let f = 0; f < featureLength; f += 1) {
        const column = perFeature ? f : 0;
        totals[column] = (totals[column] ?? 0) + term(features[start + f] ?? 0, column);
      }
    }
    return totals;
  };
  const means = sums((value) => value).map((sum) => sum / count);
  const variances = sums((value, column) => square(value - (means[column] ?? 0))).map((sum) => sum / count);
  return {
    mean: Float32Array.from(means),
    // A constant feature has a variance of rounding errors, not of 0, when its mean is not a float64.
    scale: Float32Array.from(variances, (variance, column) => {
      const noise = square((means[column] ?? 0) * 1e-12);
      return variance > noise ? 1 / Math.sqrt(variance) : 1;
    }),
  };
}

/** All rows standardized: `[N, F]`. */
export function standardized(features: Float32Array, featureLength: number, { mean, scale }: Standardization): Float32Array {
  const result = new Float32Array(features.length);
  const perFeature = mean.length > 1;
  for (let i = 0; i < features.length; i += 1) {
    const column = perFeature ? i % featureLength : 0;
    result[i] = ((features[i] ?? 0) - (mean[column] ?? 0)) * (scale[column] ?? 1);
  }
  return result;
}
