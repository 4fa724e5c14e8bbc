/** Kept sessions made ready for a comparison: their records, the names of their arms, and one source of curves for all. */
import { sessionArms, sessionValues, sweptFrom } from '../../experiment/configuration.ts';
import type { Experiment, Locale } from '../../experiment/experiment.ts';
import { narrowed } from '../../experiment/narrowed.ts';
import { fillRecord } from '../../sessions/kept-session.ts';
import { SessionRecord } from '../../sessions/record.ts';
import type { SessionContent } from '../../sessions/session-file.ts';
import type { CurveSource } from '../charts/source.ts';
import { formatSetting } from '../format.ts';
import { armName } from '../messages/names.ts';

export interface Compared {
  content: SessionContent;
  /** Narrowed to the session's settings. */
  experiment: Experiment;
  record: SessionRecord;
  /** Of the arms as they were trained. */
  arms: readonly string[];
}

/** One line of the comparison: an arm of a session. */
export interface Line {
  session: number;
  arm: number;
  name: string;
}

export function comparedOf(content: SessionContent, declared: Experiment, locale: Locale): Compared {
  const { configuration } = content.session;
  const experiment = narrowed(declared, sessionValues(declared, configuration), configuration.sweep !== undefined);
  const trained = sessionArms(declared, configuration);
  const record = new SessionRecord(
    experiment,
    trained.map(({ id }) => id),
    configuration.seeds,
  );
  fillRecord(record, content.measures);
  const arms = trained.map(({ id }) => {
    const { arm, index } = sweptFrom(id);
    const name = armName(experiment, locale, arm, configuration.arms);
    const value = index === null ? undefined : configuration.sweep?.values[index];
    return value === undefined ? name : `${name} (${formatSetting(value)})`;
  });
  return { content, experiment, record, arms };
}

/** All arms of all sessions, session by session. `label`: what a session is called on a chart. */
export function linesOf(sessions: readonly Compared[], label: (session: number) => string): Line[] {
  return sessions.flatMap(({ arms }, session) => arms.map((name, arm) => ({ session, arm, name: `${label(session)} ${name}` })));
}

/** The curves of some lines; their signs are those they have among all. */
export function comparedSource(sessions: readonly Compared[], lines: readonly Line[], styles: readonly number[]): CurveSource {
  const of = (line: number): { record: SessionRecord; arm: number } | null => {
    const found = lines[line];
    const session = found && sessions[found.session];
    return session ? { record: session.record, arm: found.arm } : null;
  };
  const has = (record: SessionRecord, measure: string): boolean => record.measures.some(({ id }) => id === measure);
  return {
    arms: lines.map(({ name }) => name),
    styles,
    seeds: Math.max(1, ...sessions.map(({ record }) => record.seeds)),
    steps: Math.max(1, ...sessions.map(({ content }) => content.session.steps)),
    ghost: false,
    curve(measure, line) {
      const found = of(line);
      return found && has(found.record, measure) ? found.record.curve(measure, found.arm) : null;
    },
    single(measure, line, seed) {
      const found = of(line);
      if (!found || !has(found.record, measure) || seed >= found.record.seeds) return null;
      return { steps: found.record.steps(measure), values: found.record.values(measure, found.arm, seed) };
    },
    divergences(line) {
      const found = of(line);
      return found ? found.record.runsOf(found.arm).flatMap((run) => found.record.divergedAt(run) ?? []) : [];
    },
  };
}
