/** Reads the site's static files from the checkout, as the worker does over HTTP. For tests. */
import { readFile } from 'node:fs/promises';
import type { FetchBytes } from '../data-set.ts';

export const staticFiles: FetchBytes = async (path) =>
  new Uint8Array(await readFile(new URL(`../../../../static/${path}`, import.meta.url)));
