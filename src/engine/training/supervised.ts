/** A program that learns classes or numbers from examples: batches from each run's own subset, one optimizer, evaluation on fixed splits. */
import { keep, tensor } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { DataSet } from '../data/data-set.ts';
import { batchIndicesOp } from '../device/kernels/data.ts';
import { firstExamplesOp } from '../device/kernels/features.ts';
import type { ApplyContext, Layer } from '../layers/layer.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { filledUp, gatherFeatures, indexBatches, indexTable, onDevice } from './example-batches.ts';
import type { DeviceData, EvaluationRows } from './example-batches.ts';
import { goalOf } from './goals.ts';
import { lossAndGradients } from './gradients.ts';
import { initialKept, keptStep, renewKept } from './kept.ts';
import { membersOf } from './members.ts';
import type { Population } from './population.ts';
import { stepWork } from './step-work.ts';
import { supervisedNeeds } from './supervised-needs.ts';
import type { ExampleSizes } from './supervised-needs.ts';
import type { BoundProgram, Evaluation, Live, Phase, Probe, Program, Step, StepInput, Tree } from './program.ts';
import { branchAt, tensorAt } from './tree.ts';

export type { DeviceData } from './example-batches.ts';

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
  /** Numbers to be predicted in place of labels, `[N]`, with the standardization of each run from its own training subset, `[R]`. */
  targets?: { values: Float32Array; mean: Float32Array; scale: Float32Array };
  /** What a person calls the features and the number to predict. */
  names?: NonNullable<DataSet['names']>;
}

export interface SupervisedOptions {
  data: (population: Population) => Promise<Examples>;
  model: (examples: Pick<Examples, 'featureCount' | 'classes'>) => Layer;
  /** Of the data, known before they are loaded: what the memory of a population is estimated from. */
  sizes?: ExampleSizes;
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
  /** Changes a training batch before the model sees it: x `[R, B, F]` → the same shape. */
  augment?: (x: Tensor, input: Pick<StepInput, 't' | 'key' | 'live'>) => Tensor;
  /**
   * What is trained to be small: of logits `[R, B, C]` and labels `[R, B]`, or of predictions and standardized numbers `[R, B, 1]`, → `[R]`. If
   * not given softmax cross-entropy or the mean squared error, by which evaluations always go.
   */
  loss?: (output: Tensor, wanted: Tensor, live: Live) => Tensor;
  /** Networks of each run, an ensemble whose probabilities are averaged in evaluations and probes; one if not given. */
  members?: number;
  /** Evaluations and probes are of the weights with the lowest validation loss so far, and give the step of these as `keptStep`. */
  keepBest?: true;
  /** Probes over the model, which is applied in evaluation mode unless told otherwise. */
  probes?: (bound: {
    apply: (state: Tree, x: Tensor, own?: Pick<ApplyContext, 'training' | 'observe'>) => Tensor;
    device: DeviceData;
    examples: Examples;
    population: Population;
  }) => Record<string, Probe>;
}

/** Rows of a split, and the same in whole batches where the model is also evaluated as it is while training. */
interface SplitRows extends EvaluationRows {
  /** Of each run. */
  rows: readonly Int32Array[];
  filled?: Tensor[];
}

/**
 * Supervised learning of `data` by `model`. Its step streams `trainingLoss`; evaluations give `loss`, and `accuracy` of classes or `rmse` and `r2`
 * of numbers (`goals.ts`).
 */
export function supervised(options: SupervisedOptions): Program {
  const { sizes } = options;
  return {
    ...(sizes && { memory: (size) => supervisedNeeds(options, sizes, size) }),
    init: async (population) => {
      const examples = await options.data(population);
      return bind(options, population, examples);
    },
  };
}

function bind(options: SupervisedOptions, population: Population, examples: Examples): BoundProgram {
  const { R } = population;
  const members = options.members ?? 1;
  const resources: Tensor[] = [];
  const team = membersOf(population, members, resources);
  const model = options.model(examples);
  const device = onDevice(examples, R);
  // Of all members; with one these are the runs' own tensors.
  const ofMembers: DeviceData = { ...device, mean: team.each(device.mean), scale: team.each(device.scale) };
  const subset = indexTable(examples.subsets.flatMap((rows) => Array.from({ length: members }, () => rows)));
  const like = team.population.constant(1);
  // Evaluation mode draws nothing, so the probes' step counter stays at 0.
  const still = tensor([0], [1], 'int32');
  const parameters = model.init(team.population, '');
  const splitRows = (rows: readonly Int32Array[]): SplitRows => {
    const batches = { rows, ...indexBatches(rows) };
    return options.trainingMode ? { ...batches, filled: filledUp(rows, batches, options.batchSize) } : batches;
  };
  const trainRows = splitRows(examples.subsets.map((rows) => rows.subarray(0, options.evaluatedTrainingExamples)));
  const shared = (rows: Int32Array): SplitRows => splitRows(population.runs.map(() => rows));
  const validationRows = shared(examples.validation);
  const testRows = shared(examples.test);
  const validationSizes = tensor(validationRows.sizes, [validationRows.sizes.length], 'float32');

  const buffers = model.buffers?.(team.population, '') ?? {};
  const hasBuffers = Object.keys(buffers).length > 0;
  const weights: Tree = { parameters, ...(hasBuffers && { buffers }) };
  const buffersOf = (of: Tree): Tree => (hasBuffers ? branchAt(of, 'buffers') : {});
  /** The weights that stand for a run: the kept ones, or those that are trained. */
  const shownOf = (state: Tree): Tree => (options.keepBest ? branchAt(branchAt(state, 'kept'), 'weights') : state);
  /** Logits `[R, B, C]` of runs for x `[R, B, F]`. */
  const forward = (of: Tree, x: Tensor, context: Omit<ApplyContext, 'buffers' | 'key'>): Tensor => {
    const whole = { ...context, live: team.live(context.live), key: team.population.key, buffers: buffersOf(of) };
    return team.vote(model.apply(branchAt(of, 'parameters'), team.each(x), whole, ''));
  };
  const goal = goalOf(examples, device, R);
  if (examples.targets && (members > 1 || options.trainingMode))
    throw new Error('numbers are learned by one network, evaluated in one mode');
  const lossOf = options.loss ?? goal.loss;
  const train: Step = (state, input) => {
    const trained = branchAt(state, 'parameters');
    const { key } = team.population;
    const batch = tensorAt(input.batch, 'x');
    const live = team.live(input.live);
    const x = options.augment?.(batch, { t: input.t, key, live }) ?? batch;
    const wanted = tensorAt(input.batch, 'wanted');
    let renewed = buffersOf(state);
    const update: ApplyContext['update'] = (path, record) => {
      // Kept past the gradient's scope: the trainer frees them when they are replaced in turn.
      for (const made of Object.values(record)) keep(made);
      renewed = { ...renewed, [path]: { ...branchAt(renewed, path), ...record } };
    };
    const context: ApplyContext = { training: true, live, t: input.t, key, buffers: buffersOf(state), update };
    const { loss, gradients } = lossAndGradients(() => lossOf(model.apply(trained, x, context, ''), wanted, live), trained, like);
    const updated = options.optimizer.update(trained, gradients, branchAt(state, 'optimizer'), live);
    return {
      state: { parameters: updated.parameters, optimizer: updated.state, ...(hasBuffers && { buffers: renewed }) },
      out: { trainingLoss: team.mean(loss) },
    };
  };
  const evaluate =
    (weightsOf: (state: Tree) => Tree): Step =>
    (state, input) => {
      const wanted = tensorAt(input.batch, 'wanted');
      const scores = (training: boolean, x = tensorAt(input.batch, 'x')): Record<string, Tensor> => {
        const all = forward(weightsOf(state), x, { training, live: input.live, t: input.t });
        const output = all.shape[1] === wanted.shape[1] ? all : firstExamplesOp(all, wanted.shape[1] ?? 0);
        return { loss: goal.loss(output, wanted), ...goal.scores(output, wanted) };
      };
      const out = scores(false);
      const kept = options.keepBest && { keptStep: keptStep(branchAt(state, 'kept')) };
      if (!options.trainingMode) return { out: { ...out, ...kept } };
      // Without running statistics both modes are one.
      const training = Object.entries(hasBuffers ? scores(true, tensorAt(input.batch, 'filled')) : out);
      const named = training.map(([name, value]): [string, Tensor] => [
        `trainingMode${name.charAt(0).toUpperCase()}${name.slice(1)}`,
        value,
      ]);
      return { out: { ...out, ...kept, ...Object.fromEntries(named) } };
    };
  const batchOf = (of: DeviceData, rows: Tensor): Tree => ({ x: gatherFeatures(of, rows), wanted: goal.gather(rows) });
  const evaluation = ({ rows: own, sizes, indices, filled }: SplitRows, step = evaluate(shownOf)): Evaluation => ({
    sizes,
    ...(goal.conclude && { conclude: goal.conclude(own) }),
    batch: (index) => {
      const [rows, whole] = [indices[index], filled?.[index]];
      if (!rows) throw new Error(`no evaluation batch ${index}`);
      const batch = batchOf(device, rows);
      if (!whole) return batch;
      return { ...batch, filled: whole === rows ? tensorAt(batch, 'x') : gatherFeatures(device, whole) };
    },
    step,
  });
  /** Comes before the other evaluations, which are of what it keeps. */
  const selection = (): Evaluation => ({
    ...evaluation(validationRows, (state, input) => {
      const logits = forward(state, tensorAt(input.batch, 'x'), { training: false, live: input.live, t: input.t });
      return { out: { loss: goal.loss(logits, tensorAt(input.batch, 'wanted')) } };
    }),
    finish: (state, outputs, t) => {
      const present = { parameters: branchAt(state, 'parameters'), ...(hasBuffers && { buffers: buffersOf(state) }) };
      renewKept(branchAt(state, 'kept'), present, { losses: tensorAt(outputs, 'loss'), sizes: validationSizes, t, each: team.each });
    },
  });
  const apply = (state: Tree, x: Tensor, how: Pick<ApplyContext, 'training' | 'observe'> = { training: false }): Tensor =>
    forward(shownOf(state), x, { live: population.live, t: still, ...how });
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
  resources.push(
    ...new Set([subset, like, still, validationSizes, ...Object.values<Tensor>({ ...device }), ofMembers.mean, ofMembers.scale]),
    ...goal.resources,
    ...new Set([trainRows, validationRows, testRows].flatMap(({ indices, filled = [] }) => [...indices, ...filled])),
  );
  return {
    state: {
      ...weights,
      optimizer: options.optimizer.init(team.population, parameters),
      ...(options.keepBest && { kept: initialKept(weights, R) }),
    },
    steps: { train },
    batches: { train: (t) => batchOf(ofMembers, batchIndicesOp(subset, team.population.key('order'), t, options.batchSize)) },
    evaluations: {
      ...(options.keepBest && { selection: selection() }),
      train: evaluation(trainRows),
      validation: evaluation(validationRows),
      ...(examples.test.length > 0 && { test: evaluation(testRows) }),
    },
    probes: options.probes?.({ apply, device, examples, population }) ?? {},
    phases,
    parameters: model.parameters,
    work: stepWork(model, [examples.featureCount], options.batchSize * (options.updates ?? 1), examples.subsets[0]?.length ?? 0, members),
    resources,
  };
}
