/** A program with all that lies beside it: the generator, the data, what the browser measured, and a README. */
import { javascriptAugmentationFiles } from './tensorflow-js/augmentation.ts';
import { kerasProgram } from './keras/program.ts';
import { augmentationFiles } from './python/augmentation.ts';
import { pythonRandom } from './python/random.ts';
import { recipes, type Framework } from './program-recipes.ts';
import { pytorchProgram } from './pytorch/program.ts';
import { arrayFiles, dataWords, type RunData } from './run-data.ts';
import type { ProgramFiles, RunOfArm } from './run-of-arm.ts';
import { tensorflowJsProgram } from './tensorflow-js/program.ts';

interface Writer {
  /** What else it can do. */
  more?: string;
  files: (run: RunOfArm) => Record<string, string>;
}

const writers: Readonly<Record<Framework, Writer>> = {
  pytorch: {
    more: `\n\`python train.py weights.safetensors\` only evaluates: with a file that Ablate saved under Export, Weights. Its names are those of the model's
\`state_dict\`, so \`load_state_dict\` takes it; the few lines that read it stand in \`load_weights\`.\n`,
    files: (run) => ({ 'train.py': pytorchProgram(run), 'ablate_random.py': pythonRandom, ...augmentationFiles(run) }),
  },
  tensorflowJs: {
    files: (run) => ({ 'train.mjs': tensorflowJsProgram(run), ...recipes.tensorflowJs.beside, ...javascriptAugmentationFiles(run) }),
  },
  keras: {
    files: (run) => ({ 'train.py': kerasProgram(run), 'ablate_random.py': pythonRandom, ...augmentationFiles(run) }),
  },
};

/** @param expected - what the browser measured of this run (expected.ts); null: nothing yet */
export function programFiles(framework: Framework, run: RunOfArm, data: RunData, expected: string | null): ProgramFiles {
  return {
    'README.md': readme(framework, run, data, expected !== null),
    ...writers[framework].files(run),
    ...(expected !== null && { 'expected.csv': expected }),
    ...arrayFiles(data),
  };
}

function readme(framework: Framework, run: RunOfArm, data: RunData, compared: boolean): string {
  const { title, main, how } = recipes[framework];
  const { experiment, name, arm, seed, sessionSeed } = run;
  return `# ${experiment}: ${name}, seed ${seed}, in ${title}

The arm \`${arm}\` of a session of Ablate with session seed ${sessionSeed}.

\`\`\`
${how}
\`\`\`

\`${main}\` starts from the same weights, takes the same batches in the same order and draws the same random numbers as the run in the browser:
all of them are functions of the session seed, the seed and the name of what they are for, computed by the generator beside it. So its losses
agree with the browser's but for rounding, which training magnifies from step to step. It writes them to \`losses.csv\`${
    compared ? ' and says how far they are from `expected.csv`, what the browser measured' : ''
  }.
${writers[framework].more ?? ''}
## Data

${dataWords(run, data)}`;
}
