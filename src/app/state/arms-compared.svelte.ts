/** Which arm is better and by how much, for the places on the page that say so: every measure of every arm, and the answer as a sentence. */
import { baselineOf } from '../../experiment/arms-view.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { bestArm, betterWay, compareArms, type Comparison, type Difference } from '../../sessions/comparison.ts';
import { sweepEndpoints } from '../../sessions/sweep-summary.ts';
import { schedule, unschedule } from '../charts/frames.ts';
import { formatInterval, formatSigned } from '../format.ts';
import type { ComparableArms } from './comparable.ts';
import type { ExperimentState } from './experiment.svelte.ts';
import { preferences } from './preferences.svelte.ts';

/** What is compared, as the page has it now. */
interface Compared {
  model: ExperimentState;
  /** Narrowed to what is shown. */
  experiment: Experiment;
  /** Null before there is anything to compare. */
  comparable: ComparableArms | null;
  /** Names of all arms, hidden ones too, in the session's order. */
  names: readonly string[];
}

/** A sentence in parts; a part that there is not is null. */
interface Answer {
  /** Which arm is best, and in what. */
  said: string;
  /** By how much, against which arm. */
  by: string | null;
  /** What that is worth. */
  verdict: string | null;
}

export const intervalText = ({ interval }: Difference): string => (interval ? formatInterval(interval) : '');

const opposite = (one: Difference): Difference => ({
  ...one,
  mean: -one.mean,
  interval: one.interval && [-one.interval[1], -one.interval[0]],
});

/** To be made while a component is. */
export class ArmsCompared {
  /** Whose arms these are; null before there is anything. */
  readonly evidence = $derived.by(() => {
    const { model } = this.#of();
    return model.evidence ?? model.sharing.beforeOf(model.configuration);
  });
  /** Where a sweep is scored; null without one. */
  readonly sweep = $derived.by(() => (this.evidence?.configuration.sweep ? sweepEndpoints(this.#of().experiment) : null));
  readonly finished = $derived.by(() => this.#of().comparable?.finished ?? false);
  readonly #ids = $derived.by(() => this.#of().model.sessionNamed.map(({ id }) => id));
  /** Its place among all arms. */
  readonly baseline = $derived.by(() => this.#ids.indexOf(baselineOf(this.#of().model.view.value, this.#ids) ?? ''));
  /** The first numbers change every chart of the page at once: these come in a frame after them. */
  #taken = $state.raw<unknown>(null);
  /** Null before there are numbers. */
  readonly comparison = $derived.by((): Comparison | null => {
    const { comparable } = this.#of();
    if (this.#taken !== this.evidence || !comparable || this.#ids.length !== comparable.arms.length) return null;
    const found = compareArms(comparable, this.baseline, comparable);
    return found.measures.length > 0 ? found : null;
  });
  /** The best arm of each measure; −1 where none is. */
  readonly best = $derived.by(() => {
    const { comparison } = this;
    return comparison ? comparison.measures.map((_, measure) => bestArm(comparison, measure)) : [];
  });
  /** The best arm in the measure that decides first, against the baseline, or the baseline against the next best. */
  readonly answer = $derived.by(() => this.#answered());
  readonly #of: () => Compared;

  constructor(of: () => Compared) {
    this.#of = of;
    $effect(() => {
      const wanted = this.evidence;
      const take = (): void => void (this.#taken = wanted);
      schedule(take);
      return () => {
        unschedule(take);
      };
    });
  }

  measureName(id: string): string {
    const name = this.#of().experiment.texts[preferences.language].measures[id] ?? id;
    return this.sweep ? preferences.messages.sweep.score(name) : name;
  }

  #answered(): Answer | null {
    const { comparison, best, baseline } = this;
    const { names } = this.#of();
    const m = preferences.messages.comparison;
    const measure = comparison?.measures.findIndex((one) => betterWay(one) !== null) ?? -1;
    const [of, winner] = [comparison?.measures[measure], best[measure] ?? -1];
    if (!comparison || !of || winner < 0) return null;
    const said = m.best(names[winner] ?? '', this.measureName(of.id), betterWay(of) === 'less');
    const next = winner === baseline ? this.#nextBest(comparison, measure, winner) : winner;
    const difference = comparison.arms[next]?.values[measure]?.difference ?? null;
    if (!difference) return { said, by: null, verdict: null };
    const turned = winner === baseline ? opposite(difference) : difference;
    const other = names[winner === baseline ? next : baseline] ?? '';
    return { said, by: m.by(formatSigned(turned.mean), intervalText(turned), other), verdict: this.#worth(turned) };
  }

  #nextBest(comparison: Comparison, measure: number, than: number): number {
    const others = comparison.arms.map((arm, index) => (index === than ? { ...arm, values: [] } : arm));
    return bestArm({ ...comparison, arms: others }, measure);
  }

  #worth(one: Difference): string | null {
    const m = preferences.messages.comparison;
    if (!this.finished) return m.open;
    if (one.mean === 0 && one.interval?.[0] === 0 && one.interval[1] === 0) return m.identical;
    if (one.p === null) return null;
    return one.clear ? m.clear : m.unclear;
  }
}
