/** Axes of charts that are drawn as SVG: positions and round ticks, linear and logarithmic. */

export interface Axis {
  low: number;
  high: number;
  log: boolean;
}

/** Place of a value between the ends, 0 … 1. */
export function share({ low, high, log }: Axis, value: number): number {
  if (high === low) return 0.5;
  return log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/** An axis over values, with room at both ends; on a log axis values that are not positive are left out. */
export function axisOver(values: readonly number[], log: boolean, room = 0.05): Axis {
  const shown = values.filter((value) => Number.isFinite(value) && (!log || value > 0));
  if (shown.length === 0) return { low: log ? 0.1 : 0, high: 1, log };
  const [least, most] = [Math.min(...shown), Math.max(...shown)];
  if (log) {
    const stretch = (most / least || 1) ** room * (most === least ? 1.2 : 1);
    return { low: least / stretch, high: most * stretch, log };
  }
  const extra = (most - least || Math.abs(most) || 1) * room;
  return { low: least - extra, high: most + extra, log };
}

/** Multiples of the powers of ten, and how many powers stand between two that are used; the densest first. */
const patterns: readonly (readonly [leads: readonly number[], every: number])[] = [
  [[1, 2, 5], 1],
  [[1, 3], 1],
  ...[1, 2, 3, 4, 5, 10, 20, 50, 100].map((every) => [[1], every] as const),
];
/** The pattern of all powers and nothing else. */
const powers = 2;

/**
 * Round values inside the axis, about `count` of them: 1, 2 and 5 times powers of ten, on longer log axes fewer of a power, on a log axis too
 * short for two of these as on a linear one.
 */
export function ticks({ low, high, log }: Axis, count = 6): number[] {
  if (log) {
    const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
    const places = patterns.map(([leads, every]) =>
      Array.from({ length: last - first + 1 }, (_, k) => first + k)
        .filter((power) => power % every === 0)
        .flatMap((power) => leads.map((lead) => Number(`${lead}e${power}`)))
        .filter((value) => value >= low && value <= high),
    );
    // Enough powers of ten need nothing between them.
    const offered = places.slice((places[powers]?.length ?? 0) < 4 ? 0 : powers);
    const fitting = offered.find((values) => values.length <= 1.5 * count) ?? [];
    if (fitting.length >= 2) return fitting;
  }
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((lead) => lead * power > 0.999 * rough) ?? 10) * power;
  const start = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - start + 1) }, (_, k) => Number(((start + k) * step).toPrecision(12)));
}
