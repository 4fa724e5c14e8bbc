/**
 * How a configuration names an adapter of a person's own: by what it is and a hash of it, never by its numbers.
 * `adapter:3fa94c21d0b7a1e2:small:2:all:2` has rank 2 on all matrices of the model "small", with alpha / rank = 2.
 */
import { ownPath } from './own-data.ts';

export interface OwnAdapter {
  /** The first 16 hexadecimal digits of the SHA-256 of its weights as they are kept. */
  hash: string;
  /** The model that it was made for. */
  base: string;
  rank: number;
  matrices: 'query-value' | 'attention' | 'all';
  /** Alpha over rank: what the update is multiplied by. */
  scaling: number;
}

/** Stands where training starts from no adapter. */
export const noAdapter = 'none';

export const adapterLimits = { rank: 32, scaling: { min: 0.001, max: 1000 } } as const;

const pattern = /^adapter:([0-9a-f]{16}):([a-z]{1,20}):([1-9]\d?):(query-value|attention|all):(\d{1,4}(?:\.\d{1,12})?)$/;

export const adapterText = ({ hash, base, rank, matrices, scaling }: OwnAdapter): string =>
  `adapter:${hash}:${base}:${rank}:${matrices}:${scaling}`;

/** What a value names, or null where it is no adapter. */
export function ownAdapterOf(value: unknown): OwnAdapter | null {
  const found = typeof value === 'string' ? pattern.exec(value) : null;
  if (!found) return null;
  const [, hash = '', base = '', rank, matrices, scaling] = found;
  const own = { hash, base, rank: Number(rank), scaling: Number(scaling) };
  const { min, max } = adapterLimits.scaling;
  if (own.rank > adapterLimits.rank || own.scaling < min || own.scaling > max) return null;
  return { ...own, matrices: matrices === 'query-value' || matrices === 'attention' ? matrices : 'all' };
}

/** Where the worker reads its weights: a path among the files that a session brings along. */
export const adapterPath = ({ hash }: OwnAdapter): string => ownPath(hash);
