/** Live changes of an open experiment: what a setting is at this moment, changing it while the session trains, and undoing that. */
import { changeable, eventLimits, fittingEvents, hasRoomFor, valuesAfter, withEvent, type LiveEvent } from '../../experiment/events.ts';
import { resolveArms } from '../../experiment/configuration.ts';
import { holds, type Value, type Values } from '../../experiment/hyperparameter.ts';
import { Changes, type Change } from '../../experiment/undo.ts';
import { formatCount, formatSetting } from '../format.ts';
import { hyperparameterName } from '../messages/names.ts';
import { announcer } from './announcer.svelte.ts';
import { LivePreview } from './live-preview.svelte.ts';
import type { ExperimentState } from './experiment.svelte.ts';
import { preferences } from './preferences.svelte.ts';

export class LiveChanges {
  /** On their way to the workers: shown as if made. */
  #asked = $state.raw<readonly Change[]>([]);
  readonly #preview = new LivePreview(() => this.#model.session?.progress.step ?? 0);
  readonly #model: ExperimentState;
  /** The session's arms with the values that they began with. */
  readonly #beginning = $derived.by(() => {
    const { session, experiment } = this.#model;
    return session ? resolveArms(experiment, session.configuration) : [];
  });
  readonly #made = $derived.by((): readonly LiveEvent[] => {
    const { session, sharing, configuration } = this.#model;
    if (session) return session.changing.made(() => session.progress.step);
    // Whoever sent results has made them.
    const sent = sharing.beforeOf(configuration)?.results;
    return sent ? this.events.filter(({ step }) => step <= sent.step) : [];
  });
  /** What each of all events changed from. */
  readonly #told = $derived.by(() => {
    const { session, experiment, configuration } = this.#model;
    return new Changes(resolveArms(experiment, session?.configuration ?? configuration), this.events);
  });
  /** What can be taken back of those that have been made. */
  readonly #history = $derived.by(() => new Changes(this.#beginning, this.made));
  readonly #full = $derived.by(() => {
    const { session } = this.#model;
    return !!session?.active && !hasRoomFor(session.configuration.events ?? [], this.#asked.length + 1);
  });
  /** Of each arm, and for all (null), the values at this moment: every setting asks for them with every change. */
  readonly #values = $derived.by((): ReadonlyMap<string | null, Values> => {
    const { session, shared, arms } = this.#model;
    if (!session?.active) return new Map([[null, shared], ...arms.map(({ id, values }) => [id, values] as const)]);
    const changes = [...this.made, ...this.#asked.map((one) => ({ ...one, step: Infinity }))];
    const followers = new Map([...new Set(changes.map(({ id }) => id))].map((id) => [id, this.#armsOf(id, null)]));
    const common: Record<string, Value> = { ...shared };
    for (const { id, arms: changed, value } of changes) {
      const all = followers.get(id) ?? [];
      if (all.length > 0 && all.every((follower) => changed.includes(follower))) common[id] = value;
    }
    return new Map([[null, common], ...arms.map(({ id, values }) => [id, valuesAfter(values, id, changes)] as const)]);
  });

  constructor(model: ExperimentState) {
    this.#model = model;
  }

  /** All events of what is shown: those of the session, or those that the next one will replay. */
  get events(): readonly LiveEvent[] {
    return (this.#model.session?.configuration ?? this.#model.configuration).events ?? [];
  }

  /** Those that have been made. */
  get made(): readonly LiveEvent[] {
    return this.#made;
  }

  /** Whether a value of one arm, or of all (`arm` null), changes in the session that trains instead of in the next one. */
  applies(id: string, arm: string | null): boolean {
    const { session, experiment, sharing } = this.#model;
    return (
      !!session?.active &&
      !sharing.liveLocked &&
      this.#armsOf(id, arm).length > 0 &&
      changeable(experiment, session.configuration, this.#armsOf(id, arm)).some((one) => one.id === id)
    );
  }

  /** An arm's values at this moment, or those that hold for all arms (`arm` null). */
  values(arm: string | null): Values {
    return this.#values.get(arm) ?? this.#model.shared;
  }

  /** The change that is being dragged, and where it would land; null without one. */
  get previewed(): (Change & { step: number }) | null {
    return this.#model.session?.active ? this.#preview.shown : null;
  }

  /** Previews a value on its way to `change`; null: it is no longer. */
  preview(id: string, arm: string | null, value: number | null): void {
    const on = value !== null && this.applies(id, arm);
    this.#preview.set(`${arm ?? ''}/${id}`, on ? { id, value, arms: this.#armsOf(id, arm) } : null);
  }

  /** Makes a change in the session that trains. False, and nothing happens, where it does not apply. */
  change(id: string, arm: string | null, value: Value): boolean {
    if (typeof value !== 'number' || !this.applies(id, arm)) return false;
    const wanted = { id, value, arms: this.#armsOf(id, arm) };
    const { full } = this;
    void this.#make([wanted]).then((events) => {
      // It was over before, or keeps no more: the value then waits for the next one.
      if (events === null) {
        this.#model.configure(id, arm, value);
        const name = hyperparameterName(this.#model.experiment, preferences.language, id);
        announcer.say(full ? preferences.messages.events.waits(name, eventLimits.events.max) : preferences.messages.live.tooLate(name));
      }
      for (const { step } of events ?? []) this.#say(id, value, step);
    });
    return true;
  }

  /** What an event changed from, arm by arm, each value once. */
  before(event: LiveEvent): number[] {
    return [...new Set(this.#told.before(event))];
  }

  /** Whether the session that trains keeps no more changes. */
  get full(): boolean {
    return this.#full;
  }

  /** The event that undo takes back; null without one. */
  get undoable(): LiveEvent | null {
    const { session, sharing } = this.#model;
    return session?.active && !sharing.liveLocked && !this.full && this.#asked.length === 0 ? this.#history.undoable : null;
  }

  canUndo(event: LiveEvent): boolean {
    return !!this.#model.session?.active && !this.#model.sharing.liveLocked && !this.full && this.#history.isLatest(event);
  }

  /** Makes the inverse of an event now. */
  undo(event: LiveEvent): void {
    const { session, sharing } = this.#model;
    if (!session?.active || sharing.liveLocked) return;
    const inverse = this.#history.inverseOf(event);
    void this.#make(inverse).then((events) => {
      for (const { id, value, step } of events ?? []) this.#say(id, value, step);
    });
  }

  /** The next session runs without events. */
  drop(): void {
    if (this.#model.sharing.liveLocked) return;
    this.#model.change({ events: [] });
  }

  /** The arms that a change is made in: those that follow the value for all, or one alone. */
  #armsOf(id: string, arm: string | null): string[] {
    const { session, experiment } = this.#model;
    if (!session) return [];
    const { when, scope } = experiment.hyperparameters.find((one) => one.id === id) ?? {};
    return this.#beginning
      .filter(({ id: own, values }) => (arm === null ? scope === 'session' || !this.#owns(own, id) : own === arm) && holds(when, values))
      .map(({ id: own }) => own);
  }

  /** Whether an arm sets a value itself, so that the one for all does not reach it. */
  #owns(arm: string, id: string): boolean {
    return id in (this.#model.configuration.arms.find((one) => one.id === arm)?.values ?? {});
  }

  /** All at one step; null when the session ended before. */
  async #make(changes: readonly Change[]): Promise<LiveEvent[] | null> {
    const { session } = this.#model;
    if (!session || !hasRoomFor(session.configuration.events ?? [], this.#asked.length + changes.length)) return null;
    this.#asked = [...this.#asked, ...changes];
    try {
      const events = await session.change(changes);
      for (const one of events) this.#add(one);
      return events;
    } catch {
      // Rejected only when the session is over, which the run bar says.
      return null;
    } finally {
      this.#asked = this.#asked.filter((one) => !changes.includes(one));
    }
  }

  /** The configuration that is edited holds what the session holds, as far as its arms are the same. */
  #add(event: LiveEvent): void {
    const model = this.#model;
    const [fitting] = fittingEvents(model.experiment, model.configuration, [event]);
    if (fitting) model.configuration = withEvent(model.configuration, fitting);
  }

  #say(id: string, value: number, step: number): void {
    const name = hyperparameterName(this.#model.experiment, preferences.language, id);
    announcer.say(preferences.messages.live.announce(name, formatSetting(value), formatCount(step)));
  }
}
