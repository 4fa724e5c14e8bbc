/** Seconds of training, without pauses. */
export class Stopwatch {
  #past = 0;
  #since: number | null = null;

  get seconds(): number {
    return (this.#past + (this.#since === null ? 0 : performance.now() - this.#since)) / 1000;
  }

  /** What had passed before. */
  set(seconds: number): void {
    this.#past = seconds * 1000;
  }

  run(on: boolean): void {
    if (this.#since !== null) this.#past += performance.now() - this.#since;
    this.#since = on ? performance.now() : null;
  }
}
