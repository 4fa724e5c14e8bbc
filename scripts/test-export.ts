/**
 * `npm run test:export [-- --write] [-- --keras]`: runs the exported programs with the Python that PYTHON names (python3 if none) and compares
 * their losses with those that are kept in `src/sessions/code/testing/pytorch-losses.json`, which unit tests compare with the engine.
 * `--write` keeps what PyTorch gives now; `--keras` runs the programs in Keras instead, on the backend that KERAS_BACKEND names. Where the
 * packages are missing nothing is checked, which it says, and it ends with exit code 3.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { staticFiles } from '../src/engine/data/testing/static-files.ts';
import { whyNoKeras } from '../src/sessions/code/keras-limits.ts';
import { programFiles } from '../src/sessions/code/program-files.ts';
import { dataOfRun } from '../src/sessions/code/run-data.ts';
import { programCases, runOfCase } from '../src/sessions/code/testing/cases.ts';
import { expectedLosses, lossesOf, worstDifference, type KeptLosses } from '../src/sessions/code/testing/losses.ts';

const kept = join(import.meta.dirname, '../src/sessions/code/testing/pytorch-losses.json');
const python = process.env['PYTHON'] ?? 'python3';
const [write, keras] = [process.argv.includes('--write'), process.argv.includes('--keras')];
/** In float64 PyTorch differs from what it gave before by less; Keras trains in float32. */
const tolerance = keras ? 5e-3 : 1e-6;

function versions(): string | null {
  const code = `import numpy, torch; v = "PyTorch " + torch.__version__${keras ? '; import keras; v = "Keras " + keras.__version__ + " on " + keras.backend.backend()' : ''}; print(v)`;
  const { status, stdout } = spawnSync(python, ['-c', code], { encoding: 'utf8' });
  return status === 0 ? (stdout.trim().split('\n').at(-1) ?? '') : null;
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
  const losses: Record<string, string> = {};
  let failures = 0;
  for (const one of programCases) {
    const run = await runOfCase(one);
    if (keras && whyNoKeras(run.description) !== null) continue;
    const own = join(folder, one.name.replaceAll(' ', '-'));
    for (const [path, content] of Object.entries(programFiles(keras ? 'keras' : 'pytorch', run, await dataOfRun(run, staticFiles), null))) {
      mkdirSync(dirname(join(own, path)), { recursive: true });
      writeFileSync(join(own, path), content);
    }
    const { status, stderr } = spawnSync(python, [join(own, 'train.py')], { encoding: 'utf8' });
    if (status !== 0) {
      failures++;
      console.log(`✗ ${one.name}: ${stderr}`);
      continue;
    }
    losses[one.name] = readFileSync(join(own, 'losses.csv'), 'utf8').replaceAll('\r', '');
    if (write) continue;
    const worst = worstDifference(lossesOf(losses[one.name] ?? ''), expectedLosses(one.name));
    const good = worst < Math.max(tolerance, keras ? (one.tolerance ?? 0) : 0);
    if (!good) failures++;
    console.log(`${good ? '✓' : '✗'} ${one.name}: differs by ${worst.toExponential(1)}`);
  }
  rmSync(folder, { recursive: true, force: true });
  if (write && failures === 0) writeFileSync(kept, `${JSON.stringify({ by, losses } satisfies KeptLosses, null, 1)}\n`);
  console.log(`${by}: ${Object.keys(losses).length} programs ${write ? 'kept' : 'run'}, ${failures} failed`);
  return failures > 0 ? 1 : 0;
}

process.exitCode = await main();
