/** A program that descends a surface with all that lies beside it: what the browser measured, a README and, of the plane, its network. */
import type { FetchBytes } from '../../engine/data/data-set.ts';
import { loadPlane, planeImages, planeSizes } from '../../engine/data/plane.ts';
import { writeSafeTensors } from '../../engine/data/safetensors.ts';
import type { DescentDescription } from '../../experiment/descent-description.ts';
import { kerasDescent } from './keras/descent.ts';
import { writeNpy } from './npy.ts';
import { recipes, type Framework } from './program-recipes.ts';
import { pytorchDescent } from './pytorch/descent.ts';
import type { ProgramFiles, RunOfArm } from './run-of-arm.ts';
import { tensorflowJsDescent } from './tensorflow-js/descent.ts';

/** What the plane is made of; nothing for surfaces that are formulas. Throws DataError when it cannot be read. */
async function planeFiles(fetchBytes: FetchBytes): Promise<ProgramFiles> {
  const [tensors, { x, labels }] = await Promise.all([loadPlane(fetchBytes), planeImages(fetchBytes)]);
  return {
    'data/plane.safetensors': writeSafeTensors({ tensors, metadata: {} }),
    'data/images.npy': writeNpy(x, [labels.length, planeSizes.inputs]),
    'data/labels.npy': writeNpy(labels, [labels.length]),
  };
}

const programOf: Readonly<Record<Framework, (run: RunOfArm<DescentDescription>) => string>> = {
  pytorch: pytorchDescent,
  tensorflowJs: tensorflowJsDescent,
  keras: kerasDescent,
};

/**
 * @param expected - what the browser measured of this run (expected.ts); null: nothing yet
 * @throws DataError when the plane cannot be read
 */
export async function descentProgram(
  framework: Framework,
  run: RunOfArm<DescentDescription>,
  fetchBytes: FetchBytes,
  expected: string | null,
): Promise<ProgramFiles> {
  const { experiment, arm, name, seed, sessionSeed, description } = run;
  const { title, main, how, beside } = recipes[framework];
  return {
    'README.md': `# ${experiment}: ${name}, seed ${seed}, in ${title}

The arm \`${arm}\` of a session of Ablate with session seed ${sessionSeed}: a point goes down the surface "${description.surface}".

\`\`\`
${how}
\`\`\`

\`${main}\` starts at the same place as in the browser${description.noise > 0 ? ' and draws the same noise' : ''}, so that heights agree but for rounding. It writes heights to
\`losses.csv\`${expected === null ? '' : ', says how far they are from `expected.csv`, what the browser measured,'} and the way of the point to \`path.csv\`.
`,
    [main]: programOf[framework](run),
    ...beside,
    ...(expected !== null && { 'expected.csv': expected }),
    ...(description.surface === 'plane' && (await planeFiles(fetchBytes))),
  };
}
