/** The network of an arm as lines of a TensorFlow.js program: its parameters, and its forward pass. */
import { isNumberLoss, type ActivationFunction, type ArmDescription, type PlacedLayer } from '../../../experiment/arm-description.ts';
import type { ChangingFunction } from './changes.ts';
import { drawnWeights } from '../drawn-weights.ts';
import { layerLines, hasSequences, normedShape } from '../layer-tree.ts';
import { geluTanh, tensorflowResidual, tensorflowTransformerFunctions } from './transformer.ts';

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
      return [`x = tf.add(tf.conv2d(x, ${p('kernels')}, ${layer.stride ?? 1}, 'same'), ${p('bias')});`];
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

const normalizedFunction = `function normalized(x, axes) {
  const { mean, variance } = tf.moments(x, axes, true);
  return tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
}
`;

const batchNormFunction = (layers: readonly PlacedLayer[]): string => `/** Running means and variances, which normalize in evaluation. */
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

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');

/** The forward pass, which changes with the rates of dropout. */
export const tensorflowForward: ChangingFunction<ArmDescription> = {
  name: 'forward',
  parameters: 'x, training, update',
  bodyOf: (d) => indented([...layerLines(d, (layer) => applied(layer, hasSequences(d.layers)), tensorflowResidual), 'return x;']),
};

/** Makes the parameters `p` and, of batch norms, `running`; defines `forward(x, training, update)`. */
export function tensorflowNetwork(d: ArmDescription): string {
  const { layers, loss } = d;
  const kinds = new Set(layers.map(({ kind }) => kind));
  return [
    `/** Trainable parameters by the paths that they have in Ablate; weights are [in, out], kernels [height, width, in, out]. */
const p = {
${layers.flatMap(parametersOf).join('\n')}
};`,
    ...(kinds.has('layerNorm') || kinds.has('groupNorm') ? [normalizedFunction] : []),
    ...(kinds.has('batchNorm') ? [batchNormFunction(layers)] : []),
    tensorflowTransformerFunctions(layers),
    `/** ${isNumberLoss(loss) ? 'Predicted numbers, standardized' : 'Logits'}. */
function forward(${tensorflowForward.parameters}) {
${tensorflowForward.bodyOf(d)}
}`,
  ]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}

/** An expression: all that changes in training, by path. */
export const tensorflowWeights = (layers: readonly PlacedLayer[]): string =>
  layers.some(({ kind }) => kind === 'batchNorm') ? '{ ...p, ...running }' : 'p';
