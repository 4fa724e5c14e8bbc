/**
 * Which rows (steps) of a long stream stay. A row holds the values of all runs at one step, and stays whole or goes whole: every value that is
 * kept is one that was measured, at the step at which it was measured.
 *
 * Of every stretch of `width` steps the rows stay at which one of the fine series (the arms' means, which are drawn) is least and greatest; of
 * every `coarseness` such stretches those at which one of the coarse series (single runs) is. Widths are powers of two and stretches begin at
 * their multiples, so that those of a later compaction are made up of whole ones of an earlier one, and no peak is lost by the repetition.
 */

/** Stretches of the fine series in one of the coarse ones: there are many runs, and each keeps two rows. */
export const coarseness = 32;

export interface Compactable {
  /** Ascending. */
  steps: ArrayLike<number>;
  /** Half-open range of the rows that may go; the others stay. */
  from: number;
  to: number;
  /** Values by row; what is missing or not finite is no extreme. */
  fine: readonly ArrayLike<number>[];
  coarse: readonly ArrayLike<number>[];
  /** Steps whose rows stay. */
  pinned: ReadonlySet<number>;
}

/** Indices of the rows that stay in stretches of `width` steps, ascending. */
export function keptRows(rows: Compactable, width: number): Int32Array {
  const { steps, from, to, pinned } = rows;
  const stays = new Uint8Array(steps.length).fill(1, 0, from).fill(1, to);
  if (from < to) stays[from] = stays[to - 1] = 1;
  for (let i = from; i < to; i++) if (pinned.has(steps[i] ?? -1)) stays[i] = 1;
  for (const series of rows.fine) markExtremes(stays, rows, series, width);
  for (const series of rows.coarse) markExtremes(stays, rows, series, width * coarseness);
  return Int32Array.from(stays.keys()).filter((i) => stays[i] === 1);
}

function markExtremes(stays: Uint8Array, { steps, from, to }: Compactable, series: ArrayLike<number>, width: number): void {
  let stretch = -1;
  let [least, most] = [-1, -1];
  const mark = (): void => {
    if (least >= 0) stays[least] = stays[most] = 1;
  };
  for (let i = from; i < to; i++) {
    const own = Math.floor((steps[i] ?? 0) / width);
    if (own !== stretch) {
      mark();
      stretch = own;
      least = most = -1;
    }
    const value = series[i] ?? NaN;
    if (!Number.isFinite(value)) continue;
    if (least < 0 || value < (series[least] ?? NaN)) least = i;
    if (most < 0 || value > (series[most] ?? NaN)) most = i;
  }
  mark();
}

/** The narrowest stretches, from `width` steps on, that leave at most `most` rows, and the rows; every stretch keeps some, so there is an end. */
export function compacted(rows: Compactable, width: number, most: number): { width: number; kept: Int32Array } {
  const span = (rows.steps[rows.steps.length - 1] ?? 0) + 1;
  for (let wide = width; ; wide *= 2) {
    const kept = keptRows(rows, wide);
    if (kept.length <= most || wide > span) return { width: wide, kept };
  }
}

/** How many of ascending `kept` lie below `index`: where it is among them. */
export function placeAmong(kept: Int32Array, index: number): number {
  let [low, high] = [0, kept.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((kept[middle] ?? Infinity) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}
