/** Forking an open experiment: the step that was pointed at, how long it will take, and making it. */
import { fittingEvents, valuesAfter } from '../../experiment/events.ts';
import { forkable, sameSweep, sweptFrom, sweptId, type WantedFork } from '../../experiment/configuration.ts';
import type { NumberHyperparameter, Values } from '../../experiment/hyperparameter.ts';
import { announcer } from './announcer.svelte.ts';
import type { ExperimentState } from './experiment.svelte.ts';
import { forkPoint } from './going-on.ts';
import { preferences } from './preferences.svelte.ts';

/** Where a fork would begin, and how far it would train. */
export interface ForkCost {
  /** The checkpoint's step; 0: the start. */
  from: number;
  /** Up to where the others are now, or to the end where nothing trains. */
  to: number;
  /** As the session has trained so far; null where that is not known. */
  seconds: number | null;
}

export class Forks {
  /** The step at which a fork is being made; null: none is. */
  step = $state<number | null>(null);
  /** The step that is pointed at in a chart. */
  pointed: number | null = null;
  /** Under a sweep: of each arm the place of the value at which the charts draw it. */
  drawn: Readonly<Record<string, number>> = {};
  readonly #model: ExperimentState;

  constructor(model: ExperimentState) {
    this.#model = model;
  }

  /** Whether there is anything to fork: a session with numbers, and arms that no link locks. */
  get possible(): boolean {
    const { session, sharing } = this.#model;
    void session?.revision;
    return session !== null && !sharing.locked && session.record.completeStep() > 0;
  }

  /** An arm as it is trained: of a swept one that at its best value, or the wanted one. */
  trained(arm: string, value: number | null): string {
    const ids = this.#model.session?.arms.map(({ id }) => id) ?? [];
    return ids.includes(arm) ? arm : sweptId(arm, value ?? this.drawn[arm] ?? 0);
  }

  /** The last step that an arm can be forked from: one that its runs have reached, and before the end. */
  last(arm: string): number {
    const { session } = this.#model;
    if (!session) return 0;
    void session.revision;
    return Math.max(0, Math.min(session.steps - 1, session.record.completeStepOf(session.record.arms.indexOf(arm))));
  }

  /** Asks what to change in a fork at a step: by default at the one that is pointed at, else where the session is. */
  ask(step = this.pointed ?? this.#model.session?.progress.step ?? 0): void {
    if (this.possible) this.step = step;
  }

  hyperparameters(arm: string): NumberHyperparameter[] {
    const { session, experiment } = this.#model;
    return session ? forkable(experiment, session.configuration, arm) : [];
  }

  /** An arm's values when so many steps are done. */
  valuesAt(arm: string, step: number): Values {
    const { session } = this.#model;
    if (!session) return {};
    const values = session.arms.find(({ id }) => id === arm)?.values ?? {};
    return valuesAfter(values, sweptFrom(arm).arm, session.configuration.events ?? [], step);
  }

  cost(arm: string, step: number): ForkCost {
    const { session } = this.#model;
    if (!session) return { from: 0, to: 0, seconds: null };
    const from = forkPoint(session, session.record.arms.indexOf(arm), step, session.checkpoints.list);
    const to = session.active ? session.progress.step : session.steps;
    const complete = session.record.completeStep();
    const seconds = complete > 0 && session.seconds > 0 ? (session.seconds / complete) * Math.max(0, to - from) : null;
    return { from: Math.min(from, step), to: Math.max(to, step), seconds };
  }

  async make(wanted: WantedFork): Promise<void> {
    const model = this.#model;
    const { session } = model;
    this.step = null;
    if (!session || model.sharing.locked) return;
    // Seeds that were being added know nothing of the new arm: with them the session would lose what it has.
    model.doubling.cancel();
    if (!(await session.fork(wanted))) return;
    const made = session.configuration.arms.at(-1);
    if (!made) return;
    // The configuration that is edited holds what the session holds, as far as its arms are the same.
    const same = sameSweep(model.configuration.sweep, session.configuration.sweep);
    const parent = same && model.configuration.arms.some(({ id }) => id === sweptFrom(wanted.of).arm);
    const { fork: _, ...alone } = made;
    const grown = { ...model.configuration, arms: [...model.configuration.arms, parent ? made : alone] };
    const events = fittingEvents(model.experiment, grown, session.configuration.events ?? []);
    model.change({ arms: grown.arms, events });
    announcer.say(preferences.messages.fork.announce(wanted.step));
  }
}
