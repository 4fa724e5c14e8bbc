/** Facts about how a session was trained that are kept beside its results: so that it shows on every axis, and says on what its bits rest. */
import * as v from 'valibot';
import type { ArmWork } from '../worker/protocol.ts';
import type { KeptTimeline } from './timeline.ts';

/** What one step of each run of an arm is; null what is not known. */
export interface KeptWork {
  examples: number | null;
  trainingExamples: number | null;
  multiplyAdds: number | null;
}

/** All absent where an earlier version kept the session. */
export interface KeptFacts {
  /** By arm as trained. */
  times?: readonly KeptTimeline[];
  /** By arm as trained; null of one that nobody told about. */
  work?: readonly (KeptWork | null)[];
  /** The build of the page that trained it, the last one where there were several; empty under a development server. */
  build?: string;
  /** The browser that did, and the system that it ran on: "Chrome 156 · Linux". */
  browser?: string;
}

const finite = v.pipe(v.number(), v.finite(), v.minValue(0));
const ascending = v.pipe(
  v.array(finite),
  v.check((list) => list.every((one, i) => i === 0 || one >= (list[i - 1] ?? 0)), 'a timeline ascends'),
);
const amount = v.nullable(finite);

export const keptFactsEntries = {
  times: v.exactOptional(
    v.array(
      v.pipe(
        v.object({ steps: ascending, seconds: ascending }),
        v.check(({ steps, seconds }) => steps.length === seconds.length, 'a time for every step'),
      ),
    ),
  ),
  work: v.exactOptional(v.array(v.nullable(v.object({ examples: amount, trainingExamples: amount, multiplyAdds: amount })))),
  build: v.exactOptional(v.pipe(v.string(), v.maxLength(60))),
  browser: v.exactOptional(v.pipe(v.string(), v.maxLength(120))),
};

/** As workers told it, by arm; `arms`: how many there are. */
export function keptWork(told: readonly (ArmWork | undefined)[], arms: number): (KeptWork | null)[] {
  const known = (value: number): number | null => (Number.isFinite(value) ? value : null);
  return Array.from({ length: arms }, (_, arm) => {
    const work = told[arm];
    if (!work) return null;
    return { examples: known(work.examples), trainingExamples: known(work.trainingExamples), multiplyAdds: known(work.multiplyAdds) };
  });
}

/** What was kept, as workers tell it. */
export function workFromKept(kept: readonly (KeptWork | null)[]): ArmWork[] {
  return kept.flatMap((work, arm) => {
    if (!work) return [];
    const { examples, trainingExamples, multiplyAdds } = work;
    return [{ arm, examples: examples ?? NaN, trainingExamples: trainingExamples ?? NaN, multiplyAdds: multiplyAdds ?? NaN }];
  });
}
