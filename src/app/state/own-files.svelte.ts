/** What a person brought along, as pages see it: kept by the browser, or here until the page is left where it keeps nothing. */
import type { Own, OwnStore } from '../../sessions/own-store.ts';

export class OwnFiles<T extends Own> {
  /** Null until they are read. */
  list = $state.raw<readonly T[] | null>(null);
  /** The browser keeps nothing. */
  refused = $state(false);
  readonly #here = new Map<string, Uint8Array<ArrayBuffer>>();

  constructor(readonly store: OwnStore<T>) {}

  async refresh(): Promise<void> {
    try {
      this.list = await this.store.list();
    } catch {
      this.refused = true;
      this.list ??= [];
    }
  }

  async keep({ own, bytes }: { own: T; bytes: Uint8Array<ArrayBuffer> }): Promise<T> {
    try {
      await this.store.keep(own, bytes);
      await this.refresh();
    } catch {
      this.refused = true;
      this.#here.set(own.hash, bytes);
      this.list = [own, ...(this.list ?? []).filter(({ hash }) => hash !== own.hash)];
    }
    return own;
  }

  async read(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#here.get(hash) ?? (await this.store.read(hash).catch(() => null));
  }

  async remove(hash: string): Promise<void> {
    this.#here.delete(hash);
    await this.store.remove(hash).catch(() => undefined);
    await this.refresh();
  }
}
