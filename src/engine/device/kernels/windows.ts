/** Geometry of windows that slide over images: output sizes and padding as in TensorFlow, shared by convolution and pooling. */
import { dimension } from '../kernel.ts';
import type { Attributes } from '../kernel.ts';

/** `valid`: windows inside the image only; `same`: ⌈size / stride⌉ windows, the odd padding pixel below and to the right. */
export type Padding = 'same' | 'valid';

export interface WindowSettings {
  /** Rows and columns of a window, in pixels. */
  windowHeight: number;
  windowWidth: number;
  stride: number;
  padding: Padding;
}

export interface Windows extends WindowSettings {
  runs: number;
  examples: number;
  height: number;
  width: number;
  channels: number;
  /** Padding before the first row and column. */
  top: number;
  left: number;
  outHeight: number;
  outWidth: number;
}

/**
 * Number of windows along one side, and the padding before the first pixel: TensorFlow's formulas ("same": out = ⌈in / stride⌉, total
 * padding max((out − 1) · stride + window − in, 0), the smaller half first). Throws when no window fits.
 */
export function windowsAlong(size: number, window: number, stride: number, padding: Padding): { out: number; before: number } {
  const out = padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - window) / stride) + 1;
  if (!(out > 0)) throw new Error(`a window of ${window} pixels does not fit into ${size} without padding`);
  const total = padding === 'same' ? Math.max((out - 1) * stride + window - size, 0) : 0;
  return { out, before: Math.floor(total / 2) };
}

/** Windows over images `[R, B, H, W, C]`. Throws for another rank and when no window fits. */
export function windowsOver(shape: readonly number[], settings: WindowSettings): Windows {
  if (shape.length !== 5) throw new Error(`expected images [R, B, height, width, channels], got [${shape.join(', ')}]`);
  const [height, width] = [dimension(shape, 2), dimension(shape, 3)];
  const down = windowsAlong(height, settings.windowHeight, settings.stride, settings.padding);
  const across = windowsAlong(width, settings.windowWidth, settings.stride, settings.padding);
  return {
    ...settings,
    runs: dimension(shape, 0),
    examples: dimension(shape, 1),
    height,
    width,
    channels: dimension(shape, 4),
    top: down.before,
    left: across.before,
    outHeight: down.out,
    outWidth: across.out,
  };
}

/** The attributes of a kernel that slides windows. */
export const windowAttributes = ({ windowHeight, windowWidth, stride, padding }: WindowSettings): Attributes => ({
  windowHeight,
  windowWidth,
  stride,
  padding,
});

/** Reads them back; throws when one is missing. */
export function windowSettings(attributes: object): WindowSettings {
  const padding: unknown = Reflect.get(attributes, 'padding');
  if (padding !== 'same' && padding !== 'valid') throw new Error(`unknown padding ${String(padding)}; known are same, valid`);
  const number = (name: string): number => {
    const value: unknown = Reflect.get(attributes, name);
    if (typeof value !== 'number') throw new Error(`attribute ${name} is not a number`);
    return value;
  };
  return { windowHeight: number('windowHeight'), windowWidth: number('windowWidth'), stride: number('stride'), padding };
}
