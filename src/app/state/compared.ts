/** Kept sessions made ready for a comparison: their records, the names of their arms, and one source of curves for all. */
import { bandKinds } from '../../experiment/charts-view.ts';
import { sessionArms, sessionValues, sweptFrom } from '../../experiment/configuration.ts';
import type { Experiment, Locale } from '../../experiment/experiment.ts';
import { narrowed } from '../../experiment/narrowed.ts';
import { workFromKept } from '../../sessions/kept-facts.ts';
import { fillRecord } from '../../sessions/kept-session.ts';
import { SessionRecord } from '../../sessions/record.ts';
import type { SessionContent } from '../../sessions/session-file.ts';
import { Timekeeping } from '../../sessions/timekeeping.ts';
import type { CurveSource } from '../charts/source.ts';
import { sessionSource } from '../charts/sources.ts';
import { declaredWork } from '../charts/work.ts';
import type { ArmWork } from '../../worker/protocol.ts';
import { formatSetting } from '../format.ts';
import { armName } from '../messages/names.ts';

export interface Compared {
  content: SessionContent;
  /** Narrowed to the session's settings. */
  experiment: Experiment;
  record: SessionRecord;
  /** Of the arms as they were trained. */
  arms: readonly string[];
  /** Its own curves, arm by arm. */
  source: CurveSource;
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
  record.times = new Timekeeping(trained.length, configuration.seeds, content.session.times);
  const arms = trained.map(({ id }) => {
    const { arm, index } = sweptFrom(id);
    const name = armName(experiment, locale, arm, configuration.arms);
    const value = index === null ? undefined : configuration.sweep?.values[index];
    return value === undefined ? name : `${name} (${formatSetting(value)})`;
  });
  const { steps, work = [] } = content.session;
  const works: ArmWork[] = [];
  for (const one of workFromKept(work)) works[one.arm] = one;
  const own = sessionSource({ record, configuration, steps, experiment, arms: trained, works }, arms);
  // Of sessions that were kept before it was told, as far as the declaration says it.
  const source = { ...own, work: (arm: number) => own.work?.(arm) ?? declaredWork(experiment, trained[arm]?.values) };
  return { content, experiment, record, arms, source };
}

/** All arms of all sessions, session by session. `label`: what a session is called on a chart. */
export function linesOf(sessions: readonly Compared[], label: (session: number) => string): Line[] {
  return sessions.flatMap(({ arms }, session) => arms.map((name, arm) => ({ session, arm, name: `${label(session)} ${name}` })));
}

/** The curves of some lines; their signs are those they have among all. */
export function comparedSource(sessions: readonly Compared[], lines: readonly Line[], styles: readonly number[]): CurveSource {
  const of = (line: number): { session: Compared; arm: number } | null => {
    const found = lines[line];
    const session = found && sessions[found.session];
    return session ? { session, arm: found.arm } : null;
  };
  const has = ({ record }: Compared, measure: string): boolean => record.measures.some(({ id }) => id === measure);
  return {
    arms: lines.map(({ name }) => name),
    styles,
    seeds: Math.max(1, ...sessions.map(({ record }) => record.seeds)),
    seedsOf: (line) => of(line)?.session.record.seeds ?? 0,
    steps: Math.max(1, ...sessions.map(({ content }) => content.session.steps)),
    ghost: false,
    bands: bandKinds,
    curve(measure, line) {
      const found = of(line);
      return found && has(found.session, measure) ? found.session.source.curve(measure, found.arm) : null;
    },
    single(measure, line, seed) {
      const found = of(line);
      if (!found || !has(found.session, measure) || seed >= found.session.record.seeds) return null;
      return found.session.source.single(measure, found.arm, seed);
    },
    divergences(line) {
      const found = of(line);
      return found?.session.source.divergences(found.arm) ?? [];
    },
    endsAt: (line) => of(line)?.session.content.session.steps ?? 0,
    startsAt(line) {
      const found = of(line);
      return found?.session.source.startsAt?.(found.arm) ?? 0;
    },
    secondsAt(line, step) {
      const found = of(line);
      return found?.session.source.secondsAt?.(found.arm, step) ?? NaN;
    },
    work(line) {
      const found = of(line);
      return found?.session.source.work?.(found.arm) ?? null;
    },
  };
}
