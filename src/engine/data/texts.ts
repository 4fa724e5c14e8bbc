/** Texts as tokens for language models: what there is, and loading with the check that it is what was packed. */
import type { FetchBytes } from './data-set.ts';
import { verifiedBytes } from './images.ts';
import { packedTexts } from './packed-texts.ts';

export type TextId = keyof typeof packedTexts;

export interface LoadedText {
  /** Tokens of `characters.ts`. */
  train: Int32Array;
  /** Held out: blocks from all over the text. */
  validation: Int32Array;
}

/** Reads a packed text. Throws DataError when it cannot be read or is not the declared one. */
export async function loadText(id: TextId, fetchBytes: FetchBytes): Promise<LoadedText> {
  const file = packedTexts[id];
  const bytes = await verifiedBytes(await fetchBytes(file.path), file);
  return { train: Int32Array.from(bytes.subarray(0, file.train)), validation: Int32Array.from(bytes.subarray(file.train)) };
}

/**
 * Windows for evaluation, evenly spaced over the tokens, with the token after each: ids and labels `[count · length]`. The same for whoever
 * asks. Throws RangeError when the text is shorter than one window and the token after it.
 */
export function evaluationWindows(tokens: Int32Array, count: number, length: number): { ids: Int32Array; labels: Int32Array } {
  const room = tokens.length - length - 1;
  if (room < 0) throw new RangeError(`A window of ${length} tokens and the one after it do not fit into ${tokens.length} tokens.`);
  const [ids, labels] = [new Int32Array(count * length), new Int32Array(count * length)];
  for (let window = 0; window < count; window++) {
    const start = Math.floor((window * room) / Math.max(1, count - 1));
    ids.set(tokens.subarray(start, start + length), window * length);
    labels.set(tokens.subarray(start + 1, start + length + 1), window * length);
  }
  return { ids, labels };
}
