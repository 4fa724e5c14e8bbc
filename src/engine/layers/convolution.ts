/** Convolution over images. */
import { convolutionOp } from '../device/kernels/convolution.ts';
import type { Activation } from '../device/kernels/dense.ts';
import { windowsAlong } from '../device/kernels/windows.ts';
import type { Padding } from '../device/kernels/windows.ts';
import type { Initializer } from '../training/population.ts';
import { tensorAt } from '../training/tree.ts';
import { glorotUniform, heNormal, zeros } from './initializers.ts';
import { fact } from './layer.ts';
import type { Layer, Shape } from './layer.ts';

export interface ConvolutionOptions {
  /** Pixels from one window to the next; 1 if not given. */
  stride?: number;
  /** As in TensorFlow; `same` if not given. */
  padding?: Padding;
  activation?: Activation;
  /** He's for ReLU and Glorot's otherwise if not given. */
  initializer?: Initializer;
}

/** Height, width and channels of an image. Throws for another rank. */
export function imageShape(input: Shape): [number, number, number] {
  const [height, width, channels] = input;
  if (input.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw new Error(`expected an image [height, width, channels], got [${input.join(', ')}]`);
  }
  return [height, width, channels];
}

/**
 * Convolution with square kernels and a bias: x `[R, B, H, W, inputs]` → `[R, B, H′, W′, outputs]`, kernels `[k, k, inputs, outputs]`, not
 * flipped (cross-correlation, as TensorFlow's conv2d and PyTorch's Conv2d). Biases start at 0.
 */
export function convolution(inputs: number, outputs: number, kernelSize: number, options: ConvolutionOptions = {}): Layer {
  const { stride = 1, padding = 'same', activation = 'linear' } = options;
  const { initializer = activation === 'relu' ? heNormal : glorotUniform } = options;
  const layer: Layer = {
    init: (population, path) => ({
      kernels: population.parameter([kernelSize, kernelSize, inputs, outputs], initializer, `kernels${path}`),
      bias: population.parameter([outputs], zeros, `bias${path}`),
    }),
    apply: (parameters, x) =>
      convolutionOp(x, tensorAt(parameters, 'kernels'), tensorAt(parameters, 'bias'), { stride, padding, activation }),
    parameters: kernelSize * kernelSize * inputs * outputs + outputs,
    shape: (input) => {
      const [height, width, channels] = imageShape(input);
      if (channels !== inputs) throw new Error(`convolution: an image with ${channels} channels in place of ${inputs}`);
      const out = (size: number): number => windowsAlong(size, kernelSize, stride, padding).out;
      return [out(height), out(width), outputs];
    },
    facts: (input, path) => {
      const line = fact(layer, input, path);
      return [{ ...line, multiplyAdds: line.kept * kernelSize * kernelSize * inputs }];
    },
  };
  return layer;
}
