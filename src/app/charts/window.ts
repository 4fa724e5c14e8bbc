/** Zooming and panning along the x axis, in shares (0 … 1) of what is in view. Works on places, so that a log axis zooms evenly. */
import type { XWindow } from '../../experiment/charts-view.ts';
import type { XAxis } from './x-axis.ts';

type Axis = Pick<XAxis, 'coordinate' | 'from' | 'to' | 'max'>;

/** No stretch is shorter than this share of the axis. */
const shortest = 1e-5;

/** The value at a share of what is in view. */
export function valueAtShare({ coordinate, from, to }: Axis, share: number): number {
  const [low, high] = [coordinate.to(from), coordinate.to(to)];
  return coordinate.from(low + share * (high - low));
}

/** Where a value stands in what is in view; outside 0 … 1 it is not in view. */
export function shareOf({ coordinate, from, to }: Axis, value: number): number {
  const [low, high] = [coordinate.to(from), coordinate.to(to)];
  return (coordinate.to(value) - low) / (high - low);
}

/** What is in view made `factor` times as large, the value at `share` staying where it is; null: all of the axis. */
export function zoomed(axis: Axis, factor: number, share: number): XWindow | null {
  return stretch(axis, share - share / factor, share + (1 - share) / factor);
}

/** What is in view moved to the right by a share of itself, and not beyond the ends of the axis. */
export function panned(axis: Axis, share: number): XWindow | null {
  const first = shareOf(axis, 0);
  const last = shareOf(axis, axis.max);
  const moved = Math.min(last - 1, Math.max(first, share));
  return stretch(axis, moved, 1 + moved);
}

/** The stretch between two shares, in any order; null: all of the axis. */
export function stretch(axis: Axis, a: number, b: number): XWindow | null {
  const from = Math.max(0, valueAtShare(axis, Math.min(a, b)));
  const to = Math.min(axis.max, valueAtShare(axis, Math.max(a, b)));
  const slack = shortest * axis.max;
  if (from <= slack && to >= axis.max - slack) return null;
  return to - from < slack ? [axis.from, axis.to] : [from, to];
}
