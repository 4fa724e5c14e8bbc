/** The configuration of a session as it grows: what it began with, the live changes since, and the arms that forked from it. */
import { withEvent, type LiveEvent } from '../../experiment/events.ts';
import type { Configuration } from '../../experiment/configuration.ts';

export class ChangingConfiguration {
  readonly #given: ReadonlySet<LiveEvent>;
  /** What `made` said last. */
  #made: readonly LiveEvent[] = [];
  now = $state.raw<Configuration>({
    experiment: '',
    preset: '',
    arms: [],
    values: {},
    seeds: 1,
    sessionSeed: 0,
    steps: null,
    device: 'auto',
  });

  constructor(given: Configuration) {
    this.#given = new Set(given.events);
    this.now = given;
  }

  /** Live changes that it began with: they are made again. */
  get replayed(): number {
    return this.#given.size;
  }

  /** Live changes that have been made by a step, the same list as before while none is new. `step` is only asked for where some may be still to come. */
  made(step: () => number): readonly LiveEvent[] {
    const { events = [] } = this.now;
    if (this.replayed === 0) return events;
    const reached = step();
    // What came since is not among those that it began with: it was made when it was added.
    const made = events.filter((event) => event.step <= reached || !this.#given.has(event));
    if (made.length !== this.#made.length || made.some((event, index) => event !== this.#made[index])) this.#made = made;
    return this.#made;
  }

  add(event: LiveEvent): void {
    this.now = withEvent(this.now, event);
  }

  /** It has another arm, and the events that belong to it. */
  grow(configuration: Configuration): void {
    this.now = configuration;
  }
}
