/** What a configuration does that its experiment did not declare. A session with departures is exploratory. */
import type { Experiment } from './experiment.ts';
import type { Value } from './hyperparameter.ts';
import { resolveArms, resolveSteps, type Configuration } from './settings.ts';
import { sameSweep, sweepText } from './sweep.ts';

export type Departure =
  /** Another value than declared; `arm` null: in every arm alike. */
  | { code: 'value'; id: string; arm: string | null; declared: Value | null; got: Value | null }
  | { code: 'steps'; declared: number; got: number }
  /** Another sweep than the declared one. */
  | { code: 'sweep'; declared: string | null; got: string }
  /** An arm that the experiment does not declare. */
  | { code: 'arm'; arm: string }
  /** Hyperparameters that changed while training. */
  | { code: 'events'; count: number };

/**
 * Compares what is really run, so an override that repeats the declared value is no departure. Not departures: the session seed, the
 * number of seeds, the choice of preset, the declared sweep or none, the device, the order of the arms, and leaving an arm out (claims that need it say so).
 */
export function departures(
  experiment: Experiment,
  configuration: Pick<Configuration, 'preset' | 'arms' | 'values' | 'steps' | 'sweep' | 'events'>,
): Departure[] {
  const isDeclared = (arm: string): boolean => experiment.arms.some(({ id }) => id === arm);
  const known = configuration.arms.filter(({ id }) => isDeclared(id));
  const bare = { preset: configuration.preset, values: {}, arms: known.map(({ id }) => ({ id, values: {} })), steps: null };
  const declared = resolveArms(experiment, bare);
  const actual = resolveArms(experiment, { ...configuration, arms: known });

  const found: Departure[] = [];
  const shown = new Set(experiment.hyperparameters.filter(({ shows }) => shows).map(({ id }) => id));
  const ids = new Set([...declared, ...actual].flatMap(({ values }) => Object.keys(values).filter((id) => !shown.has(id))));
  for (const id of ids) {
    const changed: { code: 'value'; id: string; arm: string | null; declared: Value | null; got: Value | null }[] = [];
    actual.forEach((arm, index) => {
      const before = declared[index]?.values[id] ?? null;
      const got = arm.values[id] ?? null;
      if (before !== got) changed.push({ code: 'value', id, arm: arm.id, declared: before, got });
    });
    const [first] = changed;
    if (!first) continue;
    const alike = changed.length === actual.length && changed.every((one) => one.got === first.got && one.declared === first.declared);
    if (alike) found.push({ ...first, arm: null });
    else found.push(...changed);
  }

  const declaredSteps = resolveSteps(experiment, bare);
  // Steps that follow from a changed value are already reported as that value.
  if (configuration.steps !== null && configuration.steps !== declaredSteps) {
    found.push({ code: 'steps', declared: declaredSteps, got: configuration.steps });
  }
  const { sweep } = configuration;
  if (sweep && !sameSweep(sweep, experiment.sweep)) {
    const known = experiment.sweep ? sweepText(experiment, experiment.sweep) : null;
    found.push({ code: 'sweep', declared: known, got: sweepText(experiment, sweep) });
  }
  for (const { id } of configuration.arms) if (!isDeclared(id)) found.push({ code: 'arm', arm: id });
  const events = configuration.events?.filter(({ id }) => !shown.has(id)) ?? [];
  if (events.length > 0) found.push({ code: 'events', count: events.length });
  return found;
}
