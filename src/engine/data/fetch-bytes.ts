/** Reads the site's own files over HTTP, with errors that say what to do. */
import { DataError, OwnDataError } from './data-error.ts';
import type { FetchBytes } from './data-set.ts';

/**
 * A reader of files below an address.
 *
 * @param base - the address of the site's root with a slash at the end, absolute: a worker's own address is not the page's
 */
export function fetchFrom(base: string): FetchBytes {
  return async (path) => {
    const address = base + path;
    let response: Response;
    try {
      response = await fetch(address);
    } catch {
      throw new DataError(`${address} could not be read, because the network did not answer. Check the connection and run again.`);
    }
    if (!response.ok) {
      throw new DataError(
        `${address} could not be read: the server answered with status ${response.status}. ` +
          'The site may be incomplete or just being updated; reload the page, and if it stays so, publish the site again.',
      );
    }
    try {
      return new Uint8Array(await response.arrayBuffer());
    } catch {
      throw new DataError(`${address} arrived only in part, because the connection broke off. Check the connection and run again.`);
    }
  };
}

/** A reader of files that are here already, and of those that are not where `others` reads. */
export function fetchAmong(files: Readonly<Record<string, Uint8Array>>, others: FetchBytes): FetchBytes {
  return async (path) => {
    const found = Object.hasOwn(files, path) ? files[path] : undefined;
    if (!found && path.startsWith('own/')) {
      throw new OwnDataError(
        'The data of this session are a person’s own and are not in this browser. Open the file that they were made from, then run again.',
      );
    }
    return found ?? others(path);
  };
}
