/** The workloads of the benchmark, declared once for the command line and the Device page: plain data, so that every contender can build them. */

interface Common {
  /** Short and stable: names the workload on the command line and in rows. */
  id: string;
  /** Examples of one step; sequences of a language model. */
  batch: number;
  classes: number;
}

/** A perceptron with ReLU between its layers: `sizes` from features to classes. */
export interface PerceptronWorkload extends Common {
  kind: 'perceptron';
  sizes: readonly number[];
}

/** 3×3 convolutions with ReLU, each followed by 2×2 max pooling, and one dense layer; images `[size, size, 1]`. */
export interface ConvolutionWorkload extends Common {
  kind: 'convolution';
  size: number;
  channels: readonly number[];
}

/** A causal transformer with the norm in front, GELU, learned positions and a head of its own; `classes` is its vocabulary. */
export interface TransformerWorkload extends Common {
  kind: 'transformer';
  width: number;
  heads: number;
  layers: number;
  context: number;
}

export type Workload = PerceptronWorkload | ConvolutionWorkload | TransformerWorkload;

export const workloads: readonly Workload[] = [
  { id: 'mlp-2-16-16-2', kind: 'perceptron', sizes: [2, 16, 16, 2], batch: 32, classes: 2 },
  { id: 'mlp-784-128-10', kind: 'perceptron', sizes: [784, 128, 10], batch: 128, classes: 10 },
  { id: 'mlp-784-512-512-10', kind: 'perceptron', sizes: [784, 512, 512, 10], batch: 256, classes: 10 },
  { id: 'cnn-28x28', kind: 'convolution', size: 28, channels: [8, 16], batch: 64, classes: 10 },
  { id: 'transformer-0.8M', kind: 'transformer', width: 128, heads: 4, layers: 4, context: 128, batch: 1, classes: 64 },
];

/** Examples that lie on the device; a language model has so many windows of text. */
export const examplesOf = (workload: Workload): number => (workload.kind === 'transformer' ? 64 : 2048);

/** Numbers of one example, without the batch: features, pixels, or tokens of a window. */
export function featuresOf(workload: Workload): number {
  switch (workload.kind) {
    case 'perceptron':
      return workload.sizes[0] ?? 0;
    case 'convolution':
      return workload.size * workload.size;
    case 'transformer':
      return workload.context;
  }
}
