/**
 * `npm run test:export [-- --write] [-- --keras] [-- <part of a name>]`: runs the exported programs, or those of the cases that are named so,
 * with the Python that PYTHON names (python3 if none) and compares their losses with those that are kept in
 * `src/sessions/code/testing/pytorch-losses.json`, which unit tests compare with the engine; then the programs load weights that the
 * engine trained, and must evaluate them as it does. `--write` keeps what PyTorch gives now (of other cases what was kept); `--keras` runs the programs in Keras instead, on
 * the backend that KERAS_BACKEND names. Where the packages are missing nothing is checked, which it says, and it ends with exit code 3.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Description } from '../src/experiment/arm-description.ts';
import type { Framework } from '../src/sessions/code/program-recipes.ts';
import { whyNoPart } from '../src/sessions/code/program-limits.ts';
import { filesOfRun } from '../src/sessions/code/run-files.ts';
import { caseFiles, programCases, runOfCase, type ProgramCase } from '../src/sessions/code/testing/cases.ts';
import { expectedLosses, keptLosses, lossesOf, worstDifference, type KeptLosses } from '../src/sessions/code/testing/losses.ts';
import { caseTrainer } from './trained-cases.ts';

const kept = join(import.meta.dirname, '../src/sessions/code/testing/pytorch-losses.json');
const python = process.env['PYTHON'] ?? 'python3';
const [write, keras] = [process.argv.includes('--write'), process.argv.includes('--keras')];
const framework: Framework = keras ? 'keras' : 'pytorch';
const [part = ''] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const cases = programCases.filter(({ name }) => name.includes(part));
/** In float64 PyTorch differs from what it gave before by less; Keras trains in float32. */
const tolerance = keras ? 5e-3 : 1e-6;
/** Of an evaluation of the same weights, here in float64 and there in float32. */
const evaluated = 1e-5;

function versions(): string | null {
  const code = `import numpy, torch; v = "PyTorch " + torch.__version__${keras ? '; import keras; v = "Keras " + keras.__version__ + " on " + keras.backend.backend()' : ''}; print(v)`;
  const { status, stdout } = spawnSync(python, ['-c', code], { encoding: 'utf8' });
  return status === 0 ? (stdout.trim().split('\n').at(-1) ?? '') : null;
}

/** Says how far losses are from what they should be; false where that is too far, or there are none. */
function agrees(name: string, worst: number, allowed: number): boolean {
  const good = worst < allowed;
  console.log(`${good ? '✓' : '✗'} ${name}: differs by ${worst.toExponential(1)}`);
  return good;
}

/** What a program wrote; null, and why, where it failed. */
function runProgram(folder: string, name: string, ...parameters: string[]): string | null {
  const { status, stderr } = spawnSync(python, [join(folder, 'train.py'), ...parameters], { encoding: 'utf8' });
  if (status === 0) return readFileSync(join(folder, 'losses.csv'), 'utf8').replaceAll('\r', '');
  console.log(`✗ ${name}: ${stderr}`);
  return null;
}

/** What names and shapes of weights depend on; null: there are none to load. */
function partsOf(description: Description): string | null {
  if (description.task === 'adaptation') return JSON.stringify(description.adaptation);
  // A point is no model that is loaded.
  if (description.task === 'descent') return null;
  return `${[...new Set(description.layers.map(({ kind }) => kind))].sort().join()} ${description.keepBest} ${description.members}`;
}

/** One case for each set of layers: names and shapes of weights depend on nothing else. */
async function casesOfWeights(): Promise<ProgramCase[]> {
  const found = new Map<string, ProgramCase>();
  for (const one of cases) {
    const { description } = await runOfCase(one);
    // Of programs in Keras those that adapt a model load weights.
    const set = keras && description.task !== 'adaptation' ? null : partsOf(description);
    if (set !== null && !found.has(set)) found.set(set, one);
  }
  return [...found.values()];
}

/** The number of cases whose weights a program does not load, or evaluates otherwise than the engine did. */
async function failuresOfWeights(folderOf: (name: string) => string): Promise<number> {
  const train = await caseTrainer();
  let failures = 0;
  for (const one of await casesOfWeights()) {
    const folder = folderOf(one.name);
    const { losses, weights } = await train(one, caseFiles);
    writeFileSync(join(folder, 'weights.safetensors'), weights);
    const name = `${one.name}: weights`;
    const written = runProgram(folder, name, join(folder, 'weights.safetensors'));
    if (written === null || !agrees(name, worstDifference(lossesOf(written), losses), evaluated)) failures++;
  }
  return failures;
}

async function main(): Promise<number> {
  const by = versions();
  if (by === null) {
    console.log(
      `Nothing was checked: ${python} has no numpy with ${keras ? 'keras' : 'torch'}. Install them, or name another Python in PYTHON. ` +
        'The losses that PyTorch gave when they were kept are compared with the engine by the unit tests.',
    );
    return 3;
  }
  const folder = mkdtempSync(join(tmpdir(), 'ablate-export-'));
  const folderOf = (name: string): string => join(folder, name.replaceAll(' ', '-'));
  const losses: Record<string, string> = {};
  let failures = 0;
  for (const one of cases) {
    const run = await runOfCase(one);
    if (whyNoPart(framework, run.description) !== null) continue;
    const own = folderOf(one.name);
    for (const [path, content] of Object.entries(await filesOfRun(framework, run, caseFiles, null))) {
      mkdirSync(dirname(join(own, path)), { recursive: true });
      writeFileSync(join(own, path), content);
    }
    const written = runProgram(own, one.name);
    if (written === null) {
      failures++;
      continue;
    }
    losses[one.name] = written;
    if (write) continue;
    const worst = worstDifference(lossesOf(written), expectedLosses(one.name));
    if (!agrees(one.name, worst, Math.max(tolerance, keras ? (one.tolerance ?? 0) : 0))) failures++;
  }
  failures += await failuresOfWeights(folderOf);
  rmSync(folder, { recursive: true, force: true });
  if (write && failures === 0) {
    const all = { ...keptLosses().losses, ...losses };
    // In the order of the cases; what is kept of cases that are no more goes.
    const ordered = Object.fromEntries(programCases.flatMap(({ name }) => (all[name] === undefined ? [] : [[name, all[name]]])));
    writeFileSync(kept, `${JSON.stringify({ by, losses: ordered } satisfies KeptLosses, null, 1)}\n`);
  }
  console.log(`${by}: ${Object.keys(losses).length} programs ${write ? 'kept' : 'run'}, ${failures} failed`);
  return failures > 0 ? 1 : 0;
}

process.exitCode = await main();
