/** Which tab trains a session: two that did would write over each other what is kept of it. */

/** Milliseconds until a session counts as another tab's: one that was just let go is free a moment later. */
const patience = 1000;

type Leave = () => void;

export class SessionHold {
  readonly #name: string;
  #held: Promise<Leave | null> | null = null;

  constructor(id: string) {
    this.#name = `ablate-session-${id}`;
  }

  /** False while another tab holds it. A browser without locks tells nobody, and every tab may have it. */
  async take(): Promise<boolean> {
    const held = (this.#held ??= request(this.#name));
    const mine = (await held) !== null;
    if (!mine && this.#held === held) this.#held = null;
    return mine;
  }

  /** Lets another tab have it; a tab that is closed does so by itself. */
  leave(): void {
    void this.#held?.then((leave) => leave?.());
    this.#held = null;
  }
}

/** Resolves with what lets it go, or with null when it is not to be had. */
function request(name: string): Promise<Leave | null> {
  return new Promise((resolve) => {
    // Absent without a secure context.
    if (!('locks' in navigator)) {
      resolve(() => undefined);
      return;
    }
    const holding = (): Promise<void> => new Promise((leave) => resolve(leave));
    navigator.locks.request(name, { signal: AbortSignal.timeout(patience) }, holding).catch((error: unknown) => {
      // Some frames refuse locks altogether.
      const taken = error instanceof DOMException && error.name === 'TimeoutError';
      resolve(taken ? null : () => undefined);
    });
  });
}
