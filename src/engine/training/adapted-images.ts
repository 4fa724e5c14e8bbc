/** A program that adapts a classifier of images to another set of images, and measures what is gained and what is forgotten. */
import { add, clone, minimum, scalar, sub, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Weights } from '../data/base-models.ts';
import { batchIndicesOp } from '../device/kernels/data.ts';
import { scaledOp } from '../device/kernels/scaled.ts';
import { adaptedClassifier } from '../layers/adapted-classifier.ts';
import type { ClassifierSizes } from '../layers/adapted-classifier.ts';
import type { Adaptation } from '../layers/adaptation-methods.ts';
import type { ApplyContext, Layer } from '../layers/layer.ts';
import { softmaxCrossEntropy } from '../losses/cross-entropy.ts';
import { accuracy } from '../metrics/accuracy.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { sharedBuffers, startFrom } from './base-weights.ts';
import { evaluationBatch, gather, indexBatches, indexTable, onDevice } from './example-batches.ts';
import { lossAndGradients } from './gradients.ts';
import { loraChecks } from './lora-checks.ts';
import { networkNeeds } from './memory-needs.ts';
import type { PopulationSize } from './memory-needs.ts';
import type { Population } from './population.ts';
import { stepWork } from './step-work.ts';
import { rowsOnDevice } from './supervised-needs.ts';
import type { ExampleSizes } from './supervised-needs.ts';
import type { BoundProgram, Evaluation, Live, Probe, Program, Step, Tree } from './program.ts';
import type { Examples } from './supervised.ts';
import { branchAt, leaves, tensorAt } from './tree.ts';

export interface AdaptedImagesOptions {
  sizes: ClassifierSizes;
  adaptation: Adaptation;
  /** The weights that are adapted. */
  base: (population: Population) => Promise<Weights>;
  /** What was trained before, by path, without a run axis (an adapter): runs start from it in place of a fresh start. */
  trained?: (population: Population) => Promise<Weights>;
  /** The images to learn, with validation examples. */
  data: (population: Population) => Promise<Examples>;
  /** Images that the base knows: the loss on their test examples is `oldLoss`. */
  old: (population: Population) => Promise<Examples>;
  /** Of the images to learn and of those that the base knows: what the memory of a population is estimated from. */
  exampleSizes?: { learnt: ExampleSizes; old: ExampleSizes };
  optimizer: Optimizer;
  batchSize: number;
  steps: number;
  evaluateEvery: number;
  probes?: (bound: { population: Population; parameters: number; baseParameters: number }) => Record<string, Probe>;
}

/** Images on which LoRA is compared with its base. */
const compared = 32;

interface Held {
  x: Tensor;
  labels: Tensor;
}

/** Held-out rows in batches, on the device; the data set itself is let go. */
function heldOut(examples: Examples, rows: Int32Array, R: number): Held[] {
  const device = onDevice(examples, R);
  const { indices } = indexBatches(Array.from({ length: R }, () => rows));
  const batches = indices.map((own) => {
    const batch = gather(device, own);
    own.dispose();
    return { x: tensorAt(batch, 'x'), labels: tensorAt(batch, 'labels') };
  });
  for (const part of Object.values<Tensor>({ ...device })) part.dispose();
  return batches;
}

/** Mean over all rows of what is measured per batch, `[R]`. */
function meanOver(batches: readonly Held[], measured: (batch: Held) => Tensor): Tensor {
  const total = batches.reduce((sum, { labels }) => sum + (labels.shape[1] ?? 0), 0);
  return batches
    .map((batch) => tidy(() => scaledOp(measured(batch), (batch.labels.shape[1] ?? 0) / total)))
    .reduce((sum, part) => add(sum, part));
}

/**
 * Classification of new images by an adapted classifier. Its step streams `trainingLoss`; an evaluation gives `loss` and `accuracy` on held-out
 * new images, `gain` (how much lower the loss is than the base's, of which no more counts than that of guessing), `oldLoss` and `oldAccuracy`,
 * and for LoRA the two differences of `lora-checks.ts`. The frozen weights are one copy for all runs and no part of the state.
 */
export function adaptedImages(options: AdaptedImagesOptions): Program {
  const { exampleSizes } = options;
  return {
    ...(exampleSizes && { memory: (size) => needsOf(options, exampleSizes, size) }),
    init: (population) => bind(options, population),
  };
}

/** The images, the base, and the held-out images of both kinds, which every run has for itself. */
function needsOf(options: AdaptedImagesOptions, { learnt, old }: NonNullable<AdaptedImagesOptions['exampleSizes']>, size: PopulationSize) {
  const { sizes, adaptation, optimizer, batchSize } = options;
  const { inputs, width, classes } = sizes;
  const held = learnt.validation + old.test;
  const rows = rowsOnDevice(learnt, size.seeds);
  return networkNeeds(
    {
      model: adaptedClassifier(sizes, adaptation),
      input: [inputs],
      moments: optimizer.moments,
      passes: [
        { examples: batchSize, given: inputs, training: true },
        { examples: Math.min(evaluationBatch, Math.max(learnt.validation, old.test)), given: 0, training: false },
      ],
      perRun: (held + compared) * (inputs + 1) + learnt.train,
      shared: rows * (inputs + 1) + width * (inputs + width + classes),
      largestShared: rows * inputs,
    },
    size,
  );
}

async function bind(options: AdaptedImagesOptions, population: Population): Promise<BoundProgram> {
  const { sizes, adaptation, optimizer } = options;
  const { R } = population;
  const loading = [
    options.base(population),
    options.data(population),
    options.old(population),
    options.trained?.(population) ?? Promise.resolve({}),
  ] as const;
  const [weights, examples, old, trained] = await Promise.all(loading);

  const model = adaptedClassifier(sizes, adaptation);
  const parameters = startFrom({ ...weights, ...trained }, model.init(population, ''), population);
  const base = sharedBuffers(weights);
  const device = onDevice(examples, R);
  const subset = indexTable(examples.subsets);
  const held = heldOut(examples, examples.validation, R);
  const oldHeld = heldOut(old, old.test, R);
  const like = population.constant(1);
  // Nothing here draws random numbers but the order of the examples.
  const still = tensor([0], [1], 'int32');
  const contextOf = (live: Live, buffers: Tree = base): ApplyContext => ({ training: false, live, t: still, key: population.key, buffers });
  const logitsOf = (layer: Layer, own: Tree, x: Tensor, buffers?: Tree): Tensor =>
    layer.apply(own, x, contextOf(population.live, buffers), '');

  const plain = adaptedClassifier(sizes, { ...adaptation, method: 'none' });
  const baseLogits = (x: Tensor, buffers?: Tree): Tensor => logitsOf(plain, {}, x, buffers);
  const lossOf = (batches: readonly Held[], logits: (x: Tensor) => Tensor): Tensor =>
    meanOver(batches, ({ x, labels }) => softmaxCrossEntropy(logits(x), labels));
  const accuracyOf = (batches: readonly Held[], logits: (x: Tensor) => Tensor): Tensor =>
    meanOver(batches, ({ x, labels }) => accuracy(logits(x), labels));
  const start = tidy(() => minimum(lossOf(held, baseLogits), scalar(Math.log(sizes.classes))));
  const checks =
    adaptation.method === 'lora'
      ? loraChecks({ adaptation, live: population.live, base, inputs: imagesOf(device, examples, R), baseLogits })
      : null;

  const train: Step = (state, input) => {
    const own = branchAt(state, 'parameters');
    const [x, labels] = [tensorAt(input.batch, 'x'), tensorAt(input.batch, 'labels')];
    const { loss, gradients } = lossAndGradients(
      () => softmaxCrossEntropy(model.apply(own, x, contextOf(input.live), ''), labels),
      own,
      like,
    );
    const updated = optimizer.update(own, gradients, branchAt(state, 'optimizer'), input.live);
    return { state: { parameters: updated.parameters, optimizer: updated.state }, out: { trainingLoss: loss } };
  };
  const evaluate: Step = (state) => {
    const own = branchAt(state, 'parameters');
    const logits = (x: Tensor): Tensor => logitsOf(model, own, x);
    const loss = lossOf(held, logits);
    return {
      out: {
        loss,
        accuracy: accuracyOf(held, logits),
        gain: sub(start, loss),
        oldLoss: lossOf(oldHeld, logits),
        oldAccuracy: accuracyOf(oldHeld, logits),
        ...checks?.compare(own, logits),
      },
    };
  };
  const validation: Evaluation = { sizes: [examples.validation.length], batch: () => ({}), step: evaluate };
  const baseParameters = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0);
  return {
    state: { parameters, optimizer: optimizer.init(population, parameters) },
    steps: { train },
    batches: { train: (t, key) => gather(device, batchIndicesOp(subset, key('order'), t, options.batchSize)) },
    evaluations: { validation },
    probes: options.probes?.({ population, parameters: model.parameters, baseParameters }) ?? {},
    phases: [{ name: 'train', cycle: ['train'], steps: options.steps, batches: 'train', evaluateEvery: options.evaluateEvery }],
    parameters: model.parameters,
    work: stepWork(model, [examples.featureCount], options.batchSize, examples.subsets[0]?.length ?? 0),
    resources: [
      ...new Set(Object.values<Tensor>({ ...device })),
      ...[subset, like, still, start],
      ...[...held, ...oldHeld].flatMap(({ x, labels }) => [x, labels]),
      ...leaves(base).map(([, buffer]) => buffer),
      ...(checks?.resources ?? []),
    ],
  };
}

/** The first few validation images of every run, `[R, compared, inputs]`. */
function imagesOf(device: ReturnType<typeof onDevice>, { validation }: Examples, R: number): Tensor {
  const { indices } = indexBatches(Array.from({ length: R }, () => validation.subarray(0, compared)));
  const [first] = indices;
  if (!first) throw new Error('there are no images to compare on');
  const x = tidy(() => clone(tensorAt(gather(device, first), 'x')));
  for (const own of indices) own.dispose();
  return x;
}
