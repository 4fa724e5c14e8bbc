/** Verdicts on the claims of an experiment: what the numbers of a session say about sentences that were fixed before it ran. */
import { holm } from '../engine/statistics/holm.ts';
import type { Claim, Reason, Status, Verdict } from './claim.ts';
import { contrastsOf, signFlipOf, signFlipSeeds, summarize, type Contrasts, type EndpointValues, type Summary } from './contrast.ts';
import type { Experiment } from './experiment.ts';
import { bindRoles, inDeclaredOrder, isReversed } from './roles.ts';

export type { EndpointValues } from './contrast.ts';
export { bindRoles, claimSentence } from './roles.ts';

/** All looks together may err this often. */
export const totalAlpha = 0.05;
/** Fewer seeds give no verdict. */
export const fewestSeeds = 3;
/** Up to this many seeds a verdict rests on differences being nearly normal; the page says so. */
export const assumesNormalSeeds = 5;

/** Without what a claim asks for there was nothing to judge, which is not the same as numbers that decide nothing. */
const withoutVerdict: readonly Reason[] = ['tooFewSeeds', 'armMissing'];

/** What is said of a verdict in a word: its status, or that there is none. */
export const outcomeOf = ({ status, reason }: Pick<Verdict, 'status' | 'reason'>): Status | 'none' =>
  withoutVerdict.includes(reason) ? 'none' : status;

/** What look j (from 1) may spend: 0.05 / 2ʲ, so that all looks together stay under 0.05. */
export function alphaOfLook(look: number): number {
  return totalAlpha / 2 ** look;
}

/** Which look `seeds` is when the session started with `first`: seeds are added by doubling only. Null for any other number. */
export function lookOf(seeds: number, first: number): number | null {
  const doublings = Math.log2(seeds / first);
  return Number.isInteger(doublings) && doublings >= 0 ? doublings + 1 : null;
}

export interface SessionFacts {
  preset: string;
  /** Ids of the session's arms in its own order. */
  arms: readonly string[];
  seeds: number;
  /** From 1. */
  look: number;
  /** Whether every run has reached the last step. */
  finished: boolean;
  /** Whether the configuration, or an event, departs from the declaration. */
  exploratory: boolean;
}

/** The endpoints of each claim: by claim id, then by arm id. `SessionRecord.endpoints` makes them. */
export type Endpoints = Readonly<Record<string, Readonly<Record<string, EndpointValues>>>>;

export interface VerdictOptions {
  /** `whenDecisive` counts sign flips only where the t test passes: the same verdict on a single claim, for simulations by the thousand. */
  signFlip?: 'always' | 'whenDecisive';
}

interface Judged {
  claim: Claim;
  roles: string[] | null;
  contrasts: Contrasts | null;
  summary: Summary | null;
  /** Why there can be no test; null where there is one. */
  reason: Reason | null;
}

/**
 * One verdict per claim, in their order. Both tests must pass at the look's α after Holm over all claims of the experiment (those without a
 * result count too: leaving an arm out must not make the others' test easier). `p` and `signFlipP` are the adjusted values.
 */
export function evaluateClaims(experiment: Experiment, facts: SessionFacts, endpoints: Endpoints, options: VerdictOptions = {}): Verdict[] {
  const alpha = alphaOfLook(facts.look);
  const level = facts.finished ? 1 - alpha : 0.95;
  const judged = experiment.claims.map((claim) => judge(experiment, claim, facts, endpoints[claim.id] ?? {}, level));
  const p = adjusted(judged, ({ reason, summary }) => (reason === null ? (summary?.p ?? NaN) : NaN));
  const flips = adjusted(judged, ({ reason, contrasts }, i) => {
    if (reason !== null || !contrasts) return NaN;
    if (options.signFlip === 'whenDecisive' && !((p[i] ?? NaN) <= alpha)) return NaN;
    return signFlipOf(contrasts) ?? NaN;
  });

  return judged.map((one, i): Verdict => {
    const { status, reason } = decide(one, facts, p[i] ?? NaN, flips[i] ?? NaN, alpha);
    return {
      id: one.claim.id,
      status,
      reason,
      expected: expectedStatus(experiment, one, facts),
      kind: facts.exploratory ? 'exploratory' : 'declared',
      effect: one.summary?.effect ?? null,
      interval: one.summary?.interval ?? null,
      level: one.summary?.interval ? level : null,
      p: orNull(p[i]),
      signFlipP: orNull(flips[i]),
      seeds: one.contrasts?.values.length ?? 0,
      look: facts.look,
      diverged: one.contrasts?.diverged ?? 0,
      varied: experiment.varied,
    };
  });
}

/** p values after Holm. Exact checks are no tests: they spend nothing of the error that the others share. */
function adjusted(judged: readonly Judged[], p: (one: Judged, index: number) => number): number[] {
  const tests = judged.flatMap(({ claim }, index) => (claim.exact ? [] : [index]));
  const found = holm(tests.map((index) => p(judged[index]!, index)));
  return judged.map((_, index) => found[tests.indexOf(index)] ?? NaN);
}

/** Effect and interval of one claim, and the reason that forbids testing it, if any. */
function judge(
  experiment: Experiment,
  claim: Claim,
  facts: SessionFacts,
  ofArm: Readonly<Record<string, EndpointValues>>,
  level: number,
): Judged {
  const roles = bindRoles(experiment, claim, facts.arms);
  const values = roles?.map((arm) => ofArm[arm]);
  if (!roles || !values?.every((one) => one !== undefined)) return { claim, roles, contrasts: null, summary: null, reason: 'armMissing' };

  const contrasts = contrastsOf(claim, values, facts.seeds, facts.finished);
  const without = (reason: Reason, summary: Summary | null): Judged => ({ claim, roles, contrasts, summary, reason });
  const summary = contrasts.values.length > 0 ? summarize(contrasts, level) : null;
  if (!facts.finished) return without('unfinished', summary);
  if (claim.exact) {
    // What is missing was not seen to hold.
    const holds = contrasts.missing === 0 && contrasts.values.every((value) => Math.abs(value) <= claim.threshold);
    return without(holds ? 'holdsExactly' : 'failsExactly', summary && { ...summary, interval: null });
  }
  // The seeds that are left were chosen by not diverging: their mean would mislead.
  if (contrasts.missing > 0) return without('diverged', null);
  if (!summary || contrasts.values.length < fewestSeeds) return without('tooFewSeeds', summary);
  if (contrasts.allZero) return without('identical', summary);
  if (!summary.varies) return without('seedsDoNotVary', summary);
  return { claim, roles, contrasts, summary, reason: null };
}

function decide(
  { claim, contrasts, summary, reason }: Judged,
  facts: SessionFacts,
  p: number,
  flip: number,
  alpha: number,
): { status: Status; reason: Reason } {
  if (reason === 'holdsExactly' || reason === 'failsExactly') {
    if (facts.exploratory) return { status: 'inconclusive', reason: 'exploratory' };
    return { status: reason === 'holdsExactly' ? 'supported' : 'refuted', reason };
  }
  if (reason !== null || !summary || !contrasts) return { status: 'inconclusive', reason: reason ?? 'armMissing' };
  if (facts.exploratory) return { status: 'inconclusive', reason: 'exploratory' };
  const flipPasses = contrasts.values.length < signFlipSeeds || flip <= alpha;
  if (!(p <= alpha) || !flipPasses) return { status: 'inconclusive', reason: 'notSignificant' };
  const asClaimed = claim.direction === 'less' ? summary.effect < 0 : summary.effect > 0;
  return { status: asClaimed ? 'supported' : 'refuted', reason: 'significant' };
}

/** What the preset expects; the opposite where exchanged arms make the claim its own opposite, and nothing for other settings. */
function expectedStatus(experiment: Experiment, { claim, roles }: Judged, facts: SessionFacts): Status | null {
  const expected = experiment.presets.find(({ id }) => id === facts.preset)?.expected[claim.id] ?? null;
  if (expected === null || facts.exploratory || !roles) return null;
  if (inDeclaredOrder(claim, roles) || expected === 'inconclusive') return expected;
  if (!isReversed(claim, roles)) return null;
  return expected === 'supported' ? 'refuted' : 'supported';
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}
