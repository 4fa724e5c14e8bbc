/** The geometry of the Device page's chart: steps per second over parameters, both on logarithmic axes. */

interface Tick {
  at: number;
  value: number;
}

/** A logarithmic axis over whole decades that hold all values, from pixel `from` to pixel `to`; without values, the decades given. */
export function logAxis(
  values: readonly number[],
  from: number,
  to: number,
  empty: readonly [number, number],
): { ticks: Tick[]; at(value: number): number } {
  const finite = values.filter((value) => Number.isFinite(value) && value > 0);
  const low = finite.length === 0 ? empty[0] : Math.floor(Math.log10(Math.min(...finite)) + 1e-9);
  const high = finite.length === 0 ? empty[1] : Math.max(low + 1, Math.ceil(Math.log10(Math.max(...finite)) - 1e-9));
  const at = (value: number): number => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  return { at, ticks: Array.from({ length: high - low + 1 }, (_, i) => ({ at: at(10 ** (low + i)), value: 10 ** (low + i) })) };
}

/** 1,000,000 → "1 M"; ticks are powers of ten. */
export function shortCount(value: number): string {
  if (value >= 1e6) return `${value / 1e6} M`;
  return value >= 1000 ? `${value / 1000} k` : String(value);
}
