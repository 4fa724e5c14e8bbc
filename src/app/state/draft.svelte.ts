/** A number on its way: previewed while it is dragged or keys are pressed, at most ten times a second, and committed once. */
const previewEvery = 100;
/** A burst of key presses is over after this pause (milliseconds). */
const pause = 600;

export class Draft {
  /** What is previewed; null: nothing is on its way. */
  shown = $state<number | null>(null);
  #latest: number | null = null;
  #previewedAt = -Infinity;
  #preview = 0;
  #commit = 0;
  readonly #commitTo: (value: number) => void;

  constructor(commitTo: (value: number) => void) {
    this.#commitTo = commitTo;
  }

  /** The newest value, which may not be previewed yet. */
  get latest(): number | null {
    return this.#latest;
  }

  /** A value of a drag, which its end commits. */
  drag(value: number): void {
    this.#latest = value;
    if (this.#preview !== 0) return;
    const wait = this.#previewedAt + previewEvery - performance.now();
    if (wait <= 0) this.#show();
    else this.#preview = window.setTimeout(this.#show, wait);
  }

  /** A value of a burst of keys, which a pause commits. */
  press(value: number): void {
    this.drag(value);
    window.clearTimeout(this.#commit);
    this.#commit = window.setTimeout(() => this.commit(), pause);
  }

  commit(): void {
    const value = this.#latest;
    this.cancel();
    if (value !== null) this.#commitTo(value);
  }

  cancel(): void {
    window.clearTimeout(this.#preview);
    window.clearTimeout(this.#commit);
    this.#preview = this.#commit = 0;
    this.#latest = null;
    this.shown = null;
  }

  readonly #show = (): void => {
    this.#preview = 0;
    this.#previewedAt = performance.now();
    this.shown = this.#latest;
  };
}
