/**
 * An arm as a program in Keras 3, for any of its backends. Dropout masks are inputs of the model, since a layer of Keras cannot know which
 * update it is in; evaluations give ones.
 */
import type { ActivationFunction, ArmDescription, PlacedLayer } from '../../../experiment/arm-description.ts';
import { byUpdate, kerasChanges, segmentsOf, type Segment } from './changes.ts';
import { kerasGoal } from './goals.ts';
import { drawnWeights, pythonDraw } from '../drawn-weights.ts';
import { kerasOptimizerClasses, kerasPenalized } from './optimizer-classes.ts';
import { kerasOptimizer, kerasOptimizerClass, kerasRate } from './optimizers.ts';
import { kerasResidual, kerasTransformerParts } from './transformer.ts';
import { layerLines, normedShape } from '../layer-tree.ts';
import { betasChange, keepingVelocity } from '../optimizer-use.ts';
import { augmentationLines, isAugmented } from '../python/augmentation.ts';
import { pythonData, pythonEnd, pythonHead, pythonKey, pythonNumbers, pythonSchedule, pythonWanted } from '../python/parts.ts';
import type { RunOfArm } from '../run-of-arm.ts';

const activations: Readonly<Record<ActivationFunction, string>> = {
  relu: 'relu',
  leakyRelu: 'LeakyReLU',
  elu: 'elu',
  gelu: 'gelu',
  geluTanh: 'gelu',
  silu: 'silu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  softplus: 'softplus',
};

/** What has been run: the cases of `npm run test:export -- --keras`. */
const label = `Programs with every layer and optimizer that this one may have were run with Keras 3.15 on PyTorch and agreed; on other backends none was.`;

const batchNormClass = `class BatchNormalization(layers.BatchNormalization):
    """Its moving variance takes the unbiased variance of each batch, as Ablate's does."""

    def call(self, inputs, training=None, mask=None):
        before = self.momentum * keras.ops.convert_to_tensor(self.moving_variance)
        outputs = super().call(inputs, training=training, mask=mask)
        if training:
            count = BATCH_SIZE * math.prod(inputs.shape[1:-1])
            self.moving_variance.assign(before + (self.moving_variance - before) * (count / (count - 1)))
        return outputs


`;

/** Keras takes a name for one layer only once, and no slashes. */
const nameOf = ({ path }: { path: string }): string => path.replaceAll('/', '_');

/** @param rateOf - the rate of a dropout, as Python asks for it; null: it is 0 throughout */
function layerOf(layer: PlacedLayer, rateOf: (path: string) => string | null): string {
  const name = `name="${nameOf(layer)}"`;
  switch (layer.kind) {
    case 'dense':
      return `x = layers.Dense(${layer.outputs}, ${name})(x)`;
    case 'convolution':
      return `x = layers.Conv2D(${layer.outputs}, ${layer.size}, strides=${layer.stride ?? 1}, padding="same", ${name})(x)`;
    case 'activation':
      if (layer.of === 'leakyRelu') return 'x = layers.LeakyReLU(negative_slope=0.01)(x)';
      return layer.of === 'geluTanh' ? 'x = keras.ops.gelu(x, approximate=True)' : `x = layers.Activation("${activations[layer.of]}")(x)`;
    case 'dropout':
      return maskedLine(layer.path, rateOf(layer.path));
    case 'batchNorm':
      return `x = BatchNormalization(momentum=0.9, epsilon=1e-5, ${name})(x)`;
    case 'layerNorm':
      return `x = layers.LayerNormalization(axis=[${normedShape(layer.shape)
        .map((_, i, { length }) => i - length)
        .join(', ')}], epsilon=1e-5, ${name})(x)`;
    case 'rmsNorm':
      return `x = layers.RMSNormalization(axis=-1, epsilon=1e-6, ${name})(x)`;
    case 'groupNorm':
      return `x = layers.GroupNormalization(groups=${layer.groups}, epsilon=1e-5, ${name})(x)`;
    case 'maxPool':
      return `x = layers.MaxPooling2D(${layer.size}, data_format="channels_last")(x)`;
    case 'averagePool':
      return `x = layers.AveragePooling2D(${layer.size}, data_format="channels_last")(x)`;
    case 'image':
      return `x = layers.Reshape((${layer.shape.join(', ')}))(x)`;
    case 'flatten':
      return 'x = layers.Flatten(data_format="channels_last")(x)';
    case 'patches':
      return `x = layers.Conv2D(${layer.outputs}, ${layer.size}, strides=${layer.size}, ${name})(x)
x = layers.Reshape((-1, ${layer.outputs}))(x)`;
    case 'positions':
      return `x = Positions(${name})(x)`;
    case 'attention':
      return `x = attention(x, "${nameOf(layer)}", ${layer.heads})`;
    case 'tokenMean':
      return 'x = keras.ops.mean(x, axis=1)';
  }
}

const initialOf = (layer: PlacedLayer): string[] =>
  drawnWeights(layer).map((drawn) => {
    const draw = `ablate_random.${pythonDraw[drawn.initial]}, (${drawn.shape.join(', ')})`;
    return `    ("${nameOf(drawn)}", "${drawn.leaf}/${drawn.path}", ${draw}),`;
  });

const maskedLine = (path: string, rate: string | null): string =>
  rate === null ? '# no dropout here: its rate is 0' : `x = masked("masks/${path}", ${rate}, x)`;

type Segments = readonly Segment<ArmDescription>[];

const rateAt = ({ layers }: ArmDescription, path: string): number => {
  const layer = layers.find((one) => one.path === path);
  return layer?.kind === 'dropout' ? layer.rate : 0;
};

/** Whether something that an arm has is so at any time. */
const everIn = (segments: Segments, isSo: (d: ArmDescription) => boolean): boolean => segments.some(({ description }) => isSo(description));

/** Lines that augment a batch `x`, segment by segment where that changes. */
function augmented(segments: Segments): string[] {
  const own = segments.map(({ description }) => augmentationLines(description, ''));
  const [first = []] = own;
  if (own.every((lines) => lines.join() === first.join())) return first;
  return segments.flatMap(({ from }, at) => {
    const lines = own[at] ?? [];
    const until = segments[at + 1]?.from;
    const condition = until === undefined ? `if update >= ${from}:` : `if ${from} <= update < ${until}:`;
    return lines.length === 0 ? [] : [condition, ...lines.map((line) => `    ${line}`)];
  });
}

/** What trains: `model`, `train_step(update)`, which gives the loss, and `outputs_of(x)`. */
function learner(segments: Segments, d: ArmDescription, betasChange: boolean): string {
  const decays = ['adamw', 'lion'].includes(d.optimizer.kind) && everIn(segments, ({ optimizer }) => optimizer.weightDecay > 0);
  const name = everIn(segments, ({ l1 }) => l1 > 0) ? { name: 'Penalized' } : {};
  const optimizer = kerasOptimizer(d.optimizer, d.clip, { betasChange, ...name });
  const lossOf = (one: ArmDescription): string => kerasGoal(one).loss;
  const ratesOf = (path: string): string => byUpdate(segments, (one) => String(rateAt(one, path)));
  const rateChanges = d.layers.some(({ path }) => ratesOf(path).includes(' '));
  const rateOf = (path: string): string | null =>
    everIn(segments, (one) => rateAt(one, path) > 0) ? `${rateChanges ? 'lambda update: ' : ''}${ratesOf(path)}` : null;
  const base = byUpdate(segments, (one) => String(one.optimizer.learningRate));
  return `masks = []


def masked(stream, rate, x):
    """Dropout whose mask is an input of the model."""
    mask = keras.Input(x.shape[1:])
    masks.append((key(stream), rate, x.shape[1:], mask))
    return layers.Multiply()([x, mask])


inputs = x = keras.Input((${d.features},))
${layerLines(d, (layer) => [layerOf(layer, rateOf)], kerasResidual).join('\n')}
model = keras.Model([inputs, *(mask for *_, mask in masks)], x)

for name, stream, draw, shape in (
${d.layers.flatMap(initialOf).join('\n')}
):
    biases = [] if stream.startswith("table/") else [np.zeros(shape[-1], np.float32)]
    model.get_layer(name).set_weights([draw(key(stream), shape), *biases])

optimizer = ${optimizer}
${decays ? `optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta", "scale", "table"])\n` : ''}model.compile(optimizer, loss=${lossOf(d)})


def train_step(update):
${kerasChanges(segments, lossOf)
  .map((line) => `    ${line}\n`)
  .join('')}    rows = ablate_random.batch(key("order"), update, len(train_x), BATCH_SIZE)
    x = train_x[rows]
${augmented(segments)
  .map((line) => `    ${line}\n`)
  .join(
    '',
  )}    drawn = [ablate_random.dropout_mask(k, update, (BATCH_SIZE, *shape), ${rateChanges ? 'rate(update)' : 'rate'}) for k, rate, shape, _ in masks]
${kerasRate(d.optimizer, base)}    # What train_on_batch returns is a mean over all batches so far: the loss of this one is asked for anew.
    model.reset_metrics()
    return float(np.asarray(model.train_on_batch([x, *drawn], goals(train_y[rows]))))


def outputs_of(x):
    ones = [np.ones((len(x), *shape), np.float32) for _, _, shape, _ in masks]
    return model.predict_on_batch([x, *ones]).astype(np.float64)`;
}

/** Lines inside a function. */
const inside = (text: string): string => text.replace(/\n{3,}/g, '\n\n').replace(/^(?=.)/gm, '    ');

const ensemble = (text: string): string => `def network(member):
    """One network; the first has the random streams of a single one."""

    def key(stream):
        return ablate_random.stream_key(SESSION_SEED, SEED, f"{stream}/member{member}" if member > 0 else stream)

${inside(text)}

    return model, train_step, outputs_of


networks = [network(member) for member in range(MEMBERS)]


def train_step(update):
    """Each member takes batches of its own."""
    return sum(member_step(update) for _, member_step, _ in networks) / MEMBERS


def outputs_of(x):
    """The logarithm of averaged probabilities (Lakshminarayanan, Pritzel & Blundell 2017)."""
    log_p = np.stack([log_softmax(member_outputs(x)) for *_, member_outputs in networks])
    top = log_p.max(axis=0)
    return top + np.log(np.exp(log_p - top).mean(axis=0))`;

/** Lines of an evaluation before and after its scores. */
const kept = {
  before: `    """Of the weights with the lowest validation loss so far."""
    global best_loss, best_weights
    now = evaluated_loss(outputs_of(validation_x), validation_y)
    trained = [[np.array(weights) for weights in model.get_weights()] for model in models]
    if best_weights is None or now < best_loss:
        best_loss, best_weights = now, trained
    for model, weights in zip(models, best_weights):
        model.set_weights(weights)
`,
  after: `    for model, weights in zip(models, trained):
        model.set_weights(weights)
`,
};

/** Classes and functions before what trains. */
function helpersOf(segments: Segments, d: ArmDescription, betasChange: boolean): string {
  const penalized = everIn(segments, ({ l1 }) => l1 > 0);
  return [
    d.optimizer.schedule ? `${pythonSchedule(d.optimizer.schedule)}\n\n\n` : '',
    d.layers.some(({ kind }) => kind === 'batchNorm') ? batchNormClass : '',
    kerasTransformerParts(d.layers),
    kerasOptimizerClasses(d.optimizer, betasChange),
    penalized ? kerasPenalized(kerasOptimizerClass(d.optimizer.kind, betasChange), d.l1) : '',
  ].join('');
}

/** The text of `train.py`, beside which lie `ablate_random.py` and the folder `data`. */
export function kerasProgram(run: RunOfArm): string {
  const { first: d, changes } = keepingVelocity(run.description, run.changes ?? []);
  const segments = segmentsOf(d, changes, 'UPDATES_PER_STEP');
  const betas = betasChange(d.optimizer, changes);
  const trained = learner(segments, d, betas);
  const goal = kerasGoal(d);
  const several = d.members !== undefined;
  return `${pythonHead(run, 'Keras 3', '    pip install numpy keras torch\n    KERAS_BACKEND=torch python train.py', label)}
import csv
import math
import pathlib

import keras
import numpy as np
from keras import layers

${isAugmented(run) ? 'import ablate_augmentation\n' : ''}import ablate_random

${pythonNumbers(run)}

${pythonData}


${pythonKey}


${pythonWanted(d.loss)}


${goal.goals}


${helpersOf(segments, d, betas)}train_x, train_y = standardized("train_x"), wanted("train_y")
validation_x, validation_y = standardized("validation_x"), wanted("validation_y")
losses = []

${several ? `\n${ensemble(trained)}` : trained}


${d.keepBest ? `models = ${several ? '[model for model, *_ in networks]' : '[model]'}\nbest_loss, best_weights = math.inf, None\n\n\n` : ''}def evaluate(step):
${d.keepBest ? kept.before : ''}    for split, x, y in (
        ("train", train_x[:EVALUATED_TRAINING_EXAMPLES], train_y[:EVALUATED_TRAINING_EXAMPLES]),
        ("validation", validation_x, validation_y),
    ):
        outputs = outputs_of(x)
${goal.scores.map((line) => `        ${line}`).join('\n')}
${d.keepBest ? kept.after : ''}

evaluate(0)
for step in range(1, STEPS + 1):
    updates = range((step - 1) * UPDATES_PER_STEP, step * UPDATES_PER_STEP)
    losses.append(("trainingLoss", step, sum(train_step(update) for update in updates) / UPDATES_PER_STEP))
    if step % EVALUATE_EVERY == 0 or step == STEPS:
        evaluate(step)

${pythonEnd}
`;
}
