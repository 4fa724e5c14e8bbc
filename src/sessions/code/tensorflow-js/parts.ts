/** What the programs on TensorFlow.js share: how they open, reading arrays and weights, optimizers, writing losses and comparing them. */
import type { Schedule } from '../../../engine/optimizers/schedules.ts';
import { javascriptSchedule } from './schedule.ts';
import { inComment, type RunOfArm } from '../run-of-arm.ts';
import type { OptimizerText } from './optimizers.ts';

/**
 * Opens the file: what it is, how it is run, what it imports.
 *
 * @param drawn - names that it takes from `random.mjs`
 * @param more - further lines of how it is run
 * @param imports - further lines that import
 */
export function javascriptHead(
  { experiment, name, arm, seed, sessionSeed }: Omit<RunOfArm, 'description' | 'changes'>,
  drawn: readonly string[],
  more: readonly string[] = [],
  imports = '',
): string {
  return `/**
 * The arm "${inComment(name)}" (${arm}), seed ${seed}, of the experiment ${experiment} with session seed ${sessionSeed}, on TensorFlow.js in Node.
 *
 * It starts from the weights of Ablate's run, sees the same batches and draws the same random numbers, so that its losses agree but for
 * rounding, which grows from step to step. Losses are written to losses.csv and compared with expected.csv.
 *
 *     npm install
 *     node train.mjs
${more.map((line) => ` *     ${line}\n`).join('')} */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
// Brings the gradients of all operations.
import '@tensorflow/tfjs-layers';
${imports}import { ${[...drawn, 'streamKey'].sort().join(', ')} } from './random.mjs';

await tf.setBackend('cpu');

const [SESSION_SEED, SEED] = [${sessionSeed}, ${seed}];`;
}

export const javascriptFiles = `const file = (path) => new URL(path, import.meta.url);
const key = (stream) => streamKey(SESSION_SEED, SEED, stream);`;

export const javascriptLoad = `/** Numbers and shape of an array that NumPy's format holds. */
function load(name) {
  const bytes = readFileSync(file(\`data/\${name}.npy\`));
  const begin = 10 + bytes.readUInt16LE(8);
  const header = bytes.subarray(10, begin).toString();
  const shape = /\\(([\\d, ]*)\\)/.exec(header)[1].split(',').filter((size) => size.trim() !== '').map(Number);
  const values = bytes.buffer.slice(bytes.byteOffset + begin, bytes.byteOffset + bytes.length);
  return { shape, values: header.includes('<i4') ? new Int32Array(values) : new Float32Array(values) };
}`;

export const javascriptReadSafetensors = `/** Tensors by name, and what the file says of itself: for files as Ablate saves them. */
function readSafetensors(path) {
  const content = readFileSync(path);
  const start = 8 + Number(content.readBigUInt64LE(0));
  const { __metadata__: about = {}, ...entries } = JSON.parse(content.subarray(8, start).toString());
  const tensors = {};
  for (const [name, { shape, data_offsets: [begin, end] }] of Object.entries(entries)) {
    const bytes = content.buffer.slice(content.byteOffset + start + begin, content.byteOffset + start + end);
    tensors[name] = tf.tensor(new Float32Array(bytes), shape);
  }
  return { tensors, about };
}`;

/** `optimize(gradients, t)`, which changes as its optimizer does; its arguments are those of `tensorflowOptimizer`. */
export const javascriptOptimize = {
  name: 'optimize',
  parameters: 'gradients, t',
  bodyOf: ({ before = [], lines }: OptimizerText, schedule: Schedule | null): string =>
    [
      ...(schedule ? ['  const factor = rateFactor(t - 1);'] : []),
      ...before.map((line) => `  ${line}`),
      '  for (const [path, g] of Object.entries(gradients)) {',
      '    const variable = p[path];',
      ...lines.map((line) => `    ${line}`),
      '  }',
    ].join('\n'),
};

/** `optimize(gradients, t)` for the variables in `p`, and what it remembers; `isMatrix(path)` stands elsewhere. */
export const javascriptOptimizer = (optimizer: OptimizerText, schedule: Schedule | null): string => `${
  schedule ? `${javascriptSchedule(schedule)}\n\n` : ''
}${optimizer.helpers}/** Changes the parameters by their gradients; \`t\` counts updates from 1. */
function optimize(gradients, t) {
${javascriptOptimize.bodyOf(optimizer, schedule)}
}

/** Keeps what an optimizer remembers of a parameter. */
const memory = new Map();
function remember(name, path, make) {
  const known = memory.get(\`\${name} \${path}\`);
  const next = tf.keep(make(known ?? tf.zerosLike(p[path])));
  known?.dispose();
  memory.set(\`\${name} \${path}\`, next);
  return next;
}`;

/** Lines that bound `gradients`, by the names in `names`. */
export function javascriptClipping(clip: RunOfArm['description']['clip']): string[] {
  if (clip === null) return [];
  if (clip.by === 'value') {
    return [`for (const path of names) gradients[path] = tf.clipByValue(gradients[path], ${-clip.limit}, ${clip.limit});`];
  }
  return [
    'const norm = tf.sqrt(tf.addN(names.map((path) => tf.sum(tf.square(gradients[path])))));',
    `for (const path of names) gradients[path] = tf.mul(gradients[path], tf.minimum(1, tf.div(${clip.limit}, norm)));`,
  ];
}

export const javascriptEnd = `writeFileSync(file('losses.csv'), [['measure', 'step', 'value'], ...losses].map((row) => \`\${row.join()}\\n\`).join(''));

if (existsSync(file('expected.csv'))) {
  const rows = readFileSync(file('expected.csv'), 'utf8').trim().split('\\n').map((line) => line.split(','));
  const expected = new Map(rows.map(([measure, step, value]) => [\`\${measure} \${step}\`, Number(value)]));
  for (const measure of new Set(losses.map(([name]) => name))) {
    const found = losses.filter(([name, step]) => name === measure && expected.has(\`\${name} \${step}\`));
    const most = (some) => Math.max(...some.map(([name, step, value]) => Math.abs(value - expected.get(\`\${name} \${step}\`))));
    if (found.length === 0) continue;
    const early = found.filter(([, step]) => step <= Math.max(10, found[0][1]));
    console.log(\`\${measure}: differs from the browser's by at most \${most(early).toPrecision(2)} in its first values, \${most(found).toPrecision(2)} in all \${found.length}\`);
  }
}`;
