/** What a finished session says: one JSON document, or sentences with their numbers. */
import type { Claim, Reason, Verdict } from '../experiment/claim.ts';
import { departures, sessionArms, sweptFrom, type Departure } from '../experiment/configuration.ts';
import { claimSentence, evaluateClaims, outcomeOf } from '../experiment/verdict.ts';
import { armsOfRecord, endpointsOf } from '../sessions/claim-endpoints.ts';
import { toJson } from '../sessions/record-json.ts';
import { counted } from './counted.ts';
import type { FinishedSession } from './run.ts';

/** In words, where the word alone ("supported") does not say why. */
const reasons: Record<Reason, string | null> = {
  significant: null,
  holdsExactly: null,
  failsExactly: 'a run is further off than the tolerance',
  notSignificant: 'the difference is within what chance between seeds explains',
  identical: 'the arms are numerically identical',
  seedsDoNotVary: 'the seeds do not vary',
  tooFewSeeds: 'under 3 seeds there is no verdict',
  diverged: 'a run diverged, and the claim does not say what that counts as',
  armMissing: 'an arm that the claim compares is not in this session',
  unfinished: 'the declared last step is not reached',
  exploratory: 'settings differ from the declaration',
};

export function verdictsOf({ experiment, configuration, record }: FinishedSession): Verdict[] {
  const facts = {
    preset: configuration.preset,
    arms: armsOfRecord(record),
    seeds: configuration.seeds,
    look: 1,
    finished: true,
    exploratory: departures(experiment, configuration).length > 0,
  };
  return evaluateClaims(experiment, facts, endpointsOf(record, experiment.claims, configuration.sweep));
}

/** The document of `--json`. Numbers that are not finite or not there are null. */
export function toDocument(session: FinishedSession): object {
  const { experiment, configuration, record, device, steps, wallMs, memory } = session;
  const arms = sessionArms(experiment, configuration);
  const stepsPerSecond = wallMs > 0 ? (1000 * steps) / wallMs : 0;
  return {
    experiment: experiment.id,
    device: { kind: device.kind, description: device.description, software: device.software },
    seed: configuration.sessionSeed,
    steps,
    events: configuration.events ?? [],
    arms: toJson(record).arms.map(({ id, ...results }, arm) => ({
      id,
      name: armName(session, id),
      hyperparameters: arms[arm]?.values,
      ...results,
    })),
    verdicts: verdictsOf(session).map(({ id, ...verdict }) => ({ id, claim: sentenceOf(session, id), ...verdict })),
    timing: { wallMs, stepsPerSecond, runStepsPerSecond: stepsPerSecond * record.arms.length * record.seeds },
    memory,
  };
}

/** For people: every verdict as a sentence with its numbers, then where each arm ended. */
export function toText(session: FinishedSession): string {
  const { experiment, configuration, record, device, steps, wallMs, memory } = session;
  const { seeds, preset, sessionSeed } = configuration;
  const runs = record.arms.length * seeds;
  const lines = verdictsOf(session).map((verdict) => {
    const because = reasons[verdict.reason];
    const expected = verdict.expected === null ? '' : ` (expected: ${verdict.expected})`;
    return [
      `${outcomeOf(verdict) === 'none' ? 'no verdict' : verdict.status}: ${sentenceOf(session, verdict.id)}${expected}`,
      ...(because === null ? [] : [`  because ${because}`]),
      `  ${numbersOf(verdict)}`,
    ].join('\n');
  });
  return [
    ...exploratoryOf(session),
    ...lines,
    ...experiment.measures.map(({ id }) => endsOf(session, id)),
    `${experiment.id}, preset ${preset}: ${counted(seeds, 'seed')} × ${counted(steps, 'step')}, session seed ${sessionSeed}, on ${device.description}, ` +
      `${(wallMs / 1000).toPrecision(3)} s, ${((1000 * steps) / wallMs).toPrecision(3)} steps/s × ${counted(runs, 'run')}` +
      megabytes(memory),
  ].join('\n\n');
}

/** Said of the session, since a verdict names one reason only and may have another. */
function exploratoryOf(session: FinishedSession): string[] {
  const found = departures(session.experiment, session.configuration);
  // Without claims nothing was fixed beforehand that a setting could depart from.
  if (found.length === 0 || session.experiment.claims.length === 0) return [];
  return [['exploratory: settings differ from the declaration', ...found.map((one) => `  ${departureOf(session, one)}`)].join('\n')];
}

function departureOf(session: FinishedSession, departure: Departure): string {
  if (departure.code === 'arm') return `arm "${departure.arm}" is not declared`;
  if (departure.code === 'events') return `${counted(departure.count, 'live change')} while training`;
  const { declared, got } = departure;
  const what = departure.code === 'value' ? departure.id : departure.code === 'steps' ? 'training steps' : 'sweep';
  const where = departure.code === 'value' && departure.arm !== null ? ` in ${armName(session, departure.arm)}` : '';
  return `${what}${where}: ${got ?? 'not set'}, declared ${declared ?? 'not set'}`;
}

function numbersOf({ effect, interval, level, p, signFlipP, seeds, diverged, varied }: Verdict): string {
  return [
    effect === null ? 'no effect to tell' : `effect ${short(effect)}`,
    ...(interval === null || level === null ? [] : [`${short(100 * level)} % interval ${short(interval[0])} to ${short(interval[1])}`]),
    ...(p === null ? [] : [`p = ${short(p)}${signFlipP === null ? '' : ` (by sign flips ${short(signFlipP)})`}`]),
    counted(seeds, 'paired seed'),
    ...(diverged > 0 ? [`${diverged} diverged`] : []),
    `between seeds varied ${varied.join(', ')}`,
  ].join(', ');
}

function endsOf(session: FinishedSession, measure: string): string {
  const { experiment, record } = session;
  const name = experiment.texts.en.measures[measure] ?? measure;
  const arms = record.arms.map((id, arm) => {
    const curve = record.curve(measure, arm);
    const [mean, sd, count] = [curve.mean.at(-1) ?? NaN, curve.sd.at(-1) ?? NaN, curve.count.at(-1) ?? 0];
    const of = count === record.seeds ? '' : ` (${count} of ${counted(record.seeds, 'seed')})`;
    return `  ${armName(session, id)}: ${short(mean)} ± ${short(sd)}${of}`;
  });
  return [`${name} at the end, mean ± standard deviation`, ...arms].join('\n');
}

function sentenceOf({ experiment, configuration }: FinishedSession, claim: Claim['id']): string {
  const found = experiment.claims.find(({ id }) => id === claim);
  return found === undefined ? claim : claimSentence(experiment, found, configuration, 'en');
}

function armName({ experiment, configuration }: FinishedSession, id: string): string {
  const names = experiment.texts.en.arms;
  const { arm, index } = sweptFrom(id);
  const own = configuration.arms.find((one) => one.id === arm)?.name;
  const name = own ?? (Object.hasOwn(names, arm) ? names[arm] : undefined) ?? arm;
  const { sweep } = configuration;
  return sweep && index !== null ? `${name}, ${sweep.hyperparameter} ${sweep.values[index] ?? ''}` : name;
}

/** Three significant digits, without trailing zeros. */
function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(3))) : 'none';
}

/** ", 166 MB of device memory (about 170 MB estimated)"; nothing where it was not told. */
function megabytes({ held, estimated }: FinishedSession['memory']): string {
  const size = (bytes: number): string => `${short(bytes / 1e6)} MB`;
  if (held === null) return '';
  return `, ${size(held)} of device memory${estimated === null ? '' : ` (about ${size(estimated)} estimated)`}`;
}
