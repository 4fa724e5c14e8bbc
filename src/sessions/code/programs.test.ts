/** Programs for other frameworks train as the engine does: TensorFlow.js is run here; PyTorch was, and its losses are kept. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSafeTensors } from '../../engine/data/safetensors.ts';
import { drawnWeights } from './drawn-weights.ts';
import { whyNoPart } from './program-limits.ts';
import { filesOfRun } from './run-files.ts';
import { expectedLosses, lossesOf, worstDifference, type Losses } from './testing/losses.ts';
import { caseFiles, programCases, runOfCase, type ProgramCase } from './testing/cases.ts';
import { startDevice, trainedCase, type Trained } from './testing/trained.ts';

const root = join(import.meta.dirname, '../../..');
let folder = '';

beforeAll(async () => {
  await startDevice('wasm');
  // Inside node_modules, so that the packages are found.
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  folder = mkdtempSync(join(root, 'node_modules/.cache/program-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the engine makes of a case. */
function trainedOnce(one: ProgramCase): Promise<Trained> {
  const known = trained.get(one.name) ?? trainedCase(one, caseFiles);
  trained.set(one.name, known);
  return known;
}

const folderOf = ({ name }: ProgramCase): string => name.replaceAll(' ', '-');

const inNode: ProgramCase[] = [];
const withLayers: ProgramCase[] = [];
/** Their programs in TensorFlow.js load weights. */
const loading: ProgramCase[] = [];
for (const one of programCases) {
  const { description } = await runOfCase(one);
  if (one.slow || whyNoPart('tensorflowJs', description) !== null) continue;
  inNode.push(one);
  if (description.task === 'examples') withLayers.push(one);
  if (description.task === 'adaptation') loading.push(one);
}

function expectAgreement(program: Losses, engine: Losses, { steps, tolerance = 1e-5 }: ProgramCase): void {
  const count = (measure: string): number => [...program.keys()].filter((name) => name.startsWith(`${measure} `)).length;
  const measured = new Set([...program.keys()].map((name) => name.split(' ')[0] ?? ''));
  expect(measured.size).toBeGreaterThan(0);
  for (const measure of measured) expect(count(measure)).toBe(measure === 'trainingLoss' ? steps : 1 + steps / 2);
  expect(worstDifference(program, engine)).toBeLessThan(tolerance);
}

/** The same training for all tests. */
const trained = new Map<string, Promise<Trained>>();

/** What the programs in TensorFlow.js wrote when they trained. */
const written = new Map<string, Losses>();

const readLosses = (one: ProgramCase): Losses => lossesOf(readFileSync(join(folder, folderOf(one), 'losses.csv'), 'utf8'));
const weightsOf = (one: ProgramCase): string => join(folder, folderOf(one), 'weights.safetensors');

/** One process for all cases, which starts once. */
async function runInNode(name: string, cases: readonly ProgramCase[], before: (one: ProgramCase) => string = () => ''): Promise<void> {
  const all = cases.map((one) => `${before(one)}await import('./${folderOf(one)}/train.mjs');`);
  writeFileSync(join(folder, name), all.join('\n'));
  await promisify(execFile)(process.execPath, [join(folder, name)]);
}

describe('programs in TensorFlow.js, run in Node', () => {
  beforeAll(async () => {
    for (const one of inNode) {
      const run = await runOfCase(one);
      for (const [path, content] of Object.entries(await filesOfRun('tensorflowJs', run, caseFiles, null))) {
        const file = join(folder, folderOf(one), path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    }
    await runInNode('all.mjs', inNode);
    for (const one of inNode) written.set(one.name, readLosses(one));
  }, 480_000);

  it.each(inNode)('$name: the engine’s losses', async (one) => {
    expectAgreement(written.get(one.name) ?? new Map(), (await trainedOnce(one)).losses, one);
  });

  describe('with weights that the page saves', () => {
    beforeAll(async () => {
      for (const one of loading) writeFileSync(weightsOf(one), (await trainedOnce(one)).weights);
      await runInNode('loading.mjs', loading, (one) => `process.argv[2] = ${JSON.stringify(weightsOf(one))};`);
    }, 240_000);

    it.each(loading)('$name: the engine’s evaluation', async (one) => {
      const losses = readLosses(one);
      expect([...losses.keys()].every((name) => name.endsWith(` ${one.steps}`))).toBe(true);
      expect(worstDifference(losses, (await trainedOnce(one)).losses)).toBeLessThan(1e-5);
    });
  });
});

describe('programs in PyTorch, whose losses are kept', () => {
  it.each(programCases)('$name: the engine’s losses', async (one) => {
    expectAgreement(expectedLosses(one.name), (await trainedOnce(one)).losses, one);
  });
});

describe('weights that the page saves', () => {
  it.each(withLayers)('$name: have the names that the model of the program in PyTorch has', async (one) => {
    const { description } = await runOfCase(one);
    if (description.task !== 'examples') throw new Error(`${one.name} has no layers`);
    const dotted = (path: string, leaves: readonly string[]): string[] => leaves.map((leaf) => `${path.replaceAll('/', '.')}.${leaf}`);
    const names = description.layers.flatMap((layer) => {
      if (layer.kind === 'batchNorm') return dotted(layer.path, ['bias', 'running_mean', 'running_var', 'weight']);
      if (layer.kind === 'rmsNorm') return dotted(layer.path, ['weight']);
      if (layer.kind === 'layerNorm' || layer.kind === 'groupNorm') return dotted(layer.path, ['bias', 'weight']);
      return drawnWeights(layer).flatMap(({ path, leaf }) => dotted(path, leaf === 'table' ? ['table'] : ['bias', 'weight']));
    });
    const { members } = description;
    const all =
      members === undefined ? names : Array.from({ length: members }, (_, m) => names.map((name) => `members.${m}.${name}`)).flat();
    const { weights } = await trainedOnce(one);
    expect(Object.keys(readSafeTensors(weights).tensors).sort()).toEqual(all.sort());
  });
});
