/** Names of things that experiments declare, in the reader's language; an id stands in where a text is missing. */
import type { Experiment, Locale, Measure } from '../../experiment/experiment.ts';
import type { Problem } from '../../experiment/configuration.ts';
import type { Value } from '../../experiment/hyperparameter.ts';
import { ownAdapterOf } from '../../experiment/own-adapter.ts';
import { formatSetting } from '../format.ts';
import type { Messages } from './en.ts';
import { faultText } from './network-fault.ts';
import { ownAdapter as english } from './own-adapter.en.ts';
import { ownAdapter as chinese } from './own-adapter.zh.ts';

export function topicName(topic: string, m: Messages): string {
  return new Map(Object.entries(m.topics)).get(topic) ?? topic;
}

/** @param arms - the session's, which may call it otherwise; the copy "dropout-2" of an arm is called after it */
export function armName(experiment: Experiment, locale: Locale, arm: string, arms: readonly { id: string; name?: string }[] = []): string {
  const declared = experiment.texts[locale].arms;
  const own = arms.find(({ id }) => id === arm)?.name;
  if (own !== undefined) return own;
  const nameOf = (id: string): string | undefined => (Object.hasOwn(declared, id) ? declared[id] : undefined);
  const [, original = '', number = ''] = /^(.+)-(\d+)$/.exec(arm) ?? [];
  const copied = nameOf(original);
  return nameOf(arm) ?? (copied === undefined ? arm : `${copied} ${number}`);
}

export function hyperparameterName(experiment: Experiment, locale: Locale, id: string): string {
  return experiment.texts[locale].hyperparameters[id]?.name ?? id;
}

/** What stands over a column of a measure: its split, or its quantity where it has none. */
export function measureHeading(measure: Measure, m: Messages): string {
  if (measure.source.kind !== 'evaluation' || measure.quantity === 'height') return m.quantity[measure.quantity];
  return measure.source.split === 'train' ? m.charts.training : m.charts[measure.source.split];
}

/** A declared unit in the reader's language. */
export function unitName(unit: string, m: Messages): string {
  return new Map(Object.entries(m.units)).get(unit) ?? unit;
}

/** A value with its unit or the name of its option. */
export function valueText(experiment: Experiment, locale: Locale, id: string, value: Value): string {
  const adapter = ownAdapterOf(value);
  if (adapter) return (locale === 'zh' ? chinese : english).value(adapter.rank, adapter.hash);
  if (typeof value === 'string') return experiment.texts[locale].options[`${id}.${value}`] ?? value;
  return formatSetting(value);
}

/** What is wrong with a link, and what would be right. */
export function problemText(problem: Problem, experiment: Experiment, locale: Locale, m: Messages): string {
  const name = (id: string): string => {
    if (id === 'seeds') return m.settings.seeds;
    if (id === 'sessionSeed') return m.settings.sessionSeed;
    return hyperparameterName(experiment, locale, id);
  };
  const range = ({ min, max }: { min: number; max: number }): [string, string] => [formatSetting(min), formatSetting(max)];
  const number = (got: unknown): string => (typeof got === 'number' ? formatSetting(got) : String(got));
  const hint = ({ nearest, possible }: { nearest: string | null; possible: readonly string[] }): string =>
    [nearest === null ? '' : m.link.nearest(nearest), possible.length > 0 ? m.link.possible(possible) : '']
      .filter((part) => part !== '')
      .join(' ');
  switch (problem.code) {
    case 'unknownName':
      return `${m.link.unknownName(m.link.field[problem.kind], problem.got)} ${hint(problem)}`.trim();
    case 'unknownOption':
      return `${m.link.unknownOption(name(problem.id), problem.got)} ${hint(problem)}`.trim();
    case 'notNumber':
      return m.link.notNumber(name(problem.id), ...range(problem), problem.got);
    case 'notInteger':
      return m.link.notInteger(name(problem.id), ...range(problem), number(problem.got));
    case 'range':
      return m.link.range(name(problem.id), ...range(problem), number(problem.got));
    case 'sessionWide':
      return m.link.sessionWide(name(problem.id), armName(experiment, locale, problem.arm));
    case 'duplicateArm':
      return m.link.duplicateArm(problem.arm);
    case 'armCount':
      return m.link.armCount(problem.min, problem.max, problem.got);
    case 'sweepCount':
      return m.link.sweepCount(problem.min, problem.max, problem.got);
    case 'eventCount':
      return m.live.count(problem.max, problem.got);
    case 'eventForm':
      return m.live.form(problem.got);
    case 'impossible':
      return m.link.impossible(armName(experiment, locale, problem.arm), problem.sentences[locale]);
    case 'network':
      return m.network.problem(
        name(problem.id),
        problem.arm === null ? null : armName(experiment, locale, problem.arm),
        faultText(problem.fault, m),
      );
    case 'armLabel':
      return m.link.armLabel(problem.min, problem.max);
    case 'armName':
      return m.link.armName(problem.got);
    case 'wrongType':
      return m.link.wrongType(problem.id, problem.got);
  }
}
