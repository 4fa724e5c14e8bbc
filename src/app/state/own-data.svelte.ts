/** Own tables as pages see them, and the one that a session needs. */
import type { Values } from '../../experiment/hyperparameter.ts';
import { ownAdapterOf } from '../../experiment/own-adapter.ts';
import { ownDataOf, ownPath } from '../../experiment/own-data.ts';
import { keepTable, listTables, readTable, removeTable, type OwnTable } from '../../sessions/own-data.ts';
import type { SessionRequest } from '../../worker/session.ts';
import { ownAdapters } from './own-adapters.svelte.ts';

class OwnTables {
  /** Null until they are read. */
  list = $state.raw<readonly OwnTable[] | null>(null);
  /** The browser keeps nothing: tables are here until the page is left. */
  refused = $state(false);
  readonly #here = new Map<string, Uint8Array<ArrayBuffer>>();

  async refresh(): Promise<void> {
    try {
      this.list = await listTables();
    } catch {
      this.refused = true;
      this.list ??= [];
    }
  }

  async keep({ own, bytes }: { own: OwnTable; bytes: Uint8Array<ArrayBuffer> }): Promise<OwnTable> {
    try {
      await keepTable(own, bytes);
      await this.refresh();
    } catch {
      this.refused = true;
      this.#here.set(own.hash, bytes);
      this.list = [own, ...(this.list ?? []).filter(({ hash }) => hash !== own.hash)];
    }
    return own;
  }

  async read(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#here.get(hash) ?? (await readTable(hash).catch(() => null));
  }

  async remove(hash: string): Promise<void> {
    this.#here.delete(hash);
    await removeTable(hash).catch(() => undefined);
    await this.refresh();
  }
}

export const ownTables = new OwnTables();

/** The tables and adapters that settings name, by the paths where they are read; those that are not here are left out. */
export async function ownFiles(settings: readonly Values[]): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const values = new Set(settings.flatMap((own) => Object.values(own)));
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const value of values) {
    const [table, adapter] = [ownDataOf(value)?.hash, ownAdapterOf(value)?.hash];
    const hash = table ?? adapter;
    if (hash === undefined) continue;
    const bytes = await (table === undefined ? ownAdapters : ownTables).read(hash);
    if (bytes) files[ownPath(hash)] = bytes;
  }
  return files;
}

/** A request with the files that its arms need; what is not here is missed by the worker, which says so. */
export async function withOwnFiles(request: SessionRequest): Promise<SessionRequest> {
  const files = await ownFiles(request.arms.map(({ values }) => values));
  return Object.keys(files).length > 0 ? { ...request, files } : request;
}
