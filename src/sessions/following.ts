/** Reading something again whenever it changed: one reading at a time, and one more for all that changed meanwhile. */

export class Following {
  #followers = 0;
  #reading = false;
  #again = false;
  readonly #read: () => Promise<void>;

  /** `read` must not reject. */
  constructor(read: () => Promise<void>) {
    this.#read = read;
  }

  /** From now on, until the function that it returns is called, what changes is read again. Reads at once. */
  follow(): () => void {
    this.#followers++;
    this.changed();
    return () => {
      this.#followers--;
    };
  }

  /** Nothing is read while nobody follows. */
  changed(): void {
    if (this.#followers === 0) return;
    if (this.#reading) this.#again = true;
    else void this.#run();
  }

  async #run(): Promise<void> {
    this.#reading = true;
    do {
      this.#again = false;
      await this.#read();
    } while (this.#again && this.#followers > 0);
    this.#reading = false;
  }
}
