/** Own tables as pages see them, and the one that a session needs. */
import type { Values } from '../../experiment/hyperparameter.ts';
import { ownAdapterOf } from '../../experiment/own-adapter.ts';
import { ownDataOf, ownPath } from '../../experiment/own-data.ts';
import { tableStore } from '../../sessions/own-data.ts';
import type { SessionRequest } from '../../worker/session.ts';
import { ownAdapters } from './own-adapters.svelte.ts';
import { OwnFiles } from './own-files.svelte.ts';

export const ownTables = new OwnFiles(tableStore);

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
