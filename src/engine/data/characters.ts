/** Characters as tokens: one fixed vocabulary that covers English and Spanish, so that a model of one can be adapted to the other. */

/**
 * Token i is character i. A line break, the space, punctuation, digits, Latin letters, and the letters and marks that Spanish adds. A packed
 * file and a model's weights depend on this order: never change it, or make both again.
 */
export const characters = '\n !"$%&\'()*,-./0123456789:;?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]abcdefghijklmnopqrstuvwxyzáéíóúüñÁÉÍÓÚÑ¿¡';

/** What stands for characters outside the vocabulary: typographic variants as their plain forms, anything else as a space. */
const plainForms: Readonly<Record<string, string>> = {
  '’': "'",
  '‘': "'",
  '`': "'",
  '“': '"',
  '”': '"',
  '—': '-',
  '–': '-',
  '‑': '-',
  _: ' ',
  // Circumflexes before an enclitic pronoun, an old spelling ("díjole" was "dîjole"), as the acute of today.
  â: 'á',
  ê: 'é',
  î: 'í',
  ô: 'ó',
  û: 'ú',
  Î: 'Í',
  ï: 'i',
};

const tokenOf = new Map([...characters].map((character, token) => [character, token]));
const list = [...characters];

/** Number of tokens. */
export const vocabulary = list.length;

/** The text in characters of the vocabulary alone. */
export const plainText = (text: string): string =>
  [...text.normalize('NFC')].map((c) => (tokenOf.has(c) ? c : (plainForms[c] ?? ' '))).join('');

/** Tokens of a text; characters outside the vocabulary are replaced by `plainText` first. */
export const encode = (text: string): Int32Array => Int32Array.from(plainText(text), (c) => tokenOf.get(c) ?? 0);

/** The text of tokens. Throws RangeError for a token outside the vocabulary. */
export function decode(tokens: ArrayLike<number>): string {
  return Array.from(tokens, (token) => {
    const character = list[token];
    if (character === undefined) throw new RangeError(`There is no token ${token}: the vocabulary has ${vocabulary}.`);
    return character;
  }).join('');
}
