/** Programs for other frameworks train as the engine does: TensorFlow.js is run here; PyTorch was, and its losses are kept. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogue } from '../../../experiments/catalogue.ts';
import { staticFiles } from '../../engine/data/testing/static-files.ts';
import { startDevice } from '../../engine/device/device.ts';
import { collect, startTraining } from '../../engine/testing/runs.ts';
import { programFiles } from './program-files.ts';
import { dataOfRun } from './run-data.ts';
import { expectedLosses, lossesOf, worstDifference, type Losses } from './testing/losses.ts';
import { programCases, runOfCase, valuesOfCase, type ProgramCase } from './testing/cases.ts';

const root = join(import.meta.dirname, '../../..');
let folder = '';

beforeAll(async () => {
  await startDevice('wasm');
  // Inside node_modules, so that the packages are found.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  folder = mkdtempSync(join(root, 'node_modules/.cache/program-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the engine measures of a case. */
function engineLosses(one: ProgramCase): Promise<Losses> {
  const known = trained.get(one.name) ?? trainedLosses(one);
  trained.set(one.name, known);
  return known;
}

async function trainedLosses(one: ProgramCase): Promise<Losses> {
  const experiment = catalogue.find(({ id }) => id === one.experiment);
  if (!experiment) throw new Error(`there is no ${one.experiment}`);
  const values = valuesOfCase(one);
  const live = experiment.hyperparameters.filter((h) => h.live).map(({ id }) => id);
  const program = await experiment.program(values);
  const evaluated: typeof program = {
    init: async (population) => {
      const bound = await program.init(population);
      return { ...bound, phases: bound.phases.map((phase) => ({ ...phase, evaluateEvery: 2 })) };
    },
  };
  const training = await startTraining([{ sessionSeed: 3, seed: 1, values }], evaluated, { steps: one.steps, recorded: false }, live);
  const series = await collect(training.trainer, 1);
  training.dispose();
  return new Map(
    [...series].flatMap(([measure, { steps, runs }]) =>
      steps.map((step, i): [string, number] => [`${measure} ${step}`, runs[0]?.[i] ?? NaN]),
    ),
  );
}

const folderOf = ({ name }: ProgramCase): string => name.replaceAll(' ', '-');

const inNode = programCases.filter(({ slow }) => !slow);

function expectAgreement(program: Losses, engine: Losses, { steps, tolerance = 1e-5 }: ProgramCase): void {
  const count = (measure: string): number => [...program.keys()].filter((name) => name.startsWith(`${measure} `)).length;
  expect([count('trainingLoss'), count('train/loss'), count('validation/loss')]).toEqual([steps, 1 + steps / 2, 1 + steps / 2]);
  expect(worstDifference(program, engine)).toBeLessThan(tolerance);
}

/** The same losses for both tests. */
const trained = new Map<string, Promise<Losses>>();

describe('programs in TensorFlow.js, run in Node', () => {
  beforeAll(async () => {
    for (const one of inNode) {
      const run = await runOfCase(one);
      for (const [path, content] of Object.entries(programFiles('tensorflowJs', run, await dataOfRun(run, staticFiles), null))) {
        const file = join(folder, folderOf(one), path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    }
    // One process for all, which starts once.
    const all = inNode.map((one) => `await import('./${folderOf(one)}/train.mjs');`);
    writeFileSync(join(folder, 'all.mjs'), all.join('\n'));
    await promisify(execFile)(process.execPath, [join(folder, 'all.mjs')]);
  }, 240_000);

  it.each(inNode)('$name: the engine’s losses', async (one) => {
    const losses = lossesOf(readFileSync(join(folder, folderOf(one), 'losses.csv'), 'utf8'));
    expectAgreement(losses, await engineLosses(one), one);
  });
});

describe('programs in PyTorch, whose losses are kept', () => {
  it.each(programCases)('$name: the engine’s losses', async (one) => {
    expectAgreement(expectedLosses(one.name), await engineLosses(one), one);
  });
});
