/** What a transformer consists of, in a program in Keras, over sequences [batch, token, feature]. */
import type { PlacedLayer } from '../../../experiment/arm-description.ts';

const positionsClass = `class Positions(layers.Layer):
    """A table of vectors that learn, one for each token."""

    def build(self, shape):
        self.table = self.add_weight(name="table", shape=shape[1:], initializer="zeros")

    def call(self, x):
        return x + self.table


`;

const attentionFunction = `def attention(x, name, heads):
    """Of every token to all, in heads (Vaswani et al. 2017)."""
    tokens, width = x.shape[1:]

    def in_heads(part):
        rows = layers.Dense(width, name=f"{name}_{part}")(x)
        return keras.ops.transpose(keras.ops.reshape(rows, (-1, tokens, heads, width // heads)), (0, 2, 1, 3))

    queries, keys, values = in_heads("query"), in_heads("key"), in_heads("value")
    weights = keras.ops.softmax(keras.ops.matmul(queries, keras.ops.swapaxes(keys, 2, 3)) * math.sqrt(heads / width))
    joined = keras.ops.transpose(keras.ops.matmul(weights, values), (0, 2, 1, 3))
    return layers.Dense(width, name=f"{name}_output")(keras.ops.reshape(joined, (-1, tokens, width)))


`;

export function kerasTransformerParts(layers: readonly PlacedLayer[]): string {
  const has = (kind: PlacedLayer['kind']): boolean => layers.some((layer) => layer.kind === kind);
  return `${has('positions') ? positionsClass : ''}${has('attention') ? attentionFunction : ''}`;
}

const nameOf = (path: string): string => `before_${path.replaceAll('/', '_')}`;

export const kerasResidual = {
  begin: (path: string): string => `${nameOf(path)} = x`,
  end: (path: string): string => `x = layers.Add()([${nameOf(path)}, x])`,
};
