/**
 * Shows what is new at a frame, but not at every frame: training needs the processor more than the eye does. Where a frame with everything
 * new is dear, frames are fewer.
 */
import { schedule } from '../charts/frames.ts';

/** Milliseconds between two, at least and at most. */
const [least, most] = [100, 500];
/** The first frame may take this share of the page's time; what its budget puts off to the next frames takes about as much again. */
const share = 1 / 32;

/** How long to wait after a frame that took so many milliseconds until the next. */
export const pauseAfter = (milliseconds: number): number => Math.min(most, Math.max(least, milliseconds / share));

export class Showing {
  #timer = 0;
  #shownAt = 0;
  #pause = least;

  constructor(readonly show: () => void) {}

  /** At the next frame. */
  now(): void {
    schedule(this.#frame);
  }

  /** At the first frame that is long enough after the last shown one. */
  soon(): void {
    if (this.#timer !== 0) return;
    const wait = this.#shownAt + this.#pause - performance.now();
    if (wait <= 0) this.now();
    else this.#timer = window.setTimeout(() => this.now(), wait);
  }

  readonly #frame = (): void => {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    const started = (this.#shownAt = performance.now());
    this.show();
    // A message is taken when the frame is painted.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      this.#pause = pauseAfter(performance.now() - started);
    };
    port2.postMessage(null);
  };
}
