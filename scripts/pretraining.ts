/**
 * Pre-trains the base models in Node on WASM, with the engine that the page uses. Resumes from the checkpoint of an earlier run, and writes
 * the weights with their settings and losses. `scripts/pretrain.mjs` bundles and calls it.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { baseModelIds, baseModelPath, baseModelSizes, expectedShapes, loadBaseModel } from '../src/engine/data/base-models.ts';
import type { BaseModelId } from '../src/engine/data/base-models.ts';
import { vocabulary } from '../src/engine/data/characters.ts';
import type { FetchBytes } from '../src/engine/data/data-set.ts';
import { examplesFor } from '../src/engine/data/examples.ts';
import { classifierShapes, clothesPath, clothesSizes } from '../src/engine/data/image-models.ts';
import { readSafeTensors, writeSafeTensors } from '../src/engine/data/safetensors.ts';
import { startDevice } from '../src/engine/device/device.ts';
import { adaptedClassifier } from '../src/engine/layers/adapted-classifier.ts';
import { adamw } from '../src/engine/optimizers/adamw.ts';
import type { Optimizer } from '../src/engine/optimizers/optimizer.ts';
import { scheduled } from '../src/engine/optimizers/schedules.ts';
import { clipByNorm, compose } from '../src/engine/optimizers/transforms.ts';
import type { HostState } from '../src/engine/training/host-state.ts';
import { languageModelling } from '../src/engine/training/language-model.ts';
import { createPopulation } from '../src/engine/training/population.ts';
import type { Program } from '../src/engine/training/program.ts';
import { supervised } from '../src/engine/training/supervised.ts';
import { createTrainer } from '../src/engine/training/trainer.ts';
import { makePlane } from './pretraining-plane.ts';

interface Recipe {
  batchSize: number;
  /** Of each round: the learning rate falls along half a cosine and, in the next round, starts again from the weights of the one before. */
  steps: number;
  learningRate: number;
}

/** What each model is trained with. A changed recipe does not resume from a checkpoint of another one. */
const recipes: Readonly<Record<BaseModelId, Recipe>> = {
  small: { batchSize: 16, steps: 3000, learningRate: 0.004 },
  base: { batchSize: 8, steps: 3000, learningRate: 0.002 },
};
const common = { text: 'english', weightDecay: 0.01, warmup: 100, floor: 0.05, clip: 1, sessionSeed: 1 } as const;
/** The classifier of images, whose steps take a few milliseconds. */
const clothes = { train: 8000, validation: 500, batchSize: 64, steps: 1200, learningRate: 0.002 } as const;
const modelIds = [...baseModelIds, 'clothes', 'plane'] as const;
type ModelId = Exclude<(typeof modelIds)[number], 'plane'>;
const evaluations = 30;
/** A checkpoint is written about this often. */
const checkpointMilliseconds = 60_000;

/** Weights with two axes decay; tables, biases, scales and shifts do not. */
const decays = (path: string): boolean => path.endsWith('/weights');

const optimizerOf = (learningRate: number, steps: number): Optimizer =>
  compose(
    [clipByNorm(common.clip)],
    scheduled(
      { rate: { base: learningRate, schedule: { kind: 'cosine', warmup: common.warmup, total: steps, floor: common.floor } } },
      adamw({ learningRate: 'rate', weightDecay: common.weightDecay, decays }),
    ),
  );

const fingerprint = (id: BaseModelId, round: number): string =>
  JSON.stringify({ ...baseModelSizes[id], ...recipes[id], ...common, vocabulary, round });

function write(path: string, bytes: Uint8Array): void {
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
}

function saveState(path: string, recipe: string, state: HostState): void {
  const metadata = { step: String(state.step), phase: String(state.phase), recipe };
  write(path, writeSafeTensors({ tensors: state.tensors, metadata }));
}

/** The state of an earlier run of the same recipe, if there is one. */
function savedState(path: string, recipe: string): HostState | null {
  if (!existsSync(path)) return null;
  const { tensors, metadata } = readSafeTensors(readFileSync(path));
  if (metadata['recipe'] !== recipe) throw new Error(`${path} is of another recipe: remove it to start again`);
  return {
    step: Number(metadata['step']),
    phase: Number(metadata['phase']),
    tensors: Object.fromEntries(
      Object.entries(tensors).map(([name, { shape, data }]) => [
        name,
        { shape: [...shape], dtype: data instanceof Int32Array ? ('int32' as const) : ('float32' as const), data },
      ]),
    ),
  };
}

/** Rounds that the published weights have been through; 0 where there are none. */
function roundsOf(id: BaseModelId, root: string): number {
  const path = join(root, 'static', baseModelPath(id));
  return existsSync(path) ? Number(readSafeTensors(readFileSync(path)).metadata['rounds'] ?? 1) : 0;
}

const filesOf =
  (root: string): FetchBytes =>
  async (path) =>
    new Uint8Array(await readFile(join(root, 'static', path)));

/** What is trained under a name, and where it goes. */
interface Job {
  id: ModelId;
  /** Every round draws data of its own. */
  seed: number;
  program: Program;
  steps: number;
  /** Resuming needs the same. */
  recipe: string;
  /** Paths and shapes that are published, below `static`. */
  shapes: Record<string, number[]>;
  path: string;
  /** Recorded beside the weights. */
  settings: Record<string, unknown>;
  /** What losses are per. */
  unit: string;
}

/** The first round from initial weights, or one more from the published ones. */
function languageJob(id: BaseModelId, root: string, more: boolean): Job {
  const { batchSize, steps, learningRate } = recipes[id];
  const round = more ? roundsOf(id, root) : 0;
  if (more && round === 0) throw new Error(`there are no weights of ${id} yet to go on from`);
  const program = languageModelling({
    sizes: baseModelSizes[id],
    adaptation: { method: 'full', rank: 1, matrices: 'all', scaling: 1, bottleneck: 1, length: 1 },
    ...(round > 0 && { base: ({ fetchBytes }) => loadBaseModel(id, vocabulary, fetchBytes) }),
    text: common.text,
    optimizer: optimizerOf(learningRate, steps),
    batchSize,
    steps,
    evaluateEvery: Math.round(steps / evaluations),
    evaluationWindows: 128,
  });
  return {
    id,
    seed: round,
    program,
    steps,
    recipe: fingerprint(id, round),
    shapes: expectedShapes(vocabulary, baseModelSizes[id]),
    path: baseModelPath(id),
    settings: { ...baseModelSizes[id], ...recipes[id], rounds: round + 1, ...common, vocabulary },
    unit: 'nats a character',
  };
}

/** The classifier of clothes, from initial weights. */
function clothesJob(): Job {
  const { steps, batchSize, learningRate, train, validation } = clothes;
  const program = supervised({
    data: (population) => examplesFor(population, { dataSet: 'fashion-mnist', train, validation, test: 0 }),
    model: () => adaptedClassifier(clothesSizes, { method: 'full', rank: 1, scaling: 1, bottleneck: 1 }),
    optimizer: optimizerOf(learningRate, steps),
    batchSize,
    steps,
    evaluateEvery: Math.round(steps / evaluations),
    evaluatedTrainingExamples: 512,
  });
  const { sessionSeed, weightDecay, warmup, floor, clip } = common;
  const settings = { ...clothesSizes, ...clothes, dataSet: 'fashion-mnist', weightDecay, warmup, floor, clip, sessionSeed };
  return {
    id: 'clothes',
    seed: 0,
    program,
    steps,
    recipe: JSON.stringify(settings),
    shapes: classifierShapes(clothesSizes),
    path: clothesPath,
    settings,
    unit: 'nats an image',
  };
}

async function pretrain({ id, seed, program, steps, recipe, unit, ...published }: Job, root: string): Promise<void> {
  const fetchBytes = filesOf(root);
  const population = createPopulation([{ sessionSeed: common.sessionSeed, seed, values: {} }], [], fetchBytes);
  const bound = await program.init(population);
  const cache = join(root, 'node_modules/.cache/pretrain');
  mkdirSync(cache, { recursive: true });
  const checkpoint = join(cache, `${id}.safetensors`);
  const from = savedState(checkpoint, recipe);
  const trainer = createTrainer(population, bound, from ? { from } : {});
  console.log(`${id}: ${bound.parameters} parameters, from step ${trainer.step} of ${steps}`);

  let validation = NaN;
  let [recent, count] = [0, 0];
  let [saved, started, first] = [Date.now(), Date.now(), trainer.step];
  for await (const { step, measures } of trainer.blocks()) {
    for (const { measure, values } of measures) {
      if (measure === 'trainingLoss') for (const value of values) [recent, count] = [recent + value, count + 1];
      if (measure !== 'validation/loss') continue;
      validation = values[0] ?? NaN;
      const rate = (Date.now() - started) / Math.max(1, step - first);
      console.log(
        `${id}: step ${step} of ${steps}, training ${(recent / count).toFixed(4)}, validation ${validation.toFixed(4)} ${unit}, ` +
          `${rate.toFixed(0)} ms a step, ${((rate * (steps - step)) / 60_000).toFixed(1)} minutes left`,
      );
      [recent, count] = [0, 0];
      [started, first] = [Date.now(), step];
    }
    if (Date.now() - saved > checkpointMilliseconds) {
      saveState(checkpoint, recipe, await trainer.checkpoint());
      saved = Date.now();
    }
  }
  const { tensors } = await trainer.checkpoint();
  publish({ id, ...published }, root, tensors, validation);
  console.log(`${id}: done, validation ${validation.toFixed(4)} ${unit}`);
  rmSync(checkpoint, { force: true });
}

/** Writes the weights without their run axis, and what they are beside them. */
function publish(
  { id, shapes, path, settings }: Pick<Job, 'id' | 'shapes' | 'path' | 'settings'>,
  root: string,
  tensors: HostState['tensors'],
  validation: number,
): void {
  const weights = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const found = tensors[`parameters/${name}`];
      if (!found) throw new Error(`the trained model has no ${name}`);
      return [name, { shape, data: found.data }];
    }),
  );
  const metadata = {
    ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)])),
    validationLoss: validation.toFixed(4),
  };
  mkdirSync(join(root, 'static/models'), { recursive: true });
  const bytes = writeSafeTensors({ tensors: weights, metadata });
  write(join(root, 'static', path), bytes);
  const parameters = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0);
  const facts = { parameters, ...metadata, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  writeFileSync(join(root, `static/models/${id}.json`), `${JSON.stringify(facts, null, 2)}\n`);
}

/** Trains the named models, all if none is named; with `--more` one round more. Throws for a name that is none. */
export async function main(root: string, words: readonly string[]): Promise<void> {
  const names = words.filter((word) => word !== '--more');
  const more = names.length < words.length;
  const chosen = modelIds.filter((id) => names.length === 0 || names.includes(id));
  const unknown = names.filter((name) => !modelIds.some((id) => id === name));
  if (unknown.length > 0) throw new Error(`there is no model ${unknown.join(', ')}; there are ${modelIds.join(', ')}`);
  const once = chosen.find((id) => id === 'clothes' || id === 'plane');
  if (more && once) throw new Error(`${once} is trained in one round: name the others`);
  await startDevice('wasm');
  for (const id of chosen) {
    if (id === 'plane') await makePlane(root, filesOf(root));
    else await pretrain(id === 'clothes' ? clothesJob() : languageJob(id, root, more), root);
  }
}
