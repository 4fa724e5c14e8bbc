/** What the arms of a session are called: as renamed, as declared, or by what they do otherwise than the first arm, a fork than its parent. */
import { differenceTo } from '../../experiment/arm-differences.ts';
import { forkOf, resolveArms, sessionArms, sweptFrom, type Configuration, type SessionArm } from '../../experiment/configuration.ts';
import { valuesAfter } from '../../experiment/events.ts';
import type { Experiment, Locale } from '../../experiment/experiment.ts';
import { formatSetting } from '../format.ts';
import { fork as english } from './fork.en.ts';
import { fork as chinese } from './fork.zh.ts';
import { armName, hyperparameterName, valueText } from './names.ts';
import { sweep as englishSweep } from './sweep.en.ts';
import { sweep as chineseSweep } from './sweep.zh.ts';

type Given = Pick<Configuration, 'preset' | 'values' | 'arms' | 'sweep' | 'events'>;

/**
 * The session's arms, in which one that is neither declared nor renamed has the difference to the first as its name: "dropout rate 0.2, weight
 * decay 0.1"; a fork its parent's, and the difference to that: "no dropout: learning rate 0.05 from 120". Without any it stays without a name.
 * Two that would be called alike are numbered.
 */
export function namedArms(experiment: Experiment, locale: Locale, configuration: Given): SessionArm[] {
  const resolved = resolveArms(experiment, configuration);
  const taken = new Map<string, number>();
  const named: SessionArm[] = [];
  configuration.arms.forEach((arm, index) => {
    const [first, own] = [resolved[0], resolved[index]];
    const called = arm.name !== undefined || experiment.arms.some(({ id }) => id === arm.id) || !first || !own;
    const parts = called ? [] : differenceTo(experiment, own, first).map(({ id, value }) => setText(experiment, locale, id, value));
    const name = called ? '' : (forkName(experiment, locale, configuration, arm.id, named) ?? list(locale, parts));
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    named.push(name === '' ? arm : { ...arm, name: count === 1 ? name : `${name} (${count})` });
  });
  return named;
}

/** What a fork is called that nobody has named; null of an arm that is none. `named`: the arms before it, its parent among them. */
function forkName(experiment: Experiment, locale: Locale, given: Given, arm: string, named: readonly SessionArm[]): string | null {
  const fork = forkOf(experiment, given, arm);
  if (!fork) return null;
  const words = locale === 'zh' ? chinese : english;
  const trained = sessionArms(experiment, given);
  const valuesOf = (id: string): { id: string; values: SessionArm['values'] } => {
    const values = trained.find((one) => one.id === id)?.values ?? {};
    return { id, values: valuesAfter(values, sweptFrom(id).arm, given.events ?? [], fork.step) };
  };
  const parts = differenceTo(experiment, valuesOf(arm), valuesOf(fork.of)).map(({ id, value }) => setText(experiment, locale, id, value));
  const { arm: original, index } = sweptFrom(fork.of);
  const value = index === null ? undefined : given.sweep?.values[index];
  const called = armName(experiment, locale, original, named);
  const parent = value === undefined ? called : (locale === 'zh' ? chineseSweep : englishSweep).at(called, formatSetting(value));
  const isFork = given.arms.some(({ id, name, fork: parted }) => id === fork.of && parted !== undefined && name === undefined);
  return words.name(parent, isFork, parts.length === 0 ? null : list(locale, parts), fork.step);
}

const list = (locale: Locale, parts: readonly string[]): string => parts.join(locale === 'zh' ? '，' : ', ');

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
