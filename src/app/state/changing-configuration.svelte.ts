/** The configuration of a session as it grows: what it began with, and the live changes since. */
import { withEvent, type LiveEvent } from '../../experiment/events.ts';
import type { Configuration } from '../../experiment/configuration.ts';

export class ChangingConfiguration {
  readonly #given: Configuration;
  #added = $state.raw<readonly LiveEvent[]>([]);
  readonly now: Configuration = $derived.by(() => this.#added.reduce(withEvent, this.#given));

  constructor(given: Configuration) {
    this.#given = given;
  }

  /** Live changes that it began with: they are made again. */
  get replayed(): number {
    return this.#given.events?.length ?? 0;
  }

  /** Live changes that have been made by a step. `step` is only asked for where some may be still to come. */
  made(step: () => number): readonly LiveEvent[] {
    const { events = [] } = this.now;
    if (this.replayed === 0) return events;
    const reached = step();
    return events.filter((event) => event.step <= reached || this.#added.includes(event));
  }

  add(event: LiveEvent): void {
    this.#added = [...this.#added, event];
  }
}
