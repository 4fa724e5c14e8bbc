/** Exponential smoothing without the pull towards its start. */

/**
 * An exponential moving average with bias correction (as Adam corrects its moments): of the values up to each, those that lie `unit` further back
 * count `share` times as much, and the weights are divided by their sum, so that a constant stays that constant from the first value on. At
 * evenly spaced steps one unit apart this is ŷₜ = Σ shareᵗ⁻ⁱ yᵢ / Σ shareᵗ⁻ⁱ. Elsewhere a value counts for the steps since the one before, so that
 * stretches of which fewer values are kept are smoothed as before. What is not finite counts nothing and stays as it is.
 *
 * @param share - 0 (the values themselves) to below 1
 * @param unit - in steps; see `smoothingUnit`
 */
export function smooth(steps: ArrayLike<number>, values: ArrayLike<number>, share: number, unit: number): Float64Array {
  const smoothed = new Float64Array(values.length);
  let [sum, weights] = [0, 0];
  let before = (steps[0] ?? 0) - unit;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) {
      smoothed[i] = value;
      continue;
    }
    const apart = ((steps[i] ?? 0) - before) / unit;
    const past = share ** apart;
    // What lies between this value and the last one is taken to be like this one.
    const own = share === 0 ? 1 : (1 - past) / (1 - share);
    sum = past * sum + own * value;
    weights = past * weights + own;
    smoothed[i] = sum / weights;
    before = steps[i] ?? 0;
  }
  return smoothed;
}

/** Curves with more values than this are smoothed by stretches of the axis instead of by values: of 100,000 steps a few would not show. */
const mostUnits = 1000;

/** The distance over which the past fades by the chosen share: from one value to the next, but at least a thousandth of the session. */
export function smoothingUnit(steps: ArrayLike<number>, total: number): number {
  const spans = Math.min(steps.length - 1, mostUnits);
  const stride = spans > 0 ? ((steps[steps.length - 1] ?? 0) - (steps[0] ?? 0)) / (steps.length - 1) : 1;
  return Math.max(stride, total / mostUnits) || 1;
}
