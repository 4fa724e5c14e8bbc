/** Own adapters: checked before they are kept in the browser, and what names them. */
import * as v from 'valibot';
import { sizesOfBase } from '../engine/data/adapted-bases.ts';
import { AdapterError, type AdapterFault } from '../engine/data/adapter-fault.ts';
import { openAdapter, writeAdapter } from '../engine/data/lora-files.ts';
import { adapterLimits, type OwnAdapter } from '../experiment/own-adapter.ts';
import { contentHash, ownStore, type Own } from './own-store.ts';

/** Why an adapter cannot be trained here, in a sentence for people. */
export { AdapterError, type AdapterFault };

export interface KeptAdapter extends OwnAdapter, Own {
  name: string;
}

export interface PackedAdapter {
  own: KeptAdapter;
  bytes: Uint8Array<ArrayBuffer>;
}

const schema = v.object({
  hash: v.string(),
  base: v.string(),
  rank: v.number(),
  matrices: v.picklist(['query-value', 'attention', 'all']),
  scaling: v.number(),
  name: v.string(),
  added: v.string(),
});

export const adapterStore = ownStore<KeptAdapter>('ablate-own-adapters', 'adapters', (value) => {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : null;
});

/**
 * What is kept of the two files of an adapter, and what names it. Equal numbers have one hash, in whatever order a file has them.
 *
 * @throws AdapterError with a sentence for people when it cannot be trained here
 */
export async function packAdapter(weights: Uint8Array, configuration: string, name: string): Promise<PackedAdapter> {
  const { settings, base, parameters } = trainable(weights, configuration);
  const { weights: bytes } = writeAdapter(parameters, sizesOfBase(base), settings, base);
  const hash = await contentHash(bytes);
  if (hash === null) {
    throw new AdapterError('An adapter of your own needs a page served over HTTPS or from this machine: there is no hash otherwise.', {
      code: 'noHash',
    });
  }
  const { rank, matrices, alpha } = settings;
  // Without the digits that a division adds to a decimal number; single precision has no more.
  const scaling = Number((alpha / rank).toPrecision(9));
  return { own: { hash, base, rank, matrices, scaling, name, added: new Date().toISOString() }, bytes };
}

/** The adapter of two files, if it can be trained here. */
function trainable(weights: Uint8Array, configuration: string): ReturnType<typeof openAdapter> {
  const opened = openAdapter(weights, configuration);
  const { rank, alpha } = opened.settings;
  const { rank: most, scaling } = adapterLimits;
  if (rank > most) {
    const why = `This adapter has rank ${rank}, and at most ${most} can be trained here. Choose another one.`;
    throw new AdapterError(why, { code: 'highRank', got: rank, most });
  }
  if (alpha / rank < scaling.min || alpha / rank > scaling.max) {
    const range = `from ${scaling.min} to ${scaling.max}`;
    const why = `Alpha over rank of this adapter is ${alpha / rank}; ${range} can be trained here. Choose another one.`;
    throw new AdapterError(why, { code: 'scaling', got: alpha / rank, min: scaling.min, max: scaling.max });
  }
  return opened;
}
