/** Arms whose programs are run and compared: every layer, loss, optimizer, schedule and clipping that programs are written for, in few steps. */
import { catalogue } from '../../../../experiments/catalogue.ts';
import type { FetchBytes } from '../../../engine/data/data-set.ts';
import { fetchAmong } from '../../../engine/data/fetch-bytes.ts';
import { encodeTable } from '../../../engine/data/table.ts';
import { staticFiles } from '../../../engine/data/testing/static-files.ts';
import type { Description } from '../../../experiment/arm-description.ts';
import { ownPath } from '../../../experiment/own-data.ts';
import type { Values } from '../../../experiment/hyperparameter.ts';
import { defaultConfiguration, resolveArms } from '../../../experiment/configuration.ts';
import { placesOf, sizesOfBase } from '../../../engine/data/adapted-bases.ts';
import { writeAdapter } from '../../../engine/data/lora-files.ts';
import type { StoredTensor } from '../../../engine/data/safetensors.ts';
import { adapterPath, adapterText } from '../../../experiment/own-adapter.ts';
import { describedArm } from '../changes.ts';
import type { RunOfArm } from '../run-of-arm.ts';

export interface ProgramCase {
  name: string;
  experiment: string;
  arm: string;
  /** Of the session and of the arm. */
  values: Values;
  steps: number;
  /** Live changes. */
  events?: readonly { step: number; id: string; value: number }[];
  /** How far losses may be from the engine's, relative to losses above 1; absent: 1e-5. */
  tolerance?: number;
  /** Its program in TensorFlow.js takes long in plain JavaScript: unit tests leave it out. */
  slow?: true;
}

const points = (arm: string, values: Values = {}): ProgramCase => ({
  name: `dropout ${arm}`,
  experiment: 'dropout',
  arm,
  values: { width: 16, examples: 50, steps: 50, ...values },
  steps: 12,
});

const images = (arm: string, values: Values = {}, name = ''): ProgramCase => ({
  name: `optimizers ${arm}${name}`,
  experiment: 'optimizers',
  arm,
  values: { width: 12, examples: 100, batchSize: 16, steps: 20, ...values },
  steps: values['network'] === 'cnn' ? 2 : 10,
});

const norms = (arm: string, values: Values = {}, name = ''): ProgramCase => ({
  name: `normalization ${arm}${name}`,
  experiment: 'normalization',
  arm,
  values: { width: 8, depth: 2, examples: 128, steps: 20, batchSize: '16', ...values },
  steps: typeof values['network'] === 'string' ? 2 : 6,
});

const transformer = (arm: string, values: Values = {}): ProgramCase =>
  norms(arm, { network: 'transformer', depth: 1, ...values }, ' in a transformer');

/** A network of the sandbox. */
const built = (network: string, values: Values = {}): ProgramCase => ({
  name: `sandbox ${network.replaceAll(';', ',')}`,
  experiment: 'sandbox',
  arm: 'small',
  values: { network, examples: 60, steps: 20, optimizer: 'adam', ...values },
  steps: 8,
});

/** A person's own table: a price of two things, one of them in large numbers. */
const ownTable = encodeTable({
  columns: ['size', 'age'],
  target: 'price',
  features: Float32Array.from({ length: 160 }, (_, i) => (i % 2 === 0 ? 1000 + 37 * ((i * 7) % 40) : (i * 5) % 23)),
  targets: Float32Array.from({ length: 80 }, (_, row) => 3 * ((row * 14) % 40) - ((row * 10 + 5) % 23) ** 2 / 10),
});
const ownHash = '00000000000000aa';

/** An adapter of the model of clothes, of numbers that are as good as any. */
const ownAdapter = { hash: '00000000000000bb', base: 'clothes', rank: 2, matrices: 'all', scaling: 0.5 } as const;
const places = placesOf(sizesOfBase('clothes'), 'all');
const waves = (...shape: [number, number]): StoredTensor => ({
  shape,
  data: Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => 0.05 * Math.sin(i)),
});
const adapterWeights = writeAdapter(
  Object.fromEntries(
    places.flatMap(({ path, inputs, outputs }) => [
      [`${path}/a`, waves(inputs, ownAdapter.rank)],
      [`${path}/b`, waves(ownAdapter.rank, outputs)],
    ]),
  ),
  sizesOfBase('clothes'),
  { rank: ownAdapter.rank, matrices: 'all', alpha: 1 },
  'clothes',
).weights;

/** What the cases learn: the site's own files, and the table and the adapter of one of them. */
export const caseFiles: FetchBytes = fetchAmong({ [ownPath(ownHash)]: ownTable, [adapterPath(ownAdapter)]: adapterWeights }, staticFiles);

const cnn = { network: 'cnn' };

const digits = { model: 'clothes', examples: 200, batchSize: 16 };
/**
 * Spanish for the small model of English, or digits for the model of clothes, by any method. An evaluation of the smallest language model that
 * there is reads 8,192 characters: half a minute for each case in plain JavaScript.
 */
const adaptation = (arm: string, values: Values = {}, name = ''): ProgramCase => ({
  name: `lora ${arm}${name}`,
  experiment: 'lora',
  arm,
  values: { batchSize: 2, steps: 20, ...values },
  steps: 4,
  ...(values['model'] === undefined && { slow: true }),
});

/** A point on a surface. */
const descent = (arm: string, problem: string, values: Values = {}): ProgramCase => ({
  name: `optimizers ${arm} on ${problem}`,
  experiment: 'optimizers',
  arm,
  values: { problem, steps: 20, spread: 0.1, startX: 0.5, startY: -1, ...values },
  steps: 10,
});

/** The same with live changes. */
const changed = (one: ProgramCase, events: NonNullable<ProgramCase['events']>): ProgramCase => ({
  ...one,
  name: `${one.name}, changed`,
  events,
});

export const programCases: readonly ProgramCase[] = [
  points('dropout'),
  { ...points('dropout', { dataSet: 'fashion-mnist', labelNoise: 0.4, batchSize: 20 }), name: 'dropout of images' },
  points('weightDecay'),
  points('l1'),
  points('earlyStopping', { learningRate: 0.1 }),
  points('labelSmoothing', { dropout: 0.3 }),
  // Biases in front of a norm have gradients of rounding errors, which AdamW makes steps of: evaluations feel them.
  { ...points('batchNorm'), tolerance: 5e-3 },
  { ...points('earlyStopping', { normalization: 'batch', learningRate: 0.02 }), name: 'dropout earlyStopping of norms', tolerance: 5e-3 },
  points('augmentation'),
  { ...points('augmentation', { dataSet: 'fashion-mnist', batchSize: 20 }), name: 'dropout augmentation of images' },
  points('ensemble'),
  {
    ...points('ensemble', {
      members: 3,
      dropout: 0.3,
      l1: 0.003,
      labelSmoothing: 0.1,
      weights: 'best',
      inputNoise: 0.2,
      learningRate: 0.1,
    }),
    name: 'dropout ensemble with all remedies',
  },
  {
    ...points('ensemble', { members: 2, normalization: 'batch', dataSet: 'mnist', learningRate: 0.002, shift: 2, rotation: 10 }),
    name: 'dropout ensemble of augmented images',
    tolerance: 5e-3,
  },
  images('sgd', { schedule: 'cosine', clipping: 'norm', clipLimit: 0.5 }),
  images('momentum', { schedule: 'warmup' }),
  images('nesterov', { schedule: 'linear' }),
  images('adagrad', { schedule: 'step' }),
  images('rmsprop', { schedule: 'one-cycle' }),
  images('adam', { clipping: 'value', clipLimit: 0.01 }),
  images('adamw', { weightDecay: 0.5 }),
  images('nadam'),
  images('lion', { weightDecay: 0.5 }),
  images('muon', { weightDecay: 0.1, schedule: 'cosine' }),
  images('momentum', cnn, ' of a convolutional network'),
  { ...images('muon', cnn, ' of a convolutional network'), slow: true },
  built('dense 12 gelu; dropout 0.2; dense 8; layernorm; tanh', {
    loss: 'smoothed',
    labelSmoothing: 0.2,
    dataSet: 'two-moons',
    noise: 0.2,
  }),
  built('dense 10 relu; rmsnorm; dense 6 silu', { loss: 'focal', optimizer: 'nesterov', schedule: 'cosine' }),
  built('dense 12 tanh; dense 8 tanh', { dataSet: 'wave', noise: 0.1 }),
  built('dense 10 relu; dropout 0.1', { dataSet: 'wave', numberLoss: 'absolute', schedule: 'warmup' }),
  built('dense 9 tanh; layernorm', {
    dataSet: `own:${ownHash}:80x2x1`,
    numberLoss: 'huber',
    threshold: 0.3,
    batchSize: 16,
    optimizer: 'adamw',
    weightDecay: 0.1,
  }),
  built('conv 4 4 relu; conv 6 3 stride 2 tanh; dense 8 relu', { dataSet: 'mnist', examples: 40, batchSize: 8 }),
  norms('none'),
  norms('batch'),
  norms('layer'),
  norms('group'),
  norms('rms'),
  { ...norms('batch', cnn, ' in images'), slow: true },
  { ...norms('layer', cnn, ' in images'), slow: true },
  { ...norms('group', { ...cnn, depth: 3 }, ' in images'), slow: true },
  { ...norms('instance', cnn, ' in images'), slow: true },
  { ...norms('rms', cnn, ' in images'), slow: true },
  transformer('none'),
  transformer('batch'),
  transformer('layer', { depth: 2 }),
  transformer('group'),
  { ...transformer('instance'), slow: true },
  transformer('rms'),
  adaptation('full'),
  adaptation('head'),
  adaptation('lora', { scaling: 2 }),
  adaptation('attention'),
  adaptation('adapters'),
  adaptation('prefix'),
  adaptation('prompt'),
  adaptation('bitfit'),
  ...['full', 'head', 'lora', 'adapters', 'bitfit'].map((arm) => adaptation(arm, digits, ' on digits')),
  adaptation('lora', { ...digits, adapter: adapterText(ownAdapter) }, ' from an adapter'),
  descent('muon', 'ravine', { learningRate: 0.1, weightDecay: 0.2, schedule: 'cosine' }),
  descent('noisy', 'saddle', { learningRate: 0.05 }),
  descent('adamw', 'rosenbrock', { learningRate: 0.05, clipping: 'norm', clipLimit: 0.5 }),
  descent('nadam', 'saddle', { learningRate: 0.05 }),
  descent('lion', 'beale', { learningRate: 0.02 }),
  descent('nesterov', 'himmelblau', { learningRate: 0.005, clipping: 'value' }),
  descent('momentum', 'plane', { learningRate: 0.05 }),
  // Muon and NAdam are no optimizers of Keras.
  descent('adam', 'ravine', { learningRate: 0.1, schedule: 'cosine' }),
  changed(points('dropout'), [
    { step: 3, id: 'learningRate', value: 0.1 },
    { step: 3, id: 'dropout', value: 0.2 },
    { step: 5, id: 'labelSmoothing', value: 0.2 },
    { step: 8, id: 'weightDecay', value: 0.5 },
    { step: 9, id: 'l1', value: 0.01 },
  ]),
  changed(points('ensemble', { members: 2 }), [
    { step: 3, id: 'inputNoise', value: 0.2 },
    { step: 5, id: 'dropout', value: 0.3 },
    { step: 7, id: 'inputNoise', value: 0 },
  ]),
  changed(images('nesterov', { schedule: 'linear', clipping: 'norm', clipLimit: 0.5 }), [
    { step: 3, id: 'learningRate', value: 0.1 },
    { step: 5, id: 'momentum', value: 0.5 },
    { step: 7, id: 'clipLimit', value: 0.1 },
  ]),
  changed(images('muon', { weightDecay: 0.1 }), [
    { step: 2, id: 'otherRate', value: 0.01 },
    { step: 4, id: 'weightDecay', value: 0 },
    { step: 6, id: 'momentum', value: 0.8 },
  ]),
  changed(images('adam', { schedule: 'cosine' }), [
    { step: 2, id: 'beta1', value: 0.5 },
    { step: 5, id: 'beta2', value: 0.9 },
    { step: 7, id: 'beta1', value: 0 },
    { step: 7, id: 'momentum', value: 0.3 },
  ]),
  changed(images('adamw', { weightDecay: 0.5 }), [
    { step: 3, id: 'beta2', value: 0.95 },
    { step: 6, id: 'weightDecay', value: 0.1 },
  ]),
  changed(images('nadam'), [
    { step: 2, id: 'beta1', value: 0.7 },
    { step: 4, id: 'beta2', value: 0.9 },
  ]),
  changed(images('momentum', { momentum: 0, schedule: 'warmup' }), [
    { step: 3, id: 'momentum', value: 0.8 },
    { step: 5, id: 'momentum', value: 0 },
    { step: 6, id: 'learningRate', value: 0.05 },
    { step: 7, id: 'momentum', value: 0.9 },
  ]),
  changed(images('lion'), [
    { step: 3, id: 'beta1', value: 0.5 },
    { step: 5, id: 'weightDecay', value: 0.5 },
    { step: 7, id: 'beta2', value: 0.9 },
  ]),
  changed(points('weightDecay'), [
    { step: 4, id: 'inputNoise', value: 0.3 },
    { step: 6, id: 'weightDecay', value: 0 },
    { step: 9, id: 'inputNoise', value: 0 },
  ]),
  changed(built('dense 9 relu; dropout 0.1', { loss: 'focal', optimizer: 'nesterov', clipping: 'value', clipLimit: 0.05 }), [
    { step: 2, id: 'focusing', value: 0.5 },
    { step: 4, id: 'momentum', value: 0.5 },
    { step: 5, id: 'clipLimit', value: 0.01 },
  ]),
  changed(adaptation('lora'), [
    { step: 1, id: 'learningRate', value: 0.01 },
    { step: 3, id: 'scaling', value: 2 },
  ]),
  changed(adaptation('lora', digits, ' on digits'), [
    { step: 1, id: 'learningRate', value: 0.01 },
    { step: 3, id: 'scaling', value: 2 },
  ]),
  changed(descent('rmsprop', 'rosenbrock', { learningRate: 0.01 }), [
    { step: 2, id: 'gradientNoise', value: 0.1 },
    { step: 4, id: 'learningRate', value: 0.02 },
    { step: 6, id: 'beta2', value: 0.9 },
  ]),
];

/** The values of a case's arm. Throws without such an experiment or arm. */
export function valuesOfCase({ experiment, arm, values }: ProgramCase): Values {
  const found = catalogue.find(({ id }) => id === experiment);
  const [own] = found ? resolveArms(found, { ...defaultConfiguration(found), arms: [{ id: arm, values }] }) : [];
  if (!own) throw new Error(`there is no ${experiment}`);
  return own.values;
}

/** Seed 1 of a case. Throws where it cannot be written as a program. */
export async function runOfCase(one: ProgramCase): Promise<RunOfArm<Description>> {
  const experiment = catalogue.find(({ id }) => id === one.experiment);
  if (!experiment) throw new Error(`there is no ${one.experiment}`);
  const events = (one.events ?? []).map((event) => ({ ...event, arms: [one.arm] }));
  const { described, changes } = await describedArm(experiment, { id: one.arm, values: valuesOfCase(one) }, events);
  if (!described.ok) throw new Error(`${one.name} is not described: ${described.reason}`);
  const description = { ...described.arm, steps: one.steps, evaluateEvery: 2 };
  return { experiment: one.experiment, arm: one.arm, name: one.arm, seed: 1, sessionSeed: 3, description, changes };
}
