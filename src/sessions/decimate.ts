/** Long curves reduced to what a chart of a given width can show, without losing a peak. */

export interface Line {
  x: Float64Array;
  y: Float64Array;
}

export interface BandLine {
  x: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
}

/** The part of the x axis that the chart shows; absent: all of it. */
export interface Range {
  from: number;
  to: number;
}

/**
 * At most two points per pixel: the least and the greatest finite value of each, in the order in which they occur, as they are in the data.
 * A pixel whose values are all not finite gives one NaN, so that the line breaks there. Of what lies outside the range one point on either
 * side is kept, so that the line reaches the edges. `x` ascends; `y` is as long; both are only read.
 */
export function decimate(x: ArrayLike<number>, y: ArrayLike<number>, pixels: number, range?: Range): Line {
  const buckets = bucketsOf(x, pixels, range);
  const line = { x: new Float64Array(2 * buckets.most), y: new Float64Array(2 * buckets.most) };
  let count = 0;
  const keep = (index: number): void => {
    line.x[count] = x[index] ?? NaN;
    line.y[count] = y[index] ?? NaN;
    count++;
  };
  buckets.forEach((start, end) => {
    let least = -1;
    let most = -1;
    for (let i = start; i < end; i++) {
      const value = y[i] ?? NaN;
      if (!Number.isFinite(value)) continue;
      if (least < 0 || value < (y[least] ?? NaN)) least = i;
      if (most < 0 || value > (y[most] ?? NaN)) most = i;
    }
    if (least < 0) {
      line.x[count] = x[start] ?? NaN;
      line.y[count] = NaN;
      count++;
    } else {
      keep(Math.min(least, most));
      if (least !== most) keep(Math.max(least, most));
    }
  });
  return { x: line.x.slice(0, count), y: line.y.slice(0, count) };
}

/**
 * One point per pixel: the least lower and the greatest upper bound of it, at the x in its middle, so that both edges share their points and the
 * band covers everything it covered. NaN where a pixel has no band. Range and edges as in `decimate`.
 */
export function decimateBand(
  x: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
  pixels: number,
  range?: Range,
): BandLine {
  const buckets = bucketsOf(x, pixels, range);
  const band = { x: new Float64Array(buckets.most), lower: new Float64Array(buckets.most), upper: new Float64Array(buckets.most) };
  let count = 0;
  buckets.forEach((start, end) => {
    let least = Infinity;
    let most = -Infinity;
    for (let i = start; i < end; i++) {
      const [low, high] = [lower[i] ?? NaN, upper[i] ?? NaN];
      if (!Number.isFinite(low) || !Number.isFinite(high)) continue;
      if (low < least) least = low;
      if (high > most) most = high;
    }
    band.x[count] = x[(start + end - 1) >>> 1] ?? NaN;
    band.lower[count] = least <= most ? least : NaN;
    band.upper[count] = least <= most ? most : NaN;
    count++;
  });
  return { x: band.x.slice(0, count), lower: band.lower.slice(0, count), upper: band.upper.slice(0, count) };
}

interface Buckets {
  /** There are at most so many. */
  most: number;
  /** Calls back with the half-open index range of every bucket that is not empty. */
  forEach(visit: (start: number, end: number) => void): void;
}

/** Groups the entries by the pixel they fall on; the neighbours outside the range are groups of their own. */
function bucketsOf(x: ArrayLike<number>, pixels: number, range: Range | undefined): Buckets {
  const length = x.length;
  const from = range?.from ?? x[0] ?? 0;
  const to = range?.to ?? x[length - 1] ?? 0;
  const first = range ? firstFrom(x, from) : 0;
  // The first entry behind the range.
  const behind = range ? firstBehind(x, to) : length;
  const width = Math.max(1, Math.floor(pixels));
  const perUnit = to > from ? width / (to - from) : 0;
  const pixelOf = (index: number): number => Math.min(width - 1, Math.floor(((x[index] ?? 0) - from) * perUnit));
  return {
    most: Math.min(width, Math.max(0, behind - first)) + 2,
    forEach(visit) {
      if (first > 0) visit(first - 1, first);
      for (let start = first; start < behind;) {
        const pixel = pixelOf(start);
        let end = start + 1;
        while (end < behind && pixelOf(end) === pixel) end++;
        visit(start, end);
        start = end;
      }
      if (behind < length) visit(behind, behind + 1);
    },
  };
}

function firstFrom(x: ArrayLike<number>, value: number): number {
  return partition(x, (entry) => entry < value);
}

function firstBehind(x: ArrayLike<number>, value: number): number {
  return partition(x, (entry) => entry <= value);
}

/** Number of leading entries for which `before` holds. */
function partition(x: ArrayLike<number>, before: (entry: number) => boolean): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(x[middle] ?? Infinity)) low = middle + 1;
    else high = middle;
  }
  return low;
}
