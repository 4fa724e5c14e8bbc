/** A program that adapts a language model with all that lies beside it: the base, both texts, what the browser measured, and a README. */
import { baseModelSizes, loadBaseModel } from '../../engine/data/base-models.ts';
import { characters } from '../../engine/data/characters.ts';
import type { FetchBytes } from '../../engine/data/data-set.ts';
import { writeSafeTensors } from '../../engine/data/safetensors.ts';
import { loadText } from '../../engine/data/texts.ts';
import type { AdaptationDescription } from '../../experiment/adaptation-description.ts';
import { asInPytorch } from '../run-weights.ts';
import { writeNpy } from './npy.ts';
import { pythonRandom } from './python-random.ts';
import { pytorchAdaptation } from './pytorch-adaptation.ts';
import type { ProgramFiles, RunOfArm } from './run-of-arm.ts';

export type AdaptationRun = RunOfArm<AdaptationDescription>;

/**
 * The base with names and shapes of PyTorch, and the characters of both texts as int32 arrays.
 *
 * @throws DataError when a text or the base cannot be read
 */
async function dataFilesOf({ description: d }: AdaptationRun, fetchBytes: FetchBytes): Promise<ProgramFiles> {
  const [base, text, old] = await Promise.all([
    loadBaseModel(d.base, d.vocabulary, fetchBytes),
    loadText(d.text, fetchBytes),
    loadText(d.old, fetchBytes),
  ]);
  const tensors = Object.fromEntries(Object.entries(base).map(([path, { shape, data }]) => asInPytorch(path, shape, data)));
  const array = (tokens: Int32Array): Uint8Array<ArrayBuffer> => writeNpy(tokens, [tokens.length]);
  return {
    'data/base.safetensors': writeSafeTensors({ tensors, metadata: { format: 'pt', base: d.base } }),
    [`data/${d.text}_train.npy`]: array(text.train),
    [`data/${d.text}_validation.npy`]: array(text.validation),
    [`data/${d.old}_validation.npy`]: array(old.validation),
  };
}

const dataWords = ({
  description: d,
}: AdaptationRun): string => `- \`data/base.safetensors\`: the base "${d.base}", a character model of width ${baseModelSizes[d.base].width} with ${baseModelSizes[d.base].layers} blocks, with names and shapes of PyTorch
- \`data/${d.text}_train.npy\`, \`data/${d.text}_validation.npy\`: the new text as numbers of characters, int32; what is held out are blocks from all over it
- \`data/${d.old}_validation.npy\`: what is held out of the text that the base learned
- character i is the one at place i of: \`${JSON.stringify(characters)}\`
`;

const heading = ({ experiment, name, seed }: AdaptationRun, what: string): string => `# ${experiment}: ${name}, seed ${seed}${what}\n`;

/** @throws DataError when a text or the base cannot be read */
export async function adaptationData(run: AdaptationRun, fetchBytes: FetchBytes): Promise<ProgramFiles> {
  return { 'README.md': `${heading(run, ', its data')}\n${dataWords(run)}`, ...(await dataFilesOf(run, fetchBytes)) };
}

/**
 * The program in PyTorch.
 *
 * @param expected - what the browser measured of this run (expected.ts); null: nothing yet
 * @throws DataError when a text or the base cannot be read
 */
export async function adaptationProgram(run: AdaptationRun, fetchBytes: FetchBytes, expected: string | null): Promise<ProgramFiles> {
  return {
    'README.md': readme(run, expected !== null),
    'train.py': pytorchAdaptation(run, characters),
    'ablate_random.py': pythonRandom,
    ...(expected !== null && { 'expected.csv': expected }),
    ...(await dataFilesOf(run, fetchBytes)),
  };
}

const readme = (run: AdaptationRun, compared: boolean): string => `${heading(run, ', in PyTorch')}
The arm \`${run.arm}\` of a session of Ablate with session seed ${run.sessionSeed}: a base model learns another text.

\`\`\`
pip install numpy torch
python train.py
\`\`\`

\`train.py\` starts from the same base, takes the same windows of the text in the same order, and what the method adds starts with the same
numbers as in the browser: all of them are functions of the session seed, the seed and the name of what they are for, computed by the generator
beside it. So its losses agree with the browser's but for rounding, which training magnifies from step to step. It writes them to
\`losses.csv\`${compared ? ' and says how far they are from `expected.csv`, what the browser measured' : ''}, and ends with a text that the model writes.

\`python train.py weights.safetensors\` only evaluates: with a file that Ablate saved under Export, Weights.

## Data

${dataWords(run)}`;
