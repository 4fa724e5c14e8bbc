/**
 * How values become places on an axis, and the round values that are marked there.
 *
 * A log axis here is a symmetric one: beyond ±`least` it is logarithmic, between them linear, with as much room as one decade for each side. So
 * zero and negative values have a place of their own, and a curve that reaches 0 goes down to a tick "0" instead of ending. Where all values are
 * positive the linear piece lies outside and the axis is purely logarithmic.
 */
import { formatNumber, formatSetting } from '../format.ts';
import { ticks as roundValues } from './axis.ts';

export interface Coordinate {
  log: boolean;
  /** Ascending and continuous. */
  to(value: number): number;
  from(place: number): number;
}

export interface Tick {
  value: number;
  place: number;
  text: string;
}

/** What is known of the values on an axis. */
export interface Extent {
  low: number;
  high: number;
  /** The smallest magnitude besides 0; Infinity where there is none. */
  least: number;
}

export const linear: Coordinate = { log: false, to: (value) => value, from: (place) => place };

/** Decades below the largest magnitude that a log axis goes down to; what is smaller lies on the linear piece. */
const mostDecades = 12;

/** See above; `least` > 0. */
export function symmetricLog(least: number): Coordinate {
  return {
    log: true,
    to: (value) => {
      const size = Math.abs(value) / least;
      return size <= 1 ? value / least : Math.sign(value) * (1 + Math.log10(size));
    },
    from: (place) => {
      const size = Math.abs(place);
      return size <= 1 ? place * least : Math.sign(place) * least * 10 ** (size - 1);
    },
  };
}

/** The log axis that suits values: logarithmic down to the power of ten at or below the smallest magnitude besides 0. */
export function logOver({ low, high, least }: Extent): Coordinate {
  const most = Math.max(Math.abs(low), Math.abs(high));
  const smallest = Number.isFinite(least) && least > 0 ? least : most > 0 ? most : 1;
  return symmetricLog(10 ** Math.floor(Math.log10(Math.max(smallest, most / 10 ** mostDecades)) + 1e-9));
}

export const noExtent: Extent = { low: Infinity, high: -Infinity, least: Infinity };

/** The extent with the finite ones of more values. */
export function including(extent: Extent, values: ArrayLike<number>): Extent {
  let { low, high, least } = extent;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    const size = Math.abs(value);
    if (size > 0 && size < least) least = size;
  }
  return { low, high, least };
}

/** Round values between two values, at most about `count`; on a log axis 0, powers of ten, and over few decades 2 and 5 times them. */
export function ticksOf(coordinate: Coordinate, low: number, high: number, count: number): Tick[] {
  const values = coordinate.log ? logTicks(coordinate, low, high, count) : roundValues({ low, high, log: false }, count);
  return values.map((value) => ({ value, place: coordinate.to(value), text: tickText(value) }));
}

function logTicks(coordinate: Coordinate, low: number, high: number, count: number): number[] {
  const least = coordinate.from(1);
  const span = coordinate.to(high) - coordinate.to(low);
  // Within a fraction of a decade round values of a linear axis say more.
  if (span < 0.7) return roundValues({ low, high, log: false }, count);
  const leads = span <= 0.5 * count ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(span / count));
  const first = Math.round(Math.log10(least));
  const last = Math.floor(Math.log10(Math.max(Math.abs(low), Math.abs(high), least)) + 1e-9);
  const positive: number[] = [];
  // Counted from the top, so that the largest power is among them.
  for (let power = last; power >= first; power -= every) for (const lead of leads) positive.push(Number(`${lead}e${power}`));
  return [...positive.map((value) => -value), 0, ...positive].filter((value) => value >= low && value <= high).sort((a, b) => a - b);
}

/** Short: ticks are round numbers, and "1.00 × 10⁻⁶" would not fit beside the axis. */
export function tickText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const [unit, letter] = units.find(([least]) => size >= least && size < 1000 * least) ?? [1, ''];
  if (letter !== '') return `${formatSetting(Number((value / unit).toPrecision(4)))}${letter}`;
  const text = formatNumber(Number(value.toPrecision(6)));
  if (!text.includes('×')) return formatSetting(Number(value.toPrecision(6)));
  const [lead = '', power = ''] = text.split(' × ');
  const short = lead.replace(/\.?0+$/, '');
  return short === '1' ? power : short === '\u22121' ? `\u2212${power}` : `${short}×${power}`;
}

const units: readonly (readonly [number, string])[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
];
