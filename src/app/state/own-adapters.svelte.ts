/** Own adapters as pages see them: opened from their files, kept, and brought along by the sessions that start from them. */
import { adapterStore, packAdapter, type KeptAdapter } from '../../sessions/own-adapters.ts';
import { OwnFiles } from './own-files.svelte.ts';

/** What the two files of an adapter hold. */
export interface AdapterFiles {
  weights: Uint8Array<ArrayBuffer>;
  configuration: string;
  name: string;
}

/** The two files of an adapter among those that were chosen; null where one of them is not there. */
export async function adapterFilesAmong(files: readonly File[]): Promise<AdapterFiles | null> {
  const [weights, configuration] = ['.safetensors', '.json'].map((ending) => files.find(({ name }) => name.endsWith(ending)));
  if (!weights || !configuration) return null;
  const [bytes, text] = await Promise.all([weights.arrayBuffer(), configuration.text()]);
  return { weights: new Uint8Array(bytes), configuration: text, name: weights.name.replace(/\.safetensors$/, '') };
}

class OwnAdapters extends OwnFiles<KeptAdapter> {
  /** Checks and keeps an adapter. Throws with a sentence for people when it cannot be trained here. */
  async open({ weights, configuration, name }: AdapterFiles): Promise<KeptAdapter> {
    return this.keep(await packAdapter(weights, configuration, name));
  }
}

export const ownAdapters = new OwnAdapters(adapterStore);
