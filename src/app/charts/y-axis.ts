/** The y axis over what is in view. */
import type { Measure } from '../../experiment/experiment.ts';
import { linear, logOver, noExtent, ticksOf, type Coordinate, type Extent, type Tick } from './coordinate.ts';

export interface YAxis {
  coordinate: Coordinate;
  /** Both ends, as places of the coordinate. */
  low: number;
  high: number;
  ticks: readonly Tick[];
}

const room = 0.04;
const tickCount = 5;

/** Shares: their interesting end is 1. */
const isShare = (quantity: Measure['quantity']): boolean => quantity === 'accuracy' || quantity === 'explained';

/** Quantities that a log axis suits: all but shares and steps. */
export const canLog = (quantity: Measure['quantity']): boolean => !isShare(quantity) && quantity !== 'step';

/**
 * Over all values in view, with some room. A whole loss curve starts at 0 and an accuracy ends at 1; of a stretch the axis shows just what is
 * there.
 */
export function yAxisOf(extent: Extent, quantity: Measure['quantity'], log: boolean, zoomed: boolean): YAxis {
  const known = extent.low <= extent.high ? extent : { ...noExtent, low: log ? 0.1 : 0, high: 1, least: 0.1 };
  if (log && canLog(quantity)) {
    const coordinate = logOver(known);
    const [low, high] = padded(coordinate.to(known.low), coordinate.to(known.high));
    return { coordinate, low, high, ticks: ticksOf(coordinate, coordinate.from(low), coordinate.from(high), tickCount) };
  }
  const [least, most] = padded(known.low, known.high);
  const low = (quantity === 'loss' || quantity === 'error') && !zoomed ? 0 : least;
  // Out to the next round values, but not to far ones.
  const ticks = ticksOf(linear, low, most, tickCount);
  const step = (ticks[1]?.value ?? NaN) - (ticks[0]?.value ?? NaN);
  const rounded = Number.isFinite(step) && !zoomed;
  const start = rounded ? Math.floor(low / step + 1e-9) * step : low;
  // The interval of a mean may reach under 0, where no accuracy is and no loss.
  const from = ['accuracy', 'loss', 'error'].includes(quantity) ? Math.max(0, start) : start;
  const high = rounded ? Math.ceil(most / step - 1e-9) * step : most;
  const to = isShare(quantity) ? Math.min(1, high) : high;
  return { coordinate: linear, low: from, high: to, ticks: ticksOf(linear, from, to, tickCount + 1) };
}

function padded(low: number, high: number): [number, number] {
  const extra = (high - low || Math.abs(high) || 1) * room;
  return [low - extra, high + extra];
}
