/** What a transformer consists of, as functions of a program on TensorFlow.js, over sequences [batch, token, feature] and parameters `p` by path. */
import type { PlacedLayer } from '../../../experiment/arm-description.ts';

const productFunction = `
/** The dense layer at a path over the last axis of x, whatever lies in front of it. */
function product(x, path) {
  const [inputs, outputs] = p[\`\${path}/weights\`].shape;
  const rows = tf.add(tf.matMul(tf.reshape(x, [-1, inputs]), p[\`\${path}/weights\`]), p[\`\${path}/bias\`]);
  return tf.reshape(rows, [...x.shape.slice(0, -1), outputs]);
}
`;

const attentionFunction = `
/** Of every token to all, in heads (Vaswani et al. 2017). */
function attention(x, path, heads) {
  const [count, tokens, width] = x.shape;
  const inHeads = (name) => tf.transpose(tf.reshape(product(x, \`\${path}/\${name}\`), [count, tokens, heads, width / heads]), [0, 2, 1, 3]);
  const [queries, keys, values] = ['query', 'key', 'value'].map(inHeads);
  const weights = tf.softmax(tf.mul(tf.matMul(queries, keys, false, true), Math.sqrt(heads / width)));
  const joined = tf.reshape(tf.transpose(tf.matMul(weights, values), [0, 2, 1, 3]), x.shape);
  return product(joined, \`\${path}/output\`);
}
`;

/** GELU with tanh, of `x`. */
export const geluTanh =
  'tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(tf.mul(x, Math.sqrt(2 / Math.PI)), tf.add(tf.mul(tf.square(x), 0.044715), 1))), 1))';

/** Those that the layers need. */
export const tensorflowTransformerFunctions = (layers: readonly PlacedLayer[]): string =>
  layers.some(({ kind }) => kind === 'attention') ? `${productFunction}${attentionFunction}` : '';

/** A name for what goes around the residual branch at a path. */
const nameOf = (path: string): string => `before_${path.replaceAll('/', '_')}`;

export const tensorflowResidual = {
  begin: (path: string): string => `const ${nameOf(path)} = x;`,
  end: (path: string): string => `x = tf.add(${nameOf(path)}, x);`,
};
