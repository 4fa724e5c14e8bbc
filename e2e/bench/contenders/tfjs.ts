/**
 * TensorFlow.js as it comes from npm: its own kernels, gradients, flags and layers. Both contenders, `model.fit` and the eager step, train
 * these models. The embedding is a dense layer on one-hot rows, since WASM has no gradient of a gather.
 */
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import { initializers, input, layers, model } from '@tensorflow/tfjs-layers';
import type { LayersModel, Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { featuresOf } from '../../../src/worker/benchmark/workloads.ts';
import type { TransformerWorkload, Workload } from '../../../src/worker/benchmark/workloads.ts';
import type { BenchDevice } from '../contender.ts';
import { factors } from '../factors.ts';

export async function openTfjs(device: BenchDevice): Promise<void> {
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plain,
    'tfjs-backend-wasm-simd.wasm': simd,
    'tfjs-backend-wasm-threaded-simd.wasm': simd,
  });
  if (device === 'js' || !(await tf.setBackend(device))) throw new Error(`tfjs has no ${device} here`);
  await tf.ready();
}

/** Adds a trained vector to each position. */
class Positions extends layers.Layer {
  static className = 'Positions';
  private table: ReturnType<layers.Layer['addWeight']> | null = null;
  override build(shape: Shape | Shape[]): void {
    const [, length = null, width = null] = Array.isArray(shape[0]) ? shape[0] : shape;
    this.table = this.addWeight('table', [Number(length), Number(width)], 'float32', initializers.randomNormal({ stddev: 0.02 }));
    super.build(shape);
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = Array.isArray(inputs) ? inputs : [inputs];
    if (!x || !this.table) throw new Error('Positions was not built');
    return tf.add(x, this.table.read());
  }
}

/** Causal attention of queries, keys and values `[B, T, width]`; trains nothing of its own. */
class CausalAttention extends layers.Layer {
  static className = 'CausalAttention';
  constructor(
    private readonly heads: number,
    private readonly mask: tf.Tensor,
  ) {
    super({});
  }
  override computeOutputShape(shapes: Shape | Shape[]): Shape | Shape[] {
    const [first] = shapes;
    return Array.isArray(first) ? first : shapes;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    if (!Array.isArray(inputs)) throw new Error('attention takes queries, keys and values');
    return tf.tidy(() => {
      const [q, k, v] = inputs.map((x) => {
        const [batch = 1, length = 1, width = 1] = x.shape;
        return tf.transpose(tf.reshape(x, [batch, length, this.heads, width / this.heads]), [0, 2, 1, 3]);
      });
      if (!q || !k || !v) throw new Error('attention takes queries, keys and values');
      const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(q.shape[3] ?? 1));
      const seen = tf.matMul(tf.softmax(tf.add(scores, this.mask)), v);
      const [batch = 1, heads = 1, length = 1, width = 1] = seen.shape;
      return tf.reshape(tf.transpose(seen, [0, 2, 1, 3]), [batch, length, heads * width]);
    });
  }
}

function transformer({ width, heads, layers: depth, context, classes }: TransformerWorkload, x: SymbolicTensor): SymbolicTensor {
  const apply = (layer: layers.Layer, ...values: SymbolicTensor[]): SymbolicTensor => {
    const [first] = values;
    if (!first) throw new Error('a layer needs an input');
    const result = layer.apply(values.length > 1 ? values : first);
    if (Array.isArray(result) || result instanceof tf.Tensor) throw new Error('a layer gave no single symbol');
    return result;
  };
  const dense = (units: number, value: SymbolicTensor, activation?: 'gelu_new'): SymbolicTensor =>
    apply(layers.dense({ units, ...(activation && { activation }) }), value);
  const mask = tf.tensor2d(
    Float32Array.from({ length: context * context }, (_, i) => (i % context > Math.floor(i / context) ? -1e9 : 0)),
    [context, context],
  );
  let h = apply(new Positions({}), apply(layers.dense({ units: width, useBias: false }), x));
  for (let i = 0; i < depth; i++) {
    const n = apply(layers.layerNormalization({ epsilon: 1e-5 }), h);
    const seen = apply(new CausalAttention(heads, mask), dense(width, n), dense(width, n), dense(width, n));
    h = apply(layers.add(), h, dense(width, seen));
    const up = dense(4 * width, apply(layers.layerNormalization({ epsilon: 1e-5 }), h), 'gelu_new');
    h = apply(layers.add(), h, dense(width, up));
  }
  return apply(layers.dense({ units: classes, useBias: false }), apply(layers.layerNormalization({ epsilon: 1e-5 }), h));
}

/** The network up to its logits, or to probabilities behind a softmax. */
export function buildModel(workload: Workload, output: 'logits' | 'probabilities'): LayersModel {
  const shape = inputShape(workload).slice(1);
  const x = input({ shape });
  const last = hidden(workload, x);
  const y = output === 'logits' ? last : layers.softmax({ axis: -1 }).apply(last);
  if (Array.isArray(y) || y instanceof tf.Tensor) throw new Error('the network has one output');
  return model({ inputs: x, outputs: y });
}

function hidden(workload: Workload, x: SymbolicTensor): SymbolicTensor {
  if (workload.kind === 'transformer') return transformer(workload, x);
  const stack: layers.Layer[] = [];
  if (workload.kind === 'perceptron') {
    workload.sizes
      .slice(1)
      .forEach((units, i) => stack.push(layers.dense({ units, ...(i < workload.sizes.length - 2 && { activation: 'relu' }) })));
  } else {
    for (const filters of workload.channels) {
      stack.push(layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu' }), layers.maxPooling2d({ poolSize: 2 }));
    }
    stack.push(layers.flatten(), layers.dense({ units: workload.classes }));
  }
  return stack.reduce((value, layer) => {
    const result = layer.apply(value);
    if (Array.isArray(result) || result instanceof tf.Tensor) throw new Error('a layer gave no single symbol');
    return result;
  }, x);
}

/** Shape of so many examples. */
export function inputShape(workload: Workload, examples = workload.batch): number[] {
  if (workload.kind === 'perceptron') return [examples, featuresOf(workload)];
  if (workload.kind === 'convolution') return [examples, workload.size, workload.size, 1];
  return [examples, workload.context, workload.classes];
}

export function targetShape(workload: Workload, examples = workload.batch): number[] {
  return workload.kind === 'transformer' ? [examples, workload.context, workload.classes] : [examples, workload.classes];
}

export async function multiply(device: BenchDevice, n: number): Promise<(count: number) => Promise<void>> {
  await openTfjs(device);
  const { left, right } = factors(n);
  const a = tf.tensor2d(left, [n, n]);
  let b: tf.Tensor = tf.tensor2d(right, [n, n]);
  return async (count) => {
    for (let i = 0; i < count; i++) {
      const next = tf.matMul(a, b);
      b.dispose();
      b = next;
    }
    await b.data();
  };
}
