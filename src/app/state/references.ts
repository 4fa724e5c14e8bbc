/** The recorded reference sessions that ship with the experiments, each loaded when it is first asked for. */
import { readReference, type Reference } from '../../sessions/reference.ts';

const files = import.meta.glob<unknown>('../../../experiments/*/reference.json', { import: 'default' });
const loaded = new Map<string, Promise<Reference | null>>();

/** Null where none is recorded, or where it cannot be read: a page without a ghost still works. */
export function reference(experiment: string): Promise<Reference | null> {
  const known = loaded.get(experiment);
  if (known) return known;
  const promise = load(experiment);
  loaded.set(experiment, promise);
  return promise;
}

async function load(experiment: string): Promise<Reference | null> {
  const file = files[`../../../experiments/${experiment}/reference.json`];
  if (!file) return null;
  try {
    return readReference(await file());
  } catch (error) {
    reportError(error);
    return null;
  }
}
