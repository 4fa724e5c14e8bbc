/** A program that adapts a model with all that lies beside it: the base, what is new and old to it, what the browser measured, and a README. */
import { sizesOfBase } from '../../engine/data/adapted-bases.ts';
import { loadBaseModel, type Weights } from '../../engine/data/base-models.ts';
import { characters } from '../../engine/data/characters.ts';
import type { FetchBytes } from '../../engine/data/data-set.ts';
import { examplesFor } from '../../engine/data/examples.ts';
import { loadClothes } from '../../engine/data/image-models.ts';
import { readAdapterWeights } from '../../engine/data/lora-files.ts';
import { writeSafeTensors } from '../../engine/data/safetensors.ts';
import { standardized } from '../../engine/data/standardize.ts';
import { loadText } from '../../engine/data/texts.ts';
import type { AdaptationDescription, ImageAdaptation, TextAdaptation } from '../../experiment/adaptation-description.ts';
import { adapterPath } from '../../experiment/own-adapter.ts';
import { asInPytorch } from '../run-weights.ts';
import { kerasAdaptation } from './keras/adaptation.ts';
import { writeNpy } from './npy.ts';
import { recipes, type Framework } from './program-recipes.ts';
import { pytorchAdaptation } from './pytorch/adaptation.ts';
import type { ProgramFiles, RunOfArm } from './run-of-arm.ts';
import { tensorflowJsAdaptation } from './tensorflow-js/adaptation.ts';

type AdaptationRun = RunOfArm<AdaptationDescription>;

/** With names and shapes of PyTorch. */
function safetensors(weights: Weights): Uint8Array<ArrayBuffer> {
  const tensors = Object.fromEntries(Object.entries(weights).map(([path, { shape, data }]) => asInPytorch(path, shape, data)));
  return writeSafeTensors({ tensors, metadata: { format: 'pt' } });
}

async function textFiles(d: TextAdaptation, fetchBytes: FetchBytes): Promise<ProgramFiles> {
  const [base, text, old] = await Promise.all([
    loadBaseModel(d.base, d.vocabulary, fetchBytes),
    loadText(d.text, fetchBytes),
    loadText(d.old, fetchBytes),
  ]);
  const array = (tokens: Int32Array): Uint8Array<ArrayBuffer> => writeNpy(tokens, [tokens.length]);
  return {
    'data/base.safetensors': safetensors(base),
    [`data/${d.text}_train.npy`]: array(text.train),
    [`data/${d.text}_validation.npy`]: array(text.validation),
    [`data/${d.old}_validation.npy`]: array(old.validation),
  };
}

async function imageFiles(d: ImageAdaptation, { sessionSeed, seed }: AdaptationRun, fetchBytes: FetchBytes): Promise<ProgramFiles> {
  const run = { runs: [{ sessionSeed, seed, values: {} }], fetchBytes };
  const [base, fresh, old] = await Promise.all([loadClothes(fetchBytes), examplesFor(run, d.data), examplesFor(run, d.old)]);
  const arrays = (name: string, { features, labels, mean, scale }: typeof fresh, rows: Int32Array): [string, Uint8Array<ArrayBuffer>][] => {
    const size = d.sizes.inputs;
    const own = new Float32Array(rows.length * size);
    rows.forEach((row, at) => own.set(features.subarray(row * size, (row + 1) * size), at * size));
    return [
      [`data/${name}_x.npy`, writeNpy(standardized(own, size, { mean, scale }), [rows.length, size])],
      [
        `data/${name}_y.npy`,
        writeNpy(
          rows.map((row) => labels[row] ?? 0),
          [rows.length],
        ),
      ],
    ];
  };
  return {
    'data/base.safetensors': safetensors(base),
    ...Object.fromEntries([
      ...arrays('train', fresh, fresh.subsets[0] ?? new Int32Array()),
      ...arrays('validation', fresh, fresh.validation),
      ...arrays('old', old, old.test),
    ]),
  };
}

async function dataFilesOf(run: AdaptationRun, fetchBytes: FetchBytes): Promise<ProgramFiles> {
  const { description: d } = run;
  const files = d.of === 'text' ? await textFiles(d, fetchBytes) : await imageFiles(d, run, fetchBytes);
  if (d.adapter === null) return files;
  const adapter = readAdapterWeights(await fetchBytes(adapterPath(d.adapter)), sizesOfBase(d.base), d.adapter);
  return { ...files, 'data/adapter.safetensors': safetensors(adapter) };
}

function dataWords({ description: d }: AdaptationRun): string {
  const base = `- \`data/base.safetensors\`: the base "${d.base}", with names and shapes of PyTorch\n`;
  const adapter = d.adapter === null ? '' : '- `data/adapter.safetensors`: the adapter that it goes on from\n';
  if (d.of === 'images') {
    return `${base}${adapter}- \`data/train_x.npy\`, \`data/validation_x.npy\`: standardized digits, float32, [images, ${d.sizes.inputs}]; \`_y\`: labels, int32. The training images are this seed's own
- \`data/old_x.npy\`, \`data/old_y.npy\`: standardized clothes that the base has not seen, and their labels
`;
  }
  return `${base}${adapter}- \`data/${d.text}_train.npy\`, \`data/${d.text}_validation.npy\`: the new text as numbers of characters, int32; what is held out are blocks from all over it
- \`data/${d.old}_validation.npy\`: what is held out of the text that the base learned
- character i is the one at place i of: \`${JSON.stringify(characters)}\`
`;
}

const heading = ({ experiment, name, seed }: AdaptationRun, what: string): string => `# ${experiment}: ${name}, seed ${seed}${what}\n`;

/** @throws DataError when something of it cannot be read */
export async function adaptationData(run: AdaptationRun, fetchBytes: FetchBytes): Promise<ProgramFiles> {
  return { 'README.md': `${heading(run, ', its data')}\n${dataWords(run)}`, ...(await dataFilesOf(run, fetchBytes)) };
}

const programOf: Readonly<Record<Framework, (run: AdaptationRun, characters: string) => string>> = {
  pytorch: pytorchAdaptation,
  tensorflowJs: tensorflowJsAdaptation,
  keras: kerasAdaptation,
};

/**
 * @param expected - what the browser measured of this run (expected.ts); null: nothing yet
 * @throws DataError when something of it cannot be read
 */
export async function adaptationProgram(
  framework: Framework,
  run: AdaptationRun,
  fetchBytes: FetchBytes,
  expected: string | null,
): Promise<ProgramFiles> {
  const { main, beside } = recipes[framework];
  return {
    'README.md': readme(framework, run, expected !== null),
    [main]: programOf[framework](run, characters),
    ...beside,
    ...(expected !== null && { 'expected.csv': expected }),
    ...(await dataFilesOf(run, fetchBytes)),
  };
}

function readme(framework: Framework, run: AdaptationRun, compared: boolean): string {
  const { title, main, how, evaluate } = recipes[framework];
  return `${heading(run, `, in ${title}`)}
The arm \`${run.arm}\` of a session of Ablate with session seed ${run.sessionSeed}: a base model learns something new.

\`\`\`
${how}
\`\`\`

\`${main}\` starts from the same base, takes the same batches in the same order, and what the method adds starts with the same
numbers as in the browser: all of them are functions of the session seed, the seed and the name of what they are for, computed by the generator
beside it. So its losses agree with the browser's but for rounding, which training magnifies from step to step. It writes them to
\`losses.csv\`${compared ? ' and says how far they are from `expected.csv`, what the browser measured' : ''}${
    run.description.of === 'text' ? ', and ends with a text that the model writes' : ''
  }.

\`${evaluate}\` only evaluates: with a file that Ablate saved under Export, Weights.

## Data

${dataWords(run)}`;
}
