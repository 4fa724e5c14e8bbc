/** A live change that is being dragged: what it would be, and the step at which it would land, followed at most ten times a second. */
import { untrack } from 'svelte';
import type { Change } from '../../experiment/undo.ts';

/** Milliseconds between looks at how far the session has come. */
const followEvery = 100;

export class LivePreview {
  /** Null: nothing is on its way. */
  shown = $state.raw<(Change & { step: number }) | null>(null);
  #timer = 0;
  /** The setting that it is about. */
  #of = '';
  readonly #step: () => number;

  /** @param step - the step that the session has reached */
  constructor(step: () => number) {
    this.#step = step;
  }

  /** @param of - tells settings apart: one that has nothing on its way takes no other's preview off */
  set(of: string, change: Change | null): void {
    if (change === null) {
      if (of === this.#of) this.#clear();
      return;
    }
    this.#of = of;
    this.shown = { ...change, step: untrack(this.#step) };
    // While the thumb is held still training goes on.
    if (this.#timer === 0) this.#timer = window.setInterval(this.#follow, followEvery);
  }

  readonly #follow = (): void => {
    const step = this.#step();
    if (this.shown && step !== this.shown.step) this.shown = { ...this.shown, step };
  };

  #clear(): void {
    window.clearInterval(this.#timer);
    this.#timer = 0;
    this.#of = '';
    this.shown = null;
  }
}
