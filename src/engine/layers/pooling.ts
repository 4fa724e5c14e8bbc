/** Pooling over windows of images. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { averagePoolOp, maxPoolOp } from '../device/kernels/pooling.ts';
import { windowsAlong } from '../device/kernels/windows.ts';
import type { Padding, WindowSettings } from '../device/kernels/windows.ts';
import { imageShape } from './convolution.ts';
import { fact } from './layer.ts';
import type { Layer } from './layer.ts';

export interface PoolingOptions {
  /** Pixels from one window to the next; the size of a window if not given. */
  stride?: number;
  /** As in TensorFlow; `valid`, which drops a rest row or column, if not given. */
  padding?: Padding;
}

function pooling(pool: (x: Tensor, settings: WindowSettings) => Tensor, size: number, options: PoolingOptions, tensors: number): Layer {
  const { stride = size, padding = 'valid' } = options;
  const layer: Layer = {
    init: () => ({}),
    apply: (_, x) => pool(x, { windowHeight: size, windowWidth: size, stride, padding }),
    parameters: 0,
    shape: (input) => {
      const [height, width, channels] = imageShape(input);
      const out = (side: number): number => windowsAlong(side, size, stride, padding).out;
      return [out(height), out(width), channels];
    },
    facts: (input, path) => {
      const line = fact(layer, input, path);
      return [{ ...line, kept: line.kept * tensors }];
    },
  };
  return layer;
}

/** The largest value of each square window, `[R, B, H, W, C]` → `[R, B, H′, W′, C]`; of equal values the first takes the gradient. */
export const maxPool = (size: number, options: PoolingOptions = {}): Layer => pooling(maxPoolOp, size, options, 2);

/** The mean of each square window over its pixels inside the image, `[R, B, H, W, C]` → `[R, B, H′, W′, C]`. */
export const averagePool = (size: number, options: PoolingOptions = {}): Layer => pooling(averagePoolOp, size, options, 1);
