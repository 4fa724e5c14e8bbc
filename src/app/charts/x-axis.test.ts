import { describe, expect, it } from 'vitest';
import type { XChoice } from '../../experiment/charts-view.ts';
import type { ArmWork, CurveSource } from './source.ts';
import { allowsX, xAxisOf, type XAxis } from './x-axis.ts';

const source: CurveSource = {
  arms: ['quick', 'slow'],
  seeds: 2,
  steps: 100,
  ghost: false,
  curve: () => null,
  single: () => null,
  divergences: () => [],
  secondsAt: (arm, step) => (arm + 1) * step * 0.1,
  work: (arm) => ({ examples: 64, trainingExamples: 320, multiplyAdds: (arm + 1) * 1000 }),
};
const { secondsAt: _, work: __, ...bare } = source;
const without = (missing: Partial<ArmWork>): CurveSource => ({
  ...source,
  work: (arm) => ({ ...source.work?.(arm), ...missing }) as ArmWork,
});
const axis = (choice: XChoice, from: CurveSource = source, log = false, window: [number, number] | null = null): XAxis =>
  xAxisOf({ choice, log, window }, from);

describe('the x axis', () => {
  it('allows what the source knows of every arm', () => {
    const allowed = (from: CurveSource): XChoice[] =>
      (['step', 'epoch', 'samples', 'time', 'multiplyAdds'] as const).filter((choice) => allowsX(from, choice));
    expect(allowed(source)).toEqual(['step', 'epoch', 'samples', 'time', 'multiplyAdds']);
    expect(allowed(bare)).toEqual(['step']);
    expect(allowed(without({ multiplyAdds: NaN }))).toEqual(['step', 'epoch', 'samples', 'time']);
    expect(allowed({ ...source, work: (arm) => (arm === 0 ? (source.work?.(0) ?? null) : null) })).toEqual(['step', 'time']);
    expect(allowed({ ...source, secondsAt: () => NaN })).not.toContain('time');
  });

  it('counts steps, examples, passes over the training split, multiply-adds, or the seconds of each arm, up to the furthest arm', () => {
    const at = (choice: XChoice): unknown[] => {
      const one = axis(choice);
      return [one.max, one.at(0, 50), one.at(1, 50), one.common];
    };
    expect(at('step')).toEqual([100, 50, 50, true]);
    expect(at('samples')).toEqual([6400, 3200, 3200, true]);
    expect(at('epoch')).toEqual([20, 10, 10, true]);
    expect(at('multiplyAdds')).toEqual([200_000, 50_000, 100_000, false]);
    expect(at('time')).toEqual([20, 5, 10, false]);
  });

  it('ends where the furthest arm ends, not where a short one would be after as many steps as a longer one', () => {
    const unequal: CurveSource = { ...source, endsAt: (arm) => (arm === 0 ? 100 : 10) };
    expect(axis('time', unequal).max).toBe(10);
    expect(axis('multiplyAdds', unequal).max).toBe(100_000);
    expect(axis('step', unequal).max).toBe(100);
  });

  it('finds the step of an arm at a place', () => {
    for (const choice of ['step', 'samples', 'epoch', 'time', 'multiplyAdds'] as const) {
      const one = axis(choice);
      for (const arm of [0, 1]) expect(one.stepAt(arm, one.valueAt(arm, 37))).toBeCloseTo(37, 2);
    }
  });

  it('is logarithmic from the first step on, which stands one decade from the start', () => {
    const one = axis('samples', source, true);
    expect([0, 1, 10, 100].map((step) => one.at(0, step))).toEqual([0, 1, 2, 3]);
    expect(one.coordinate.from(one.at(1, 42))).toBeCloseTo(42 * 64, 9);
  });

  it('shows a stretch, cut at the end, and all of it where the stretch is elsewhere or belongs to another choice', () => {
    const seen = ({ from, to }: XAxis): number[] => [from, to];
    expect(seen(axis('step', source, false, [20, 40]))).toEqual([20, 40]);
    expect(seen(axis('step', source, false, [20, 400]))).toEqual([20, 100]);
    expect(seen(axis('step', source, false, [120, 400]))).toEqual([0, 100]);
    expect(seen(axis('samples', bare, false, [20, 40]))).toEqual([0, 100]);
  });

  it('falls back to steps', () => {
    for (const choice of ['time', 'samples', 'epoch', 'multiplyAdds'] as const) expect(axis(choice, bare).choice).toBe('step');
  });
});
