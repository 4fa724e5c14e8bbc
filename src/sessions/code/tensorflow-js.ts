/** An arm as a program for Node on TensorFlow.js, its plain JavaScript backend. */
import { isNumberLoss, type ActivationFunction, type PlacedLayer } from '../../experiment/arm-description.ts';
import {
  javascriptClipping,
  javascriptEnd,
  javascriptFiles,
  javascriptHead,
  javascriptLoad,
  javascriptOptimizer,
} from './javascript-parts.ts';
import type { RunOfArm } from './run-of-arm.ts';
import { drawnWeights } from './drawn-weights.ts';
import { layerLines, hasSequences, normedShape } from './layer-tree.ts';
import { tensorflowGoal, type TensorflowGoal } from './tensorflow-js-goals.ts';
import { tensorflowOptimizer } from './tensorflow-js-optimizers.ts';
import { geluTanh, tensorflowResidual, tensorflowTransformerFunctions } from './tensorflow-js-transformer.ts';

const activations: Readonly<Record<ActivationFunction, string>> = {
  relu: 'tf.relu(x)',
  leakyRelu: 'tf.leakyRelu(x, 0.01)',
  elu: 'tf.elu(x)',
  gelu: 'tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1))',
  geluTanh,
  silu: 'tf.mul(x, tf.sigmoid(x))',
  tanh: 'tf.tanh(x)',
  sigmoid: 'tf.sigmoid(x)',
  softplus: 'tf.softplus(x)',
};

/** Lines that make the parameters of a layer: weights under the names that Ablate has for them. */
function parametersOf(layer: PlacedLayer): string[] {
  const { path } = layer;
  const variable = (name: string, values: string): string => `  '${path}/${name}': tf.variable(${values}),`;
  switch (layer.kind) {
    case 'layerNorm': {
      const shape = normedShape(layer.shape).join(', ');
      return [variable('scale', `tf.ones([${shape}])`), variable('shift', `tf.zeros([${shape}])`)];
    }
    case 'batchNorm':
    case 'groupNorm':
      return [variable('scale', `tf.ones([${layer.shape.at(-1) ?? 1}])`), variable('shift', `tf.zeros([${layer.shape.at(-1) ?? 1}])`)];
    case 'rmsNorm':
      return [variable('scale', `tf.ones([${layer.shape.at(-1) ?? 1}])`)];
    default:
      return drawnWeights(layer).flatMap((drawn) => {
        const shape = `[${drawn.shape.join(', ')}]`;
        const line = `  '${drawn.path}/${drawn.leaf}': tf.variable(tf.tensor(${drawn.initial}(key('${drawn.leaf}/${drawn.path}'), ${shape}), ${shape})),`;
        return drawn.leaf === 'table' ? [line] : [line, `  '${drawn.path}/bias': tf.variable(tf.zeros([${drawn.shape.at(-1) ?? 1}])),`];
      });
  }
}

/** Axes of a batch of examples of a shape, but for the last `kept`. */
const axes = (shape: readonly number[], first: number, kept: number): string =>
  `[${Array.from({ length: shape.length + 1 - first - kept }, (_, i) => first + i).join(', ')}]`;

/** Lines of the forward pass, which change `x`. */
function applied(layer: PlacedLayer, sequences: boolean): string[] {
  const { path } = layer;
  const p = (name: string): string => `p['${path}/${name}']`;
  switch (layer.kind) {
    case 'dense':
      return sequences ? [`x = product(x, '${path}');`] : [`x = tf.add(tf.matMul(x, ${p('weights')}), ${p('bias')});`];
    case 'convolution':
      return [`x = tf.add(tf.conv2d(x, ${p('kernels')}, 1, 'same'), ${p('bias')});`];
    case 'activation':
      return [`x = ${activations[layer.of]};`];
    case 'dropout':
      return layer.rate > 0
        ? [`if (training) x = tf.mul(x, tf.tensor(dropoutMask(key('masks/${path}'), update, x.size, ${layer.rate}), x.shape));`]
        : [];
    case 'batchNorm':
      return [`x = batchNorm(x, '${path}', ${axes(layer.shape, 0, 1)}, training);`];
    case 'layerNorm':
      return [
        `x = tf.add(tf.mul(normalized(x, ${layer.shape.length === 2 ? '[2]' : axes(layer.shape, 1, 0)}), ${p('scale')}), ${p('shift')});`,
      ];
    case 'rmsNorm':
      return [`x = tf.mul(tf.div(x, tf.sqrt(tf.add(tf.mean(tf.square(x), -1, true), 1e-6))), ${p('scale')});`];
    case 'groupNorm': {
      const features = layer.shape.at(-1) ?? 1;
      const places = layer.shape.slice(0, -1).reduce((product, size) => product * size, 1);
      return [
        `x = tf.reshape(normalized(tf.reshape(x, [-1, ${places}, ${layer.groups}, ${features / layer.groups}]), [1, 3]), x.shape);`,
        `x = tf.add(tf.mul(x, ${p('scale')}), ${p('shift')});`,
      ];
    }
    case 'maxPool':
      return [`x = tf.maxPool(x, ${layer.size}, ${layer.size}, 'valid');`];
    case 'averagePool':
      return [`x = tf.avgPool(x, ${layer.size}, ${layer.size}, 'valid');`];
    case 'image':
      return [`x = tf.reshape(x, [-1, ${layer.shape.join(', ')}]);`];
    case 'flatten':
      return ['x = tf.reshape(x, [x.shape[0], -1]);'];
    case 'patches':
      return [
        `x = tf.add(tf.conv2d(x, ${p('kernels')}, ${layer.size}, 'valid'), ${p('bias')});`,
        `x = tf.reshape(x, [x.shape[0], -1, ${layer.outputs}]);`,
      ];
    case 'positions':
      return [`x = tf.add(x, ${p('table')});`];
    case 'attention':
      return [`x = attention(x, '${path}', ${layer.heads});`];
    case 'tokenMean':
      return ['x = tf.mean(x, 1);'];
  }
}

const normalizedFunction = `
function normalized(x, axes) {
  const { mean, variance } = tf.moments(x, axes, true);
  return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
}
`;

const batchNormFunction = (layers: readonly PlacedLayer[]): string => `
/** Running means and variances, which normalize in evaluation. */
const running = {
${layers
  .flatMap((layer) =>
    layer.kind === 'batchNorm'
      ? [
          `  '${layer.path}/mean': tf.variable(tf.zeros([${layer.shape.at(-1) ?? 1}]), false),`,
          `  '${layer.path}/variance': tf.variable(tf.ones([${layer.shape.at(-1) ?? 1}]), false),`,
        ]
      : [],
  )
  .join('\n')}
};

function batchNorm(x, path, axes, training) {
  const [oldMean, oldVariance] = [running[\`\${path}/mean\`], running[\`\${path}/variance\`]];
  const { mean, variance } = training ? tf.moments(x, axes) : { mean: oldMean, variance: oldVariance };
  if (training) {
    const count = x.size / mean.size;
    const renew = (old, now) => old.assign(tf.add(tf.mul(old, 0.9), tf.mul(now, 0.1)));
    renew(oldMean, mean);
    renew(oldVariance, tf.mul(variance, count / Math.max(1, count - 1)));
  }
  const y = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(y, p[\`\${path}/scale\`]), p[\`\${path}/shift\`]);
}
`;

const targetLines = `/** How the number to predict is standardized. */
const target = { mean: load('target_mean').values[0], scale: load('target_scale').values[0] };

`;

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');

/** The text of `train.mjs`, beside which lie `random.mjs` and the folder `data`. */
export function tensorflowJsProgram(run: RunOfArm): string {
  const { description: d } = run;
  const kinds = new Set(d.layers.map(({ kind }) => kind));
  const draws = [...new Set(d.layers.flatMap(drawnWeights).map(({ initial }) => initial))].sort();
  const goal = tensorflowGoal(d);
  const number = isNumberLoss(d.loss);
  return `${javascriptHead(run, ['batch', ...(kinds.has('dropout') ? ['dropoutMask'] : []), ...draws])}
const [STEPS, UPDATES_PER_STEP, BATCH_SIZE] = [${d.steps}, ${d.updates}, ${d.batchSize}];
const [EVALUATE_EVERY, EVALUATED_TRAINING_EXAMPLES] = [${d.evaluateEvery}, ${d.evaluatedTrainingExamples}];

${javascriptFiles}

${javascriptLoad}

${number ? targetLines : ''}/** Examples standardized by the mean and 1 / standard deviation of this run's training examples, and ${number ? 'the numbers to predict, likewise' : 'their labels'}. */
function split(name) {
  const [x, y, mean, scale] = [\`\${name}_x\`, \`\${name}_y\`, 'mean', 'scale'].map(load);
  const one = mean.values.length === 1;
  const features = x.shape[1];
  const standardized = x.values.map((value, i) => Math.fround(value - mean.values[one ? 0 : i % features]) * scale.values[one ? 0 : i % features]);
  return { x: tf.tensor(standardized, x.shape), y: ${goal.wanted} };
}

/** Trainable parameters by the paths that they have in Ablate; weights are [in, out], kernels [height, width, in, out]. */
const p = {
${d.layers.flatMap(parametersOf).join('\n')}
};
${kinds.has('layerNorm') || kinds.has('groupNorm') ? normalizedFunction : ''}${kinds.has('batchNorm') ? batchNormFunction(d.layers) : ''}${tensorflowTransformerFunctions(d.layers)}
/** ${number ? 'Predicted numbers, standardized' : 'Logits'}. */
function forward(x, training, update) {
${indented(layerLines(d, (layer) => applied(layer, hasSequences(d.layers)), tensorflowResidual))}
  return x;
}

${goal.helpers}

${javascriptOptimizer(tensorflowOptimizer(d.optimizer), d.optimizer.schedule)}

const [train, validation] = [split('train'), split('validation')];
const losses = [];
${
  d.keepBest
    ? `const whole = ${kinds.has('batchNorm') ? '{ ...p, ...running }' : 'p'};
const copies = () => Object.fromEntries(Object.keys(whole).map((path) => [path, tf.clone(whole[path])]));
let best = { loss: Infinity, weights: {} };
`
    : ''
}const isMatrix = (path) => path.endsWith('/weights') || path.endsWith('/kernels');

function trainStep(update) {
  return tf.tidy(() => {
    const rows = tf.tensor1d(batch(key('order'), update, train.x.shape[0], BATCH_SIZE), 'int32');
    const [x, goals] = [tf.gather(train.x, rows), goalsOf(tf.gather(train.y, rows))];
    const names = Object.keys(p);
    const { value, grads } = tf.variableGrads(() => {
      const output = forward(x, true, update);
      return ${goal.training};
    }, Object.values(p));
    const gradients = Object.fromEntries(names.map((path) => [path, grads[p[path].name]]));
${indented(indentedGradients(d).map((line) => `  ${line}`))}
    optimize(gradients, update + 1);
    return value.dataSync()[0];
  });
}

function evaluate(step) {
${evaluation(goal, d.keepBest)}
}

evaluate(0);
for (let step = 1; step <= STEPS; step++) {
  let sum = 0;
  for (let update = (step - 1) * UPDATES_PER_STEP; update < step * UPDATES_PER_STEP; update++) sum += trainStep(update);
  losses.push(['trainingLoss', step, sum / UPDATES_PER_STEP]);
  if (step % EVALUATE_EVERY === 0 || step === STEPS) evaluate(step);
}

${javascriptEnd}
`;
}

function indentedGradients({ l1, clip }: RunOfArm['description']): string[] {
  return [
    ...(l1 > 0
      ? [`for (const path of names) if (isMatrix(path)) gradients[path] = tf.add(gradients[path], tf.mul(${l1}, tf.sign(p[path])));`]
      : []),
    ...javascriptClipping(clip),
  ];
}

function evaluation({ scores: of }: TensorflowGoal, keepBest: boolean): string {
  const scores = `  for (const [name, { x, y }, count] of [
    ['train', train, Math.min(EVALUATED_TRAINING_EXAMPLES, train.y.size)],
    ['validation', validation, validation.y.size],
  ]) {
    tf.tidy(() => {
      const [wanted, output] = [tf.slice(y, 0, count), forward(tf.slice(x, 0, count), false, 0)];
${of.map((line) => `      ${line}`).join('\n')}
    });
  }`;
  if (!keepBest) return scores;
  return `  // Of the weights with the lowest validation loss so far.
  const now = tf.tidy(() => evaluatedLoss(forward(validation.x, false, 0), validation.y).dataSync()[0]);
  if (now < best.loss) {
    tf.dispose(best.weights);
    best = { loss: now, weights: copies() };
  }
  const trained = copies();
  for (const path of Object.keys(whole)) whole[path].assign(best.weights[path]);
${scores}
  for (const path of Object.keys(whole)) whole[path].assign(trained[path]);
  tf.dispose(trained);`;
}
