/** One number per seed from an arm's endpoints at all values of a sweep: how wide its good range is, its best value, or what that scores. */
import type { SweepMeasure } from './claim.ts';
import type { EndpointValues } from './contrast.ts';

/** Index of the value at which each seed's endpoint is lowest; −1 where none is finite. Diverged runs are not chosen. */
export function bestIndices(chosen: readonly EndpointValues[], seeds: number): number[] {
  return Array.from({ length: seeds }, (_, seed) => {
    let best = -1;
    let least = Infinity;
    chosen.forEach((one, index) => {
      const value = usable(one, seed);
      if (value < least) [best, least] = [index, value];
    });
    return best;
  });
}

/**
 * The decades (powers of ten of the swept value) over which a seed's endpoints stay within `factor` times their own lowest. Between two values
 * both are taken as straight lines on logarithmic axes; beside a diverged run nothing counts. All of `values` are positive.
 */
export function toleratedDecades(values: readonly number[], endpoints: readonly number[], factor: number): number {
  const least = Math.min(...endpoints.filter((value) => Number.isFinite(value)));
  if (!(least > 0 && least < Infinity)) return NaN;
  const limit = Math.log10(least * factor);
  let width = 0;
  for (let i = 0; i + 1 < values.length; i++) {
    const [a, b] = [Math.log10(endpoints[i] ?? Infinity), Math.log10(endpoints[i + 1] ?? Infinity)];
    if (!Number.isFinite(a) || !Number.isFinite(b)) continue;
    const across = Math.log10((values[i + 1] ?? 1) / (values[i] ?? 1));
    const [low, high] = [Math.min(a, b), Math.max(a, b)];
    if (low > limit) continue;
    width += high <= limit ? across : (across * (limit - low)) / (high - low);
  }
  return width;
}

/**
 * `chosen` and `scored`: endpoints at every value, in the order of `values`. A seed is diverged when it is at every value, or when what its
 * best value scores is not finite.
 */
export function sweepEndpoint(
  over: SweepMeasure,
  values: readonly number[],
  chosen: readonly EndpointValues[],
  scored: readonly EndpointValues[],
  seeds: number,
): EndpointValues {
  const best = bestIndices(chosen, seeds);
  const results = best.map((index, seed) => {
    if (index < 0) return NaN;
    if (over.what === 'best') return scored[index]?.values[seed] ?? NaN;
    if (over.what === 'value') return values[index] ?? NaN;
    const endpoints = chosen.map((one) => usable(one, seed));
    return toleratedDecades(values, endpoints, over.factor);
  });
  const waiting = (seed: number): boolean => chosen.some((one) => Number.isNaN(one.values[seed] ?? NaN) && one.diverged[seed] !== true);
  return {
    // Until every value has its endpoint, neither the best nor the range is known.
    values: Float64Array.from(results, (value, seed) => (waiting(seed) ? NaN : value)),
    diverged: best.map((index, seed) => index < 0 && !waiting(seed)),
  };
}

function usable({ values, diverged }: EndpointValues, seed: number): number {
  const value = values[seed] ?? NaN;
  return diverged[seed] === true || !Number.isFinite(value) ? Infinity : value;
}
