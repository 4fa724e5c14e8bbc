/** A program for classification from examples: batches from each run's own subset, one optimizer, evaluation on fixed splits. */
import { keep, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { batchIndicesOp, gatherLabelsOp, gatherRowsOp } from '../device/kernels/data.ts';
import type { ApplyContext, Layer } from '../layers/layer.ts';
import { softmaxCrossEntropy } from '../losses/cross-entropy.ts';
import { accuracy } from '../metrics/accuracy.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { lossAndGradients } from './gradients.ts';
import type { Population } from './population.ts';
import type { BoundProgram, Evaluation, Phase, Probe, Program, Step, StepInput, Tree } from './program.ts';
import { branchAt, tensorAt } from './tree.ts';

/** Examples on the host, split and ready for a population. */
export interface Examples {
  /** Raw features `[N, F]` and labels `[N]`. */
  features: Float32Array;
  labels: Int32Array;
  featureCount: number;
  classes: number;
  /** Row numbers: each run's own training subset (equal sizes), the validation rows and the test rows of all runs. */
  subsets: readonly Int32Array[];
  validation: Int32Array;
  test: Int32Array;
  /** Standardization of each run from its own training subset: `[R, F]` or `[R, 1]`, and 1 / standard deviation. */
  mean: Float32Array;
  scale: Float32Array;
}

export interface SupervisedOptions {
  data: (population: Population) => Promise<Examples>;
  model: (examples: Examples) => Layer;
  optimizer: Optimizer;
  batchSize: number;
  /** Updates in each step, one if not given: what makes arms with unequal batches see equally many examples. */
  updates?: number;
  steps: number;
  evaluateEvery: number;
  /** At most this many of each run's training examples are evaluated, the first of its subset. */
  evaluatedTrainingExamples: number;
  /** Evaluations also give `trainingModeLoss` and `trainingModeAccuracy`: of the model as it is while training, with statistics of batches. */
  trainingMode?: true;
  /** Probes over the model, which is applied in evaluation mode unless told otherwise. */
  probes?: (bound: {
    apply: (state: Tree, x: Tensor, own?: Pick<ApplyContext, 'training' | 'observe'>) => Tensor;
    device: DeviceData;
    examples: Examples;
    population: Population;
  }) => Record<string, Probe>;
}

/** The data set on the device. */
export interface DeviceData {
  features: Tensor;
  labels: Tensor;
  mean: Tensor;
  scale: Tensor;
}

/** Examples of an evaluation batch: a fixed number, so that sums do not depend on the population. */
const evaluationBatch = 512;

function indexBatches(rows: readonly Int32Array[]): { sizes: number[]; indices: Tensor[] } {
  const count = rows[0]?.length ?? 0;
  const sizes: number[] = [];
  const indices: Tensor[] = [];
  for (let start = 0; start < count; start += evaluationBatch) {
    const size = Math.min(evaluationBatch, count - start);
    const values = new Int32Array(rows.length * size);
    rows.forEach((own, run) => {
      values.set(own.subarray(start, start + size), run * size);
    });
    sizes.push(size);
    indices.push(tensor(values, [rows.length, size], 'int32'));
  }
  return { sizes, indices };
}

function gather(device: DeviceData, indices: Tensor): Tree {
  return { x: gatherRowsOp(device.features, indices, device.mean, device.scale), labels: gatherLabelsOp(device.labels, indices) };
}

/** Supervised classification of `data` by `model`. Its step streams `trainingLoss`; evaluations give `loss` and `accuracy`. */
export function supervised(options: SupervisedOptions): Program {
  return {
    init: async (population) => {
      const examples = await options.data(population);
      return bind(options, population, examples);
    },
  };
}

function bind(options: SupervisedOptions, population: Population, examples: Examples): BoundProgram {
  const { R } = population;
  const model = options.model(examples);
  const device: DeviceData = {
    features: tensor(examples.features, [examples.labels.length, examples.featureCount], 'float32'),
    labels: tensor(examples.labels, [examples.labels.length], 'int32'),
    mean: tensor(examples.mean, [R, examples.mean.length / R], 'float32'),
    scale: tensor(examples.scale, [R, examples.scale.length / R], 'float32'),
  };
  const subsetSize = examples.subsets[0]?.length ?? 0;
  const subset = indexTable(examples.subsets, subsetSize);
  const like = population.constant(1);
  // Evaluation mode draws nothing, so the probes' step counter stays at 0.
  const still = tensor([0], [1], 'int32');
  const parameters = model.init(population, '');
  const evaluated = Math.min(options.evaluatedTrainingExamples, subsetSize);
  const trainRows = indexBatches(examples.subsets.map((rows) => rows.subarray(0, evaluated)));
  const shared = (rows: Int32Array): ReturnType<typeof indexBatches> => indexBatches(population.runs.map(() => rows));
  const validationRows = shared(examples.validation);
  const testRows = shared(examples.test);

  const buffers = model.buffers?.(population, '') ?? {};
  const hasBuffers = Object.keys(buffers).length > 0;
  const buffersOf = (state: Tree): Tree => (hasBuffers ? branchAt(state, 'buffers') : {});
  const contextOf = (state: Tree, input: StepInput, training: boolean): ApplyContext => ({
    training,
    live: input.live,
    t: input.t,
    key: input.key,
    buffers: buffersOf(state),
  });
  const train: Step = (state, input) => {
    const own = branchAt(state, 'parameters');
    const x = tensorAt(input.batch, 'x');
    const labels = tensorAt(input.batch, 'labels');
    let renewed = buffersOf(state);
    const update: ApplyContext['update'] = (path, record) => {
      // Kept past the gradient's scope: the trainer frees them when they are replaced in turn.
      for (const made of Object.values(record)) keep(made);
      renewed = { ...renewed, [path]: { ...branchAt(renewed, path), ...record } };
    };
    const { loss, gradients } = lossAndGradients(
      () => softmaxCrossEntropy(model.apply(own, x, { ...contextOf(state, input, true), update }, ''), labels),
      own,
      like,
    );
    const updated = options.optimizer.update(own, gradients, branchAt(state, 'optimizer'), input.live);
    return {
      state: { parameters: updated.parameters, optimizer: updated.state, ...(hasBuffers && { buffers: renewed }) },
      out: { trainingLoss: loss },
    };
  };
  const evaluate: Step = (state, input) => {
    const labels = tensorAt(input.batch, 'labels');
    const scores = (training: boolean): { loss: Tensor; accuracy: Tensor } => {
      const logits = model.apply(branchAt(state, 'parameters'), tensorAt(input.batch, 'x'), contextOf(state, input, training), '');
      return { loss: softmaxCrossEntropy(logits, labels), accuracy: accuracy(logits, labels) };
    };
    const out = scores(false);
    if (!options.trainingMode) return { out };
    // Without running statistics both modes are one.
    const { loss, accuracy: share } = hasBuffers ? scores(true) : out;
    return { out: { ...out, trainingModeLoss: loss, trainingModeAccuracy: share } };
  };
  const evaluation = ({ sizes, indices }: ReturnType<typeof indexBatches>): Evaluation => ({
    sizes,
    batch: (index) => {
      const rows = indices[index];
      if (!rows) throw new Error(`no evaluation batch ${index}`);
      return gather(device, rows);
    },
    step: evaluate,
  });
  const apply = (state: Tree, x: Tensor, own: Pick<ApplyContext, 'training' | 'observe'> = { training: false }): Tensor =>
    model.apply(
      branchAt(state, 'parameters'),
      x,
      { live: population.live, t: still, key: population.key, buffers: buffersOf(state), ...own },
      '',
    );
  const phases: Phase[] = [
    {
      name: 'train',
      cycle: ['train'],
      steps: options.steps,
      ...(options.updates !== undefined && { updates: options.updates }),
      batches: 'train',
      evaluateEvery: options.evaluateEvery,
    },
  ];
  return {
    state: { parameters, optimizer: options.optimizer.init(population, parameters), ...(hasBuffers && { buffers }) },
    steps: { train },
    batches: { train: (t, key) => gather(device, batchIndicesOp(subset, key('order'), t, options.batchSize)) },
    evaluations: {
      train: evaluation(trainRows),
      validation: evaluation(validationRows),
      ...(examples.test.length > 0 && { test: evaluation(testRows) }),
    },
    probes: options.probes?.({ apply, device, examples, population }) ?? {},
    phases,
    parameters: model.parameters,
    resources: [
      subset,
      like,
      still,
      ...Object.values<Tensor>({ ...device }),
      ...trainRows.indices,
      ...validationRows.indices,
      ...testRows.indices,
    ],
  };
}

function indexTable(subsets: readonly Int32Array[], size: number): Tensor {
  const values = new Int32Array(subsets.length * size);
  subsets.forEach((rows, run) => {
    if (rows.length !== size) throw new Error('the training subsets of a population must have the same size');
    values.set(rows, run * size);
  });
  return tensor(values, [subsets.length, size], 'int32');
}
