/** Own adapters as pages see them: opened from their files, kept, and brought along by the sessions that start from them. */
import {
  keepAdapter,
  listAdapters,
  packAdapter,
  readAdapterBytes,
  removeAdapter,
  type KeptAdapter,
  type PackedAdapter,
} from '../../sessions/own-adapters.ts';

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

class OwnAdapters {
  /** Null until they are read. */
  list = $state.raw<readonly KeptAdapter[] | null>(null);
  /** The browser keeps nothing: adapters are here until the page is left. */
  refused = $state(false);
  readonly #here = new Map<string, Uint8Array<ArrayBuffer>>();

  async refresh(): Promise<void> {
    try {
      this.list = await listAdapters();
    } catch {
      this.refused = true;
      this.list ??= [];
    }
  }

  /** Checks and keeps an adapter. Throws with a sentence for people when it cannot be trained here. */
  async open({ weights, configuration, name }: AdapterFiles): Promise<KeptAdapter> {
    const packed = await packAdapter(weights, configuration, name);
    await this.#keep(packed);
    return packed.own;
  }

  async #keep(packed: PackedAdapter): Promise<void> {
    const { own, bytes } = packed;
    try {
      await keepAdapter(packed);
      await this.refresh();
    } catch {
      this.refused = true;
      this.#here.set(own.hash, bytes);
      this.list = [own, ...(this.list ?? []).filter(({ hash }) => hash !== own.hash)];
    }
  }

  async read(hash: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#here.get(hash) ?? (await readAdapterBytes(hash).catch(() => null));
  }

  async remove(hash: string): Promise<void> {
    this.#here.delete(hash);
    await removeAdapter(hash).catch(() => undefined);
    await this.refresh();
  }
}

export const ownAdapters = new OwnAdapters();
