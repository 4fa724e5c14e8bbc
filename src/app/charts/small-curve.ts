/** The paths of a small curve: mean and band of one measure for every arm, on common axes. */
import type { ReferenceSession } from '../../sessions/reference.ts';

export interface SmallLine {
  line: string;
  band: string;
  /** Where the line ends, moved apart from its neighbours so that names do not overlap. */
  end: number;
}

/** `right`: room left for names; `apart`: how far their lines are from each other at least. */
export function smallCurve(
  session: ReferenceSession,
  measure: string,
  size: { width: number; height: number; right: number; apart: number },
): SmallLine[] {
  const curves = session.arms.map(({ measures }) => measures[measure]);
  const values = curves
    .flatMap((curve) => [...(curve?.lower ?? []), ...(curve?.upper ?? []), ...(curve?.mean ?? [])])
    .filter((value) => value !== null);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const x = (step: number): string => round((step / session.steps) * (size.width - size.right));
  const height = (value: number): number => 4 + (1 - (value - low) / (high - low || 1)) * (size.height - 10);
  const path = (steps: readonly number[], list: readonly (number | null)[]): string[] =>
    list.flatMap((value, index) => (value === null ? [] : [`${x(steps[index] ?? 0)} ${round(height(value))}`]));

  const lines = curves.map((curve): SmallLine => {
    if (!curve) return { line: '', band: '', end: 0 };
    const mean = path(curve.steps, curve.mean);
    const edge = [...path(curve.steps, curve.upper), ...path(curve.steps, curve.lower).reverse()];
    const last = curve.mean.findLast((value) => value !== null) ?? low;
    return { line: mean.length > 0 ? `M${mean.join('L')}` : '', band: edge.length > 0 ? `M${edge.join('L')}Z` : '', end: height(last) };
  });
  return spread(lines, size.apart, size.height - 4);
}

/** Moves ends apart that are closer than `least`, keeping their order. */
function spread(lines: SmallLine[], least: number, bottom: number): SmallLine[] {
  const order = lines.map((_, index) => index).sort((a, b) => (lines[a]?.end ?? 0) - (lines[b]?.end ?? 0));
  const ends = order.map((index) => lines[index]?.end ?? 0);
  for (let i = 1; i < ends.length; i++) ends[i] = Math.max(ends[i] ?? 0, (ends[i - 1] ?? 0) + least);
  const over = Math.max(0, (ends.at(-1) ?? 0) - bottom);
  return lines.map((line, index) => ({ ...line, end: (ends[order.indexOf(index)] ?? 0) - over }));
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
