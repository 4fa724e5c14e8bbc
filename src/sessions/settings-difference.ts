/** Several kept sessions beside each other: in which settings they differ, and which curves can stand in one chart. */
import { resolveArms, resolveSteps, sessionValues, type Configuration } from '../experiment/configuration.ts';
import type { Experiment, Measure } from '../experiment/experiment.ts';
import { holds, type Value, type Values } from '../experiment/hyperparameter.ts';
import { sweepText } from '../experiment/sweep.ts';

export interface ComparedSession {
  experiment: Experiment;
  configuration: Configuration;
  /** What it ran on, for people; null where that is not known. */
  device: string | null;
}

/** Settings besides hyperparameters. */
export const comparedFields = ['experiment', 'preset', 'arms', 'sweep', 'events', 'seeds', 'sessionSeed', 'steps', 'device'] as const;
export type ComparedField = (typeof comparedFields)[number];

/** One value per session; null: it has no such setting. Of `arms` the ids, joined by commas. */
export type SettingsRow = { values: readonly (Value | null)[] } & (
  | { field: ComparedField }
  /** `arm` null: the value that all arms of each session have. */
  | { hyperparameter: string; arm: string | null }
);

/** Only what is not the same in all sessions. */
export function settingsDifference(sessions: readonly ComparedSession[]): SettingsRow[] {
  const rows: SettingsRow[] = comparedFields.map((field) => ({ field, values: sessions.map((session) => fieldOf(session, field)) }));
  const resolved = sessions.map(({ experiment, configuration }) => ({
    experiment,
    arms: resolveArms(experiment, configuration),
    shared: sessionValues(experiment, configuration),
  }));
  const ids = [...new Set(sessions.flatMap(({ experiment }) => experiment.hyperparameters.map(({ id }) => id)))];
  for (const id of ids) {
    // What does nothing under an arm's values is no difference.
    const values = resolved.map(({ experiment, arms, shared }) => {
      const when = experiment.hyperparameters.find((one) => one.id === id)?.when;
      const own = arms.flatMap(({ id: arm, values: all }) => (holds(when, all) ? [{ arm, value: valueOf(all, id) }] : []));
      return { own, shared: valueOf(shared, id) };
    });
    const common = values.map(({ own }) => (own.every(({ value }) => value === own[0]?.value) ? (own[0]?.value ?? null) : undefined));
    if (common.every((value) => value !== undefined)) {
      rows.push({ hyperparameter: id, arm: null, values: common.map((value) => value ?? null) });
      continue;
    }
    const arms = [...new Set(values.flatMap(({ own }) => own.map(({ arm }) => arm)))];
    for (const arm of arms) {
      rows.push({
        hyperparameter: id,
        arm,
        values: values.map(({ own }) => own.find((one) => one.arm === arm)?.value ?? null),
      });
    }
  }
  return rows.filter(({ values }) => values.some((value) => value !== values[0]));
}

const valueOf = (values: Values, id: string): Value | null => values[id] ?? null;

function fieldOf({ experiment, configuration, device }: ComparedSession, field: ComparedField): Value | null {
  switch (field) {
    case 'experiment':
      return experiment.id;
    case 'preset':
      return configuration.preset;
    case 'arms':
      return configuration.arms.map(({ id }) => id).join(', ');
    case 'sweep':
      return configuration.sweep ? sweepText(experiment, configuration.sweep) : null;
    case 'events':
      return configuration.events?.length ?? 0;
    case 'seeds':
      return configuration.seeds;
    case 'sessionSeed':
      return configuration.sessionSeed;
    case 'steps':
      return resolveSteps(experiment, configuration);
    case 'device':
      return device;
  }
}

/** Measures that every one of these experiments has alike, in the order of the first: they can share a chart. */
export function sharedMeasures(experiments: readonly Pick<Experiment, 'measures'>[]): Measure[] {
  const [first, ...others] = experiments;
  const kind = ({ source }: Measure): string => (source.kind === 'evaluation' ? `${source.kind} ${source.split}` : source.kind);
  return (first?.measures ?? []).filter((measure) =>
    others.every(({ measures }) =>
      measures.some((one) => one.id === measure.id && one.quantity === measure.quantity && kind(one) === kind(measure)),
    ),
  );
}
