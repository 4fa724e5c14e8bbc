/** What the arms of a session are called: as renamed, as declared, or by what they do otherwise than the first arm. */
import { differenceTo } from '../../experiment/arm-differences.ts';
import { resolveArms, type Configuration, type SessionArm } from '../../experiment/configuration.ts';
import type { Experiment, Locale } from '../../experiment/experiment.ts';
import { hyperparameterName, valueText } from './names.ts';

/**
 * The session's arms, in which one that is neither declared nor renamed has the difference to the first as its name: "dropout rate 0.2, weight
 * decay 0.1". Without any it stays without a name. Two with the same difference are numbered.
 */
export function namedArms(
  experiment: Experiment,
  locale: Locale,
  configuration: Pick<Configuration, 'preset' | 'values' | 'arms'>,
): SessionArm[] {
  const resolved = resolveArms(experiment, configuration);
  const taken = new Map<string, number>();
  return configuration.arms.map((arm, index) => {
    const [first, own] = [resolved[0], resolved[index]];
    if (arm.name !== undefined || experiment.arms.some(({ id }) => id === arm.id) || !first || !own) return arm;
    const parts = differenceTo(experiment, own, first).map(({ id, value }) => setText(experiment, locale, id, value));
    if (parts.length === 0) return arm;
    const name = parts.join(locale === 'zh' ? '，' : ', ');
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return { ...arm, name: count === 1 ? name : `${name} (${count})` };
  });
}

/** The same of a session that may have been started with other settings: renamed ones are called as they are now. */
export function namedAsNow(experiment: Experiment, locale: Locale, then: Configuration, now: Pick<Configuration, 'arms'>): SessionArm[] {
  const known = new Map(now.arms.map(({ id, name }) => [id, name]));
  const arms = then.arms.map(({ name, ...arm }) => {
    const called = known.has(arm.id) ? known.get(arm.id) : name;
    return { ...arm, ...(called !== undefined && { name: called }) };
  });
  return namedArms(experiment, locale, { ...then, arms });
}

/** "dropout rate 0.2", "optimizer: Adam". */
function setText(experiment: Experiment, locale: Locale, id: string, value: SessionArm['values'][string]): string {
  const name = hyperparameterName(experiment, locale, id);
  const text = valueText(experiment, locale, id, value);
  if (typeof value === 'number') return `${name} ${text}`;
  return locale === 'zh' ? `${name}：${text}` : `${name}: ${text}`;
}
