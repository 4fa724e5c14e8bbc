/**
 * Makes the plane through a network's loss surface: trains the network from two initial weights, lays a plane through the first of these and
 * both outcomes, and records its heights for the picture. `pretraining.ts` calls it; it takes a minute and starts again when interrupted.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tensor } from '@tensorflow/tfjs-core';
import type { FetchBytes } from '../src/engine/data/data-set.ts';
import { examplesFor } from '../src/engine/data/examples.ts';
import { planeImages, planeParts, planePath, planeShapes, planeSizes } from '../src/engine/data/plane.ts';
import { writeSafeTensors } from '../src/engine/data/safetensors.ts';
import type { StoredTensor } from '../src/engine/data/safetensors.ts';
import { dense } from '../src/engine/layers/dense.ts';
import { serial } from '../src/engine/layers/layer.ts';
import { adam } from '../src/engine/optimizers/adam.ts';
import { createPopulation } from '../src/engine/training/population.ts';
import { bindPlane } from '../src/engine/training/plane.ts';
import { supervised } from '../src/engine/training/supervised.ts';
import { createTrainer } from '../src/engine/training/trainer.ts';

const recipe = { dataSet: 'fashion-mnist', train: 2000, validation: 500, batchSize: 64, steps: 400, learningRate: 0.003, sessionSeed: 1 };
/** The first outcome lies so many units from the initial weights. */
const distance = 2;
/** Nodes of the recorded grid along each axis, and by how much the picture reaches beyond the three points. */
const side = 61;
const margin = 1;

type Vector = Readonly<Record<string, Float32Array>>;

const combine = (a: Vector, b: Vector, of: (a: number, b: number) => number): Vector =>
  Object.fromEntries(Object.entries(a).map(([path, own]) => [path, own.map((value, i) => of(value, b[path]?.[i] ?? 0))]));
const product = (a: Vector, b: Vector): number =>
  Object.entries(a).reduce((sum, [path, own]) => own.reduce((total, value, i) => total + value * (b[path]?.[i] ?? 0), sum), 0);
const scaled = (a: Vector, by: number): Vector => combine(a, a, (value) => value * by);

/** Weights of two runs before and after training. */
async function train(fetchBytes: FetchBytes): Promise<{ before: Vector[]; after: Vector[] }> {
  const { inputs, width, classes } = planeSizes;
  const runs = [0, 1].map((seed) => ({ sessionSeed: recipe.sessionSeed, seed, values: {} }));
  const population = createPopulation(runs, [], fetchBytes);
  const { train: examples, validation, dataSet, batchSize, steps, learningRate } = recipe;
  const bound = await supervised({
    data: (of) => examplesFor(of, { dataSet, train: examples, validation, test: 0 }),
    model: () => serial({ hidden: dense(inputs, width, 'tanh'), output: dense(width, classes) }),
    optimizer: adam({ learningRate }),
    batchSize,
    steps,
    evaluateEvery: steps,
    evaluatedTrainingExamples: 500,
  }).init(population);
  const trainer = createTrainer(population, bound);
  const weights = async (): Promise<Vector[]> => {
    const { tensors } = await trainer.checkpoint();
    return runs.map((_, run) =>
      Object.fromEntries(
        Object.entries(planeShapes).map(([path, shape]) => {
          const size = shape.reduce((all, one) => all * one, 1);
          const data = tensors[`parameters/${path}`]?.data;
          if (!(data instanceof Float32Array)) throw new Error(`the network has no ${path}`);
          return [path, data.slice(run * size, (run + 1) * size)];
        }),
      ),
    );
  };
  const before = await weights();
  for await (const { step } of trainer.blocks()) if (step % 100 === 0) console.log(`plane: step ${step} of ${steps}`);
  const after = await weights();
  trainer.dispose();
  population.dispose();
  return { before, after };
}

/** Writes the plane and its heights. */
export async function makePlane(root: string, fetchBytes: FetchBytes): Promise<void> {
  const { before, after } = await train(fetchBytes);
  const [origin, first, second] = [before[0], after[0], after[1]];
  if (!origin || !first || !second) throw new Error('two networks were to be trained');
  const [toFirst, toSecond] = [first, second].map((end) => combine(end, origin, (a, b) => a - b));
  if (!toFirst || !toSecond) throw new Error('two networks were to be trained');
  // Both directions have the same length and are at right angles: circles in the picture are circles among weights.
  const unit = Math.sqrt(product(toFirst, toFirst)) / distance;
  const alongX = scaled(toFirst, 1 / distance);
  const [x2, across] = [
    product(toSecond, alongX) / unit ** 2,
    combine(toSecond, scaled(alongX, product(toSecond, alongX) / unit ** 2), (a, b) => a - b),
  ];
  const y2 = Math.sqrt(product(across, across)) / unit;
  const vectors = { origin, alongX, alongY: scaled(across, 1 / y2) };

  const tensors = Object.fromEntries(
    planeParts.flatMap((part) =>
      Object.entries(planeShapes).map(([path, shape]): [string, StoredTensor] => {
        const data = vectors[part][path];
        if (!data) throw new Error(`the plane has no ${part}/${path}`);
        return [`${part}/${path}`, { shape: [...shape], data }];
      }),
    ),
  );
  const half = (value: number, round: (value: number) => number): number => round(2 * value) / 2;
  // A square that holds the three points.
  const low = half(Math.min(0, x2) - margin, Math.floor);
  const high = half(Math.max(distance, x2, y2) + margin, Math.ceil);
  const [x, y] = [
    [low, high],
    [low, high],
  ];
  const at = (cell: number): number => low + ((high - low) * cell) / (side - 1);
  const images = await planeImages(fetchBytes);
  const { loss, resources } = bindPlane(tensors, images, side);
  const heights: number[] = [];
  for (let row = 0; row < side; row++) {
    const point = tensor(Array.from({ length: side }, (_, column) => [at(column), at(row)]).flat(), [side, 1, 2]);
    for (const height of await loss(point).data()) heights.push(Number(height.toPrecision(4)));
  }
  for (const one of resources) one.dispose();

  const settings = { ...planeSizes, ...recipe, distance, unit: Number(unit.toPrecision(4)) };
  const metadata = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]));
  const bytes = writeSafeTensors({ tensors, metadata });
  mkdirSync(join(root, 'static/models'), { recursive: true });
  writeFileSync(join(root, 'static', planePath), bytes);
  const facts = { ...metadata, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  writeFileSync(join(root, 'static/models/plane.json'), `${JSON.stringify(facts, null, 2)}\n`);
  const minima = [[distance, 0], [x2, y2].map((value) => Number(value.toPrecision(4)))];
  writeFileSync(join(root, 'src/engine/data/plane-heights.json'), `${JSON.stringify({ x, y, side, minima, heights })}\n`);
  console.log(
    `plane: done, a unit is ${unit.toFixed(3)}, the second outcome lies at ${x2.toFixed(2)}, ${y2.toFixed(2)}, the picture goes from ${low} to ${high}`,
  );
}
