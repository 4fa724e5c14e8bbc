/** Results that a link brought, or that were kept, as a source of curves. */
import { forkOf, sessionArms, type Configuration } from '../../experiment/configuration.ts';
import { bandKinds, type BandKind } from '../../experiment/charts-view.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { ResultCurve, Results } from '../../sessions/share/results.ts';
import { secondsOf } from '../../sessions/share/times.ts';
import { sentSpread } from '../../sessions/share/spread.ts';
import type { Curve, CurveSource } from './source.ts';

/** Of means and intervals alone. */
const meanBands: readonly BandKind[] = ['interval', 'sd'];

/** `origin`: what is said of where they come from. */
export function receivedSource(
  { experiment, configuration, results }: { experiment: Experiment; configuration: Configuration; results: Results },
  names: readonly string[],
  origin: string,
): CurveSource {
  const { seeds, step, steps, measures, times = [] } = results;
  const arms = sessionArms(experiment, configuration);
  const divergences = (arm: number): number[] => results.divergedAt.slice(arm * seeds, (arm + 1) * seeds).filter((at) => at !== null);
  const curves = new Map(
    measures.map(({ id, curves }) => [
      id,
      curves.map((curve, arm): Curve | null => (curve.steps.length === 0 ? null : drawable(curve, seeds, divergences(arm)))),
    ]),
  );
  return {
    arms: names,
    seeds,
    steps,
    ghost: false,
    origin,
    bands: measures.every(({ curves: of }) => of.every((one) => one.seeds !== null)) ? bandKinds : meanBands,
    curve: (measure, arm) => curves.get(measure)?.[arm] ?? null,
    single: (measure, arm, seed) => {
      const curve = measures.find(({ id }) => id === measure)?.curves[arm];
      const values = curve?.seeds?.[seed];
      return curve && values ? { steps: curve.steps, values } : null;
    },
    divergences,
    secondsAt: (arm, at) => secondsOf(times, step, arm, at),
    startsAt: (arm) => forkOf(experiment, configuration, arms[arm]?.id ?? '')?.step ?? 0,
  };
}

function drawable(curve: ResultCurve, seeds: number, divergedAt: readonly number[]): Curve {
  const { steps, mean, half } = curve;
  const { count, sd, range } = sentSpread(curve, seeds, divergedAt);
  return {
    steps,
    mean,
    lower: mean.map((value, i) => value - (half[i] ?? NaN)),
    upper: mean.map((value, i) => value + (half[i] ?? NaN)),
    count,
    spread: { sd, ...range },
  };
}
