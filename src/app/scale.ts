/** How a slider moves over a declared range: positions 0 … 1, linear or logarithmic, and values that are pleasant numbers. */
import type { NumberHyperparameter } from '../experiment/hyperparameter.ts';

export type Range = Pick<NumberHyperparameter, 'min' | 'max' | 'scale' | 'integer'>;

export function positionOf(value: number, { min, max, scale }: Range): number {
  const position = scale === 'log' ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Number.isFinite(position) ? Math.min(1, Math.max(0, position)) : 0;
}

/** The value at a position: two significant digits on a log scale, a round step on a linear one; the ends are exact. */
export function valueAt(position: number, range: Range): number {
  const { min, max, scale, integer } = range;
  if (position <= 0) return min;
  if (position >= 1) return max;
  const raw = scale === 'log' ? min * (max / min) ** position : min + (max - min) * position;
  const rounded = scale === 'log' ? Number(raw.toPrecision(2)) : roundTo(raw, linearStep(range));
  return clamp(integer ? Math.round(rounded) : rounded, min, max);
}

/** One key press up or down: the next pleasant number in that direction. */
export function nudge(value: number, direction: 1 | -1, range: Range): number {
  const { min, max, scale, integer } = range;
  const size = scale === 'log' ? 10 ** Math.floor(Math.log10(value) - (direction < 0 ? 1e-9 : 0)) : linearStep(range);
  const step = integer ? Math.max(1, Math.round(size)) : size;
  return clamp(Number((value + direction * step).toPrecision(6)), min, max);
}

function linearStep({ min, max, integer }: Range): number {
  const fine = (max - min) / 100;
  const power = 10 ** Math.floor(Math.log10(fine));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= fine * 0.999) ?? fine;
  return integer ? Math.max(1, Math.round(step)) : step;
}

function roundTo(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12));
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value));
}
