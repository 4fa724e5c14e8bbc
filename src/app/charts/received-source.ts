/** Results that a link brought, or that were kept, as a source of curves. */
import type { Results } from '../../sessions/share/results.ts';
import type { Curve, CurveSource } from './source.ts';

/** `origin`: what is said of where they come from. */
export function receivedSource(results: Results, names: readonly string[], origin: string): CurveSource {
  const { seeds, steps, measures } = results;
  const divergences = (arm: number): number[] => results.divergedAt.slice(arm * seeds, (arm + 1) * seeds).filter((at) => at !== null);
  const curves = new Map(
    measures.map(({ id, curves }) => [
      id,
      curves.map(({ steps: taken, mean, half }, arm): Curve | null => {
        if (taken.length === 0) return null;
        const lost = divergences(arm);
        return {
          steps: taken,
          mean,
          lower: mean.map((value, i) => value - (half[i] ?? NaN)),
          upper: mean.map((value, i) => value + (half[i] ?? NaN)),
          count: Array.from(taken, (step) => seeds - lost.filter((at) => at <= step).length),
        };
      }),
    ]),
  );
  return {
    arms: names,
    seeds,
    steps,
    ghost: false,
    origin,
    curve: (measure, arm) => curves.get(measure)?.[arm] ?? null,
    single: (measure, arm, seed) => {
      const curve = measures.find(({ id }) => id === measure)?.curves[arm];
      const values = curve?.seeds?.[seed];
      return curve && values ? { steps: curve.steps, values } : null;
    },
    divergences,
  };
}
