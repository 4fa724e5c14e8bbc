/** A session, or the recorded reference of one, as a source of curves. */
import { bandKinds } from '../../experiment/charts-view.ts';
import { forkOf } from '../../experiment/configuration.ts';
import type { ReferenceSession } from '../../sessions/reference.ts';
import type { Session } from '../state/session.svelte.ts';
import type { Curve, CurveSource } from './source.ts';

/** What is needed of a session that trains, or of a kept one. */
export type Sourced = Pick<Session, 'record' | 'configuration' | 'steps' | 'experiment' | 'arms' | 'works'>;

export function sessionSource(session: Sourced, names: readonly string[]): CurveSource {
  const { record } = session;
  return {
    arms: names,
    seeds: session.configuration.seeds,
    steps: session.steps,
    ghost: false,
    bands: bandKinds,
    curve: (measure, arm) => {
      const curve = record.curve(measure, arm);
      return { ...curve, spread: curve };
    },
    single: (measure, arm, seed) => ({ steps: record.steps(measure), values: record.values(measure, arm, seed) }),
    divergences: (arm) => record.runsOf(arm).flatMap((run) => record.divergedAt(run) ?? []),
    startsAt: (arm) => forkOf(session.experiment, session.configuration, session.arms[arm]?.id ?? '')?.step ?? 0,
    secondsAt: (arm, step) => record.secondsAt(arm, step),
    work: (arm) => session.works[arm] ?? null,
  };
}

export function referenceSource(reference: ReferenceSession, names: readonly string[]): CurveSource {
  const { seeds } = reference.configuration;
  const curves = reference.arms.map(({ measures, divergedAt }) => {
    return new Map(
      Object.entries(measures).map(([id, { steps, mean, lower, upper }]): [string, Curve] => [
        id,
        {
          steps,
          mean: numbers(mean),
          lower: numbers(lower),
          upper: numbers(upper),
          count: steps.map((step) => seeds - divergedAt.filter((at) => at <= step).length),
        },
      ]),
    );
  });
  return {
    arms: names,
    seeds,
    steps: reference.steps,
    ghost: true,
    curve: (measure, arm) => curves[arm]?.get(measure) ?? null,
    single: () => null,
    divergences: (arm) => reference.arms[arm]?.divergedAt ?? [],
  };
}

/** Axes without curves: before anything has run or been recorded. */
export function emptySource(names: readonly string[], seeds: number, steps: number): CurveSource {
  return { arms: names, seeds, steps, ghost: false, bands: bandKinds, curve: () => null, single: () => null, divergences: () => [] };
}

function numbers(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? NaN);
}
