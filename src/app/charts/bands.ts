/** What the band around a mean shows, and the same as text. */
import type { BandKind } from '../../experiment/charts-view.ts';
import { formatEstimate, formatInterval, formatNumber } from '../format.ts';
import type { Curve, CurveSource } from './source.ts';

export interface Band {
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
}

/** The bands that all curves of a source can have. */
export const bandsOf = ({ bands }: Pick<CurveSource, 'bands'>): readonly BandKind[] => bands ?? ['interval'];

/** The kind that a curve can show: where only the interval was recorded, that. */
export function bandKindOf({ spread }: Curve, kind: BandKind): BandKind {
  return spread && (kind !== 'range' || (spread.min && spread.max)) ? kind : 'interval';
}

/** Both edges over all steps of a curve. Single seeds have no band; what is read out beside them is the interval. */
export function bandOf(curve: Curve, kind: BandKind): Band {
  if (kind === 'range' && curve.spread?.min && curve.spread.max) return { lower: curve.spread.min, upper: curve.spread.max };
  if (kind !== 'sd' || !curve.spread) return curve;
  const { length } = curve.mean;
  const band = { lower: new Float64Array(length), upper: new Float64Array(length) };
  for (let i = 0; i < length; i++) {
    const [mean, sd] = [curve.mean[i] ?? NaN, curve.spread.sd[i] ?? NaN];
    band.lower[i] = mean - sd;
    band.upper[i] = mean + sd;
  }
  return band;
}

/**
 * Mean and band at an index of a curve: "0.912 ± 0.004", or "0.912 [0.905, 0.921]" for the range. `exact`: with the digits of a float32, for a
 * value that is pointed at.
 */
export function estimateText(curve: Curve, index: number, kind: BandKind, exact = false): string {
  const mean = curve.mean[index] ?? NaN;
  const shown = bandKindOf(curve, kind);
  const [min, max] = [curve.spread?.min?.[index] ?? NaN, curve.spread?.max?.[index] ?? NaN];
  if (shown === 'range' && min < max) return `${formatNumber(mean, exact ? 6 : 3)} ${formatInterval([min, max])}`;
  const half = shown === 'sd' ? (curve.spread?.sd[index] ?? NaN) : (curve.upper[index] ?? NaN) - mean;
  return exact ? exactEstimate(mean, half) : formatEstimate(mean, half);
}

function exactEstimate(mean: number, half: number): string {
  return Number.isFinite(half) && Number.isFinite(mean) ? `${formatNumber(mean, 6)} ± ${formatNumber(half, 2)}` : formatNumber(mean, 6);
}
