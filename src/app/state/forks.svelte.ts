/** Forking an open experiment: the step that was pointed at, how long it will take, and making it. */
import { fittingEvents, valuesAfter } from '../../experiment/events.ts';
import { forkable, resolveArms, type WantedFork } from '../../experiment/configuration.ts';
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
  /** It was asked for where it is refused, and nobody has read why. */
  explains = $state(false);
  /** The step that is pointed at in a chart. */
  pointed: number | null = null;
  readonly #model: ExperimentState;

  constructor(model: ExperimentState) {
    this.#model = model;
  }

  /** Whether there is anything to fork: a session with numbers, arms that no link locks, and no sweep, whose arms are there once for every value. */
  get possible(): boolean {
    return this.#begun && !this.swept;
  }

  /** Whether there would be something to fork, but for the sweep: said where a fork is asked for. */
  get refused(): boolean {
    return this.#begun && this.swept;
  }

  get swept(): boolean {
    return this.#model.session?.configuration.sweep !== undefined;
  }

  get #begun(): boolean {
    const { session, sharing } = this.#model;
    void session?.revision;
    return session !== null && !sharing.locked && session.record.completeStep() > 0;
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
    this.explains = this.refused;
    if (this.explains) announcer.say(preferences.messages.fork.swept);
  }

  hyperparameters(arm: string): NumberHyperparameter[] {
    const { session, experiment } = this.#model;
    return session ? forkable(experiment, session.configuration, arm) : [];
  }

  /** An arm's values when so many steps are done. */
  valuesAt(arm: string, step: number): Values {
    const { session, experiment } = this.#model;
    if (!session) return {};
    const values = resolveArms(experiment, session.configuration).find(({ id }) => id === arm)?.values ?? {};
    return valuesAfter(values, arm, session.configuration.events ?? [], step);
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
    await session.fork(wanted);
    const made = session.configuration.arms.at(-1);
    if (!made) return;
    // The configuration that is edited holds what the session holds, as far as its arms are the same.
    const parent = model.configuration.arms.some(({ id }) => id === wanted.of);
    const { fork: _, ...alone } = made;
    const grown = { ...model.configuration, arms: [...model.configuration.arms, parent ? made : alone] };
    const events = fittingEvents(model.experiment, grown, session.configuration.events ?? []);
    model.change({ arms: grown.arms, events });
    announcer.say(preferences.messages.fork.announce(wanted.step));
  }
}
