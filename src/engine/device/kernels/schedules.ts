/** Schedules as factors of a base rate: each a formula in float64 and the same in WGSL, where cosines and powers are our own. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { cosine, TAU } from '../../random/elementary.ts';
import { defineKernel, numberAttribute, sizeOf } from '../kernel.ts';

/**
 * What the factor is at update t = 0, 1, …; `total`, `warmup`, `every` and `first` are numbers of updates, `floor` is the lowest factor.
 *
 * - `linearWarmup`: (t + 1) / warmup, which reaches 1 at the last update of the warm-up, then 1.
 * - `cosine`: that warm-up, then floor + (1 − floor)(1 + cos(π (t − warmup) / (total − warmup))) / 2, and `floor` from `total` on
 *   (Loshchilov & Hutter 2017, without restarts).
 * - `linearDecay`: that warm-up, then (total − t) / (total − warmup), and 0 from `total` on.
 * - `step`: gamma^⌊t / every⌋. `exponential`: gammaᵗ.
 * - `oneCycle`: half a cosine from 1 / `startDivisor` up to 1 at update `rise` · total − 1, and another down to 1 / (`startDivisor` ·
 *   `endDivisor`) at total − 1 (Smith & Topin 2018, as in PyTorch: two phases of cosines).
 * - `cosineRestarts`: cosines from 1 to `floor` of `first`, `first` · growth, `first` · growth² … updates (Loshchilov & Hutter 2017).
 */
export type Schedule =
  | { kind: 'constant' }
  | { kind: 'linearWarmup'; warmup: number }
  | { kind: 'cosine'; warmup: number; total: number; floor: number }
  | { kind: 'linearDecay'; warmup: number; total: number }
  | { kind: 'step'; every: number; gamma: number }
  | { kind: 'exponential'; gamma: number }
  | { kind: 'oneCycle'; total: number; rise: number; startDivisor: number; endDivisor: number }
  | { kind: 'cosineRestarts'; first: number; growth: number; floor: number };

/** Reads a number of the declaration. */
type At = (name: string) => number;

interface Formula {
  /** Whole numbers of at least 1 (of at least 0 for `warmup`). */
  counts: readonly string[];
  factor(t: number, at: At): number;
  /** Statements that set `factor: f32` from `t: u32`. */
  wgsl(at: At): string;
}

/** Half a cosine, from 1 at x = 0 to 0 at x = 1. */
const halfCosine = (x: number): number => (1 + cosine((x * TAU) / 2)) / 2;

/** x^n by squaring, so that every engine gives the same bits. */
function power(x: number, n: number): number {
  let [result, square] = [1, x];
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/** A float32 literal of WGSL. */
const literal = (x: number): string => `f32(${Math.fround(x)})`;
/** As many doublings as a counter of 31 bits has; those past float32's range are at its ends. */
const powers = (x: number): string => Array.from({ length: 31 }, (_, k) => literal(flushed(power(x, 2 ** k)))).join(', ');
const flushed = (x: number): number => (Math.abs(x) < 2 ** -126 ? 0 : Math.min(x, 2 ** 127));

const helpers = `
// cos^2(pi x / 2) for x in [0, 1] through a series, since cosines are 2^-11 off on some devices
fn half_cosine(x: f32) -> f32 {
  let near = x <= 0.5;
  let a = 1.5707963267948966 * select(1.0 - x, x, near);
  let g = a * a;
  let s = a * (1.0 - g / 6.0 * (1.0 - g / 20.0 * (1.0 - g / 42.0 * (1.0 - g / 72.0))));
  return select(s * s, 1.0 - s * s, near);
}`;

const powerWgsl = (x: number, n: string): string => `var doublings = array<f32, 31>(${powers(x)});
  factor = 1.0;
  for (var k = 0u; k < 31u; k++) { if (((${n}) >> k) % 2u == 1u) { factor *= doublings[k]; } }`;

/** The warm-up, and what comes after it. */
const warmed = (t: number, warmup: number, after: () => number): number => (t < warmup ? (t + 1) / warmup : after());
const warmedWgsl = (warmup: number, after: string): string =>
  warmup === 0 ? after : `if (t < ${warmup}u) { factor = f32(t + 1u) / ${literal(warmup)}; } else { ${after} }`;

const formulas: Readonly<Record<Schedule['kind'], Formula>> = {
  constant: { counts: [], factor: () => 1, wgsl: () => 'factor = 1.0;' },
  linearWarmup: {
    counts: ['warmup'],
    factor: (t, at) => warmed(t, at('warmup'), () => 1),
    wgsl: (at) => warmedWgsl(at('warmup'), 'factor = 1.0;'),
  },
  cosine: {
    counts: ['warmup', 'total'],
    factor: (t, at) => {
      const [warmup, total, floor] = [at('warmup'), at('total'), at('floor')];
      return warmed(t, warmup, () => (t >= total ? floor : floor + (1 - floor) * halfCosine((t - warmup) / (total - warmup))));
    },
    wgsl: (at) => {
      const [warmup, total, floor] = [at('warmup'), at('total'), at('floor')];
      const fall = `${literal(floor)} + ${literal(1 - floor)} * half_cosine(f32(t - ${warmup}u) / ${literal(Math.max(1, total - warmup))})`;
      return warmedWgsl(warmup, `factor = ${literal(floor)}; if (t < ${total}u) { factor = ${fall}; }`);
    },
  },
  linearDecay: {
    counts: ['warmup', 'total'],
    factor: (t, at) => warmed(t, at('warmup'), () => (t >= at('total') ? 0 : (at('total') - t) / (at('total') - at('warmup')))),
    wgsl: (at) => {
      const [warmup, total] = [at('warmup'), at('total')];
      const fall = `f32(${total}u - t) / ${literal(Math.max(1, total - warmup))}`;
      return warmedWgsl(warmup, `factor = 0.0; if (t < ${total}u) { factor = ${fall}; }`);
    },
  },
  step: {
    counts: ['every'],
    factor: (t, at) => power(at('gamma'), Math.floor(t / at('every'))),
    wgsl: (at) => powerWgsl(at('gamma'), `t / ${at('every')}u`),
  },
  exponential: {
    counts: [],
    factor: (t, at) => power(at('gamma'), t),
    wgsl: (at) => powerWgsl(at('gamma'), 't'),
  },
  oneCycle: {
    counts: ['total'],
    factor: (t, at) => {
      const { peak, last, start, end } = cycle(at);
      if (t <= peak) return 1 + (start - 1) * halfCosine(t / peak);
      return t >= last ? end : end + (1 - end) * halfCosine((t - peak) / (last - peak));
    },
    wgsl: (at) => {
      const { peak, last, start, end } = cycle(at);
      const rise = `1.0 + ${literal(start - 1)} * half_cosine(min(1.0, f32(t) / ${literal(peak)}))`;
      const fall = `${literal(end)} + ${literal(1 - end)} * half_cosine(min(1.0, (f32(t) - ${literal(peak)}) / ${literal(last - peak)}))`;
      return peak < 0 ? `factor = ${fall};` : `if (t <= ${Math.floor(peak)}u) { factor = ${rise}; } else { factor = ${fall}; }`;
    },
  },
  cosineRestarts: {
    counts: ['first', 'growth'],
    factor: (t, at) => {
      const growth = at('growth');
      let [length, within] = [at('first'), t];
      if (growth === 1) within %= length;
      while (within >= length) {
        within -= length;
        length *= growth;
      }
      return at('floor') + (1 - at('floor')) * halfCosine(within / length);
    },
    wgsl: (at) => {
      const growth = at('growth');
      const find = growth === 1 ? 'within = within % length;' : `while (within >= length) { within -= length; length *= ${growth}u; }`;
      return `var length = ${at('first')}u;
  var within = t;
  ${find}
  factor = ${literal(at('floor'))} + ${literal(1 - at('floor'))} * half_cosine(f32(within) / f32(length));`;
    },
  },
};

/** The cycle in factors, with its peak, which need not be a whole number, and its last update. */
function cycle(at: At): { peak: number; last: number; start: number; end: number } {
  const start = 1 / at('startDivisor');
  return { peak: at('rise') * at('total') - 1, last: at('total') - 1, start, end: start / at('endDivisor') };
}

const isKind = (kind: unknown): kind is Schedule['kind'] => typeof kind === 'string' && Object.hasOwn(formulas, kind);

function check(schedule: Schedule): void {
  const numbers: Readonly<Record<string, number | string>> = schedule;
  for (const [name, value] of Object.entries(numbers)) {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`the schedule's ${name} is ${value}`);
  }
  for (const name of formulas[schedule.kind].counts) {
    const value = numbers[name];
    const least = name === 'warmup' ? 0 : 1;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value >= 2 ** 24) {
      throw new RangeError(`the schedule's ${name} is ${String(value)}, but must be a whole number from ${least} to 2^24 − 1`);
    }
  }
  // Cycle lengths stay within 32 bits.
  if (schedule.kind === 'cosineRestarts' && schedule.growth > 100) throw new RangeError(`cycles cannot grow ${schedule.growth}-fold`);
  // A peak before the first update is one that the schedule only falls from; at it, there would be no rise to take a part of.
  if (
    schedule.kind === 'oneCycle' &&
    (schedule.rise * schedule.total === 1 || !(schedule.rise > 0 && schedule.rise < 1 && schedule.total > 1))
  ) {
    throw new RangeError(`the cycle of ${schedule.total} updates cannot peak after ${schedule.rise} of them`);
  }
}

/** The factor at update `t`, counted from 0, in float64. Throws a RangeError when a number of the schedule makes no sense. */
export function scheduleFactor(schedule: Schedule, t: number): number {
  check(schedule);
  return formulas[schedule.kind].factor(t, (name) => numberAttribute(schedule, name));
}

const runSchedule = defineKernel({
  name: 'Schedule',
  inputs: { base: 'float32', updates: 'int32' },
  outputs: { rate: 'float32' },
  outputShape: (_, shape) => shape('base'),
  updates: ['updates'],
  host: (access, attributes) => {
    const kind = attributes['kind'];
    if (!isKind(kind)) throw new Error(`there is no schedule ${String(kind)}`);
    const [base, updates, rate] = [access.f32('base'), access.i32('updates'), access.f32('rate')];
    for (let run = 0; run < base.length; run++) {
      const t = updates[run] ?? 0;
      rate[run] = (base[run] ?? 0) * formulas[kind].factor(t, (name) => numberAttribute(attributes, name));
      updates[run] = t + 1;
    }
  },
  wgsl: (shape, attributes) => {
    const kind = attributes['kind'];
    if (!isKind(kind)) throw new Error(`there is no schedule ${String(kind)}`);
    return {
      threads: sizeOf(shape('base')),
      helpers,
      body: `let t = u32(updates[i]);
  var factor = 1.0;
  ${formulas[kind].wgsl((name) => numberAttribute(attributes, name))}
  rate[i] = base[i] * factor;
  updates[i] = updates[i] + 1;`,
    };
  },
});

/** base `[R]` times the factor at updates `[R]` int32 (so many are done) → `[R]`; counts this one, in place. */
export function scheduleOp(base: Tensor, updates: Tensor, schedule: Schedule): { rate: Tensor; updates: Tensor } {
  const [rate, advanced] = runSchedule({ base, updates }, schedule);
  if (!rate || !advanced) throw new Error('the schedule has no result');
  return { rate, updates: advanced };
}
