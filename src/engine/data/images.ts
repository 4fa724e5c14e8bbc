/**
 * Loads packed image sets. A packed file is gzip, under an extension that no server treats specially, around N label bytes and
 * then N · F pixel bytes (0 … 255, row by row); the set's own test examples come last. `scripts/pack-data.ts` writes it together
 * with the facts in `packed.ts`. What arrives is checked against them: a truncated or exchanged file must not become a result.
 */
import { DataError } from './data-error.ts';
import { requestedExamples, type DataSet, type DataSource, type LoadOptions } from './data-set.ts';
import type { PackedFile } from './packed.ts';

export interface ImagesDeclaration {
  name: string;
  classNames: readonly string[];
  featureShape: readonly number[];
  origin: string;
  licence: string;
  file: PackedFile;
}

const RETRY = 'Reload the page without its cache; if it stays so, publish the site’s data again.';

async function unzip(bytes: Uint8Array, path: string): Promise<Uint8Array<ArrayBuffer>> {
  // A server may have declared the file as compressed content, and the browser has unpacked it then.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return new Uint8Array(bytes);
  try {
    const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new DataError(`The data file ${path} could not be unpacked, because it arrived damaged or incomplete. ${RETRY}`);
  }
}

function hex(buffer: ArrayBuffer): string {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * Unpacks a file and makes sure that it is the declared one.
 *
 * @returns the unpacked bytes
 * @throws Error when length or SHA-256 differ. Where the browser has no `crypto.subtle` (pages over plain HTTP) the length, and gzip's
 *   own checksum, must do.
 */
export async function verifiedBytes(
  bytes: Uint8Array,
  file: Pick<PackedFile, 'path' | 'bytes' | 'sha256'>,
): Promise<Uint8Array<ArrayBuffer>> {
  const unpacked = await unzip(bytes, file.path);
  if (unpacked.length !== file.bytes) {
    throw new DataError(
      `The data file ${file.path} has ${unpacked.length} bytes instead of ${file.bytes}: it is incomplete or of another version. ${RETRY}`,
    );
  }
  // The types know secure pages only, where it is always there.
  const { subtle } = globalThis.crypto as Partial<Crypto>;
  if (subtle !== undefined && hex(await subtle.digest('SHA-256', unpacked)) !== file.sha256) {
    throw new DataError(`The data file ${file.path} does not have the expected checksum: it is damaged or of another version. ${RETRY}`);
  }
  return unpacked;
}

/** A source of images from its declaration. Asking for fewer examples takes the first ones, plus all of the set's own test examples. */
export function imagesSource(declaration: ImagesDeclaration): DataSource {
  const { file, featureShape, classNames } = declaration;
  const pool = file.examples - file.ownTest;
  const width = featureShape.reduce((product, size) => product * size, 1);
  const source: DataSource = {
    kind: 'images',
    name: declaration.name,
    classes: classNames.length,
    classNames,
    featureShape,
    defaultExamples: pool,
    maxExamples: pool,
    ownTest: file.ownTest,
    origin: declaration.origin,
    licence: declaration.licence,
    async load(options: LoadOptions): Promise<DataSet> {
      const wanted = requestedExamples(source, options);
      const bytes = await verifiedBytes(await options.fetchBytes((options.base ?? '') + file.path), file);
      const examples = wanted + file.ownTest;
      const features = new Float32Array(examples * width);
      const labels = new Int32Array(examples);
      const copy = (from: number, count: number, to: number) => {
        labels.set(bytes.subarray(from, from + count), to);
        const pixels = bytes.subarray(file.examples + from * width, file.examples + (from + count) * width);
        // A float64 division rounded once: the same float32 on every engine.
        for (let i = 0; i < pixels.length; i += 1) features[to * width + i] = (pixels[i] ?? 0) / 255;
      };
      copy(0, wanted, 0);
      copy(pool, file.ownTest, wanted);
      return { features, labels, examples, featureShape: [...featureShape], classes: classNames.length, ownTest: file.ownTest };
    },
  };
  return source;
}
