/** Shows what is new at a frame, but not at every frame: training needs the processor more than the eye does. */
import { schedule } from '../charts/frames.ts';

/** Milliseconds between two. */
const every = 100;

export class Showing {
  #timer = 0;
  #shownAt = 0;

  constructor(readonly show: () => void) {}

  /** At the next frame. */
  now(): void {
    schedule(this.#frame);
  }

  /** At the first frame that is long enough after the last shown one. */
  soon(): void {
    if (this.#timer !== 0) return;
    const wait = this.#shownAt + every - performance.now();
    if (wait <= 0) this.now();
    else this.#timer = window.setTimeout(() => this.now(), wait);
  }

  readonly #frame = (): void => {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    this.#shownAt = performance.now();
    this.show();
  };
}
