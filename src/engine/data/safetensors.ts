/**
 * The safetensors format (Hugging Face, https://huggingface.co/docs/safetensors): eight bytes of header length (little-endian), a JSON header
 * of name → { dtype, shape, data_offsets } with optional text in `__metadata__`, then the numbers, little-endian, without gaps. What is read is
 * checked before any of it is used. Read and written here: F32 and I32.
 */
import { DataError } from './data-error.ts';

export interface StoredTensor {
  shape: readonly number[];
  data: Float32Array | Int32Array;
}

export interface SafeTensors {
  tensors: Readonly<Record<string, StoredTensor>>;
  /** Text by name. */
  metadata: Readonly<Record<string, string>>;
}

/** The format's limit for headers. */
const longestHeader = 100_000_000;
const dtypes = { F32: Float32Array, I32: Int32Array } as const;

/** A file that cannot be read. `stored`: the tensor whose type is not read here; null for all else. */
export class SafeTensorsError extends DataError {
  constructor(
    why: string,
    readonly stored: { name: string; dtype: string } | null,
  ) {
    super(`The file is no safetensors file that can be read here: ${why}. Choose another file, or make it again.`);
  }
}

const failure = (why: string): SafeTensorsError => new SafeTensorsError(why, null);

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isDtype = (value: unknown): value is keyof typeof dtypes => typeof value === 'string' && Object.hasOwn(dtypes, value);
const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

interface Entry {
  name: string;
  dtype: keyof typeof dtypes;
  shape: number[];
  begin: number;
  end: number;
}

function entryOf(name: string, value: unknown): Entry {
  if (!isRecord(value)) throw failure(`the entry of ${name} is no record`);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isDtype(dtype)) {
    const why = `${name} is of type ${String(dtype)}, not ${Object.keys(dtypes).join(' or ')}`;
    throw new SafeTensorsError(why, { name, dtype: String(dtype) });
  }
  if (!Array.isArray(shape) || !shape.every(isCount)) throw failure(`${name} has no shape of whole numbers`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount))
    throw failure(`${name} does not say where its numbers are`);
  const [begin = 0, end = 0] = offsets;
  const bytes = shape.reduce((product, size) => product * size, 4);
  if (end - begin !== bytes) throw failure(`${name} of shape [${shape.join(', ')}] has ${end - begin} bytes instead of ${bytes}`);
  return { name, dtype, shape, begin, end };
}

function headerOf(bytes: Uint8Array): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) throw failure('it is shorter than its first eight bytes');
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > longestHeader || 8 + length > bytes.length) throw failure(`its header of ${length} bytes is longer than the file`);
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)));
    if (isRecord(header)) return { header, start: 8 + length };
  } catch {
    // Said below, the same for text that is not JSON and for JSON that is no record.
  }
  throw failure('its header is no JSON record');
}

function metadataOf(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value)) throw failure('its metadata is no record');
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) => {
      if (typeof text !== 'string') throw failure(`its metadata ${name} is no text`);
      return [name, text];
    }),
  );
}

/** Reads a file. Throws SafeTensorsError when the header is malformed, or tensors overlap, leave gaps, or do not fit the file. */
export function readSafeTensors(bytes: Uint8Array): SafeTensors {
  const { header, start } = headerOf(bytes);
  const { __metadata__: text, ...entries } = header;
  const found = Object.entries(entries)
    .map(([name, value]) => entryOf(name, value))
    .sort((a, b) => a.begin - b.begin || a.end - b.end);
  let reached = 0;
  for (const { name, begin, end } of found) {
    if (begin !== reached) throw failure(`the numbers of ${name} begin at ${begin} instead of ${reached}`);
    reached = end;
  }
  if (start + reached !== bytes.length) throw failure(`it has ${bytes.length - start} bytes of numbers instead of ${reached}`);
  const tensors = found.map(({ name, dtype, shape, begin, end }): [string, StoredTensor] => {
    // A copy, which is aligned whatever the header's length. Not `slice`: that of Node's Buffer copies nothing.
    const own = new Uint8Array(bytes.subarray(start + begin, start + end));
    return [name, { shape, data: new dtypes[dtype](own.buffer, 0, own.length / 4) }];
  });
  return { tensors: Object.fromEntries(tensors), metadata: metadataOf(text) };
}

/** Writes a file with the tensors in the order of their names. Throws RangeError when a shape does not fit its numbers. */
export function writeSafeTensors({ tensors, metadata }: SafeTensors): Uint8Array<ArrayBuffer> {
  const names = Object.keys(tensors).sort();
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  for (const name of names) {
    const tensor = tensors[name];
    if (!tensor) continue;
    const { shape, data } = tensor;
    if (shape.reduce((product, size) => product * size, 1) !== data.length) {
      throw new RangeError(`${name} of shape [${shape.join(', ')}] does not have ${data.length} numbers`);
    }
    header[name] = { dtype: data instanceof Int32Array ? 'I32' : 'F32', shape, data_offsets: [offset, offset + data.byteLength] };
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // The numbers begin at a multiple of eight; the header is padded with spaces.
  const length = Math.ceil(json.length / 8) * 8;
  const file = new Uint8Array(8 + length + offset).fill(0x20, 0, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(json, 8);
  let at = 8 + length;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}
