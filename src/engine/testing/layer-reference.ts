/** Float64 versions of layers for one run, written from their formulas: what devices and finite differences are compared with. */

type Numbers = ArrayLike<number>;
const at = (values: Numbers, index: number): number => values[index] ?? NaN;

export interface ImageShape {
  examples: number;
  height: number;
  width: number;
  channels: number;
}

export interface WindowShape {
  size: number;
  stride: number;
  padding: 'same' | 'valid';
}

interface Placed {
  example: number;
  y: number;
  x: number;
  /** Row and column in the window. */
  dy: number;
  dx: number;
}

/** Places of windows along one side: for each window the pixels it covers, as TensorFlow places them; outside pixels are left out. */
function windowsAlong(length: number, { size, stride, padding }: WindowShape): { pixel: number; offset: number }[][] {
  const out = padding === 'same' ? Math.ceil(length / stride) : Math.ceil((length - size + 1) / stride);
  const before = padding === 'same' ? Math.floor(Math.max((out - 1) * stride + size - length, 0) / 2) : 0;
  return Array.from({ length: out }, (_, window) =>
    Array.from({ length: size }, (_, offset) => ({ pixel: window * stride + offset - before, offset })).filter(
      ({ pixel }) => pixel >= 0 && pixel < length,
    ),
  );
}

/** `value` of the pixels of every window, in the order examples, rows, columns. */
function overWindows<T>(image: ImageShape, window: WindowShape, value: (pixels: Placed[]) => T[]): T[] {
  const [rows, columns] = [windowsAlong(image.height, window), windowsAlong(image.width, window)];
  return Array.from({ length: image.examples }, (_, example) =>
    rows.map((row) =>
      columns.map((column) =>
        value(row.flatMap(({ pixel: y, offset: dy }) => column.map(({ pixel: x, offset: dx }) => ({ example, y, x, dy, dx })))),
      ),
    ),
  ).flat(3);
}

const pixelOf = ({ height, width, channels }: ImageShape, x: Numbers, place: Placed, channel: number): number =>
  at(x, ((place.example * height + place.y) * width + place.x) * channels + channel);

/** Cross-correlation with kernels `[size, size, channels, outputs]`, plus bias. */
export function convolution(
  image: ImageShape,
  window: WindowShape,
  outputs: number,
  x: Numbers,
  kernels: Numbers,
  bias: Numbers,
): number[] {
  return overWindows(image, window, (pixels) =>
    Array.from({ length: outputs }, (_, o) => {
      let sum = at(bias, o);
      for (const place of pixels) {
        for (let c = 0; c < image.channels; c++) {
          const kernel = ((place.dy * window.size + place.dx) * image.channels + c) * outputs + o;
          sum += pixelOf(image, x, place, c) * at(kernels, kernel);
        }
      }
      return sum;
    }),
  );
}

/** Maximum or mean over the pixels of each window inside the image. */
export function pooling(image: ImageShape, window: WindowShape, kind: 'max' | 'average', x: Numbers): number[] {
  return overWindows(image, window, (pixels) =>
    Array.from({ length: image.channels }, (_, c) => {
      const values = pixels.map((place) => pixelOf(image, x, place, c));
      return kind === 'max' ? Math.max(...values) : values.reduce((sum, value) => sum + value, 0) / values.length;
    }),
  );
}

/** x · weights + bias for rows of `inputs` numbers. */
export function rows(x: Numbers, weights: Numbers, bias: Numbers, inputs: number, outputs: number): number[] {
  return Array.from({ length: (x.length / inputs) * outputs }, (_, i) => {
    const [row, column] = [Math.floor(i / outputs), i % outputs];
    let sum = at(bias, column);
    for (let k = 0; k < inputs; k++) sum += at(x, row * inputs + k) * at(weights, k * outputs + column);
    return sum;
  });
}

export interface AttentionShape {
  examples: number;
  length: number;
  width: number;
  heads: number;
  causal: boolean;
  /** Rows of keys and values in front. */
  prefix: number;
}

/** Attention with parameters `query/weights`, `query/bias`, … and `prefix/keys`, `prefix/values`, by name. */
export function attention(shape: AttentionShape, x: Numbers, parameter: (name: string) => Numbers): number[] {
  const { examples, length, width, heads, prefix } = shape;
  const project = (name: string, from: Numbers): number[] =>
    rows(from, parameter(`${name}/weights`), parameter(`${name}/bias`), width, width);
  const [queries, keys, values] = ['query', 'key', 'value'].map((name) => project(name, x));
  const [frontKeys, frontValues] = prefix > 0 ? [parameter('prefix/keys'), parameter('prefix/values')] : [[], []];
  const size = width / heads;
  const joined: number[] = [];
  for (let row = 0; row < examples * length; row++) {
    const [example, t] = [Math.floor(row / length), row % length];
    // Where each key is: negative places are in the prefix.
    const places = Array.from({ length: prefix + length }, (_, i) => i - prefix).filter((place) => !shape.causal || place <= t);
    const look = (front: Numbers, own: Numbers | undefined, place: number, d: number): number =>
      place < 0 ? at(front, (place + prefix) * width + d) : at(own ?? [], (example * length + place) * width + d);
    for (let head = 0; head < heads; head++) {
      const dims = Array.from({ length: size }, (_, d) => head * size + d);
      const scores = places.map(
        (place) => dims.reduce((sum, d) => sum + at(queries ?? [], row * width + d) * look(frontKeys, keys, place, d), 0) / Math.sqrt(size),
      );
      const exponentials = scores.map(Math.exp);
      const total = exponentials.reduce((sum, value) => sum + value, 0);
      for (const d of dims) {
        joined.push(places.reduce((sum, place, i) => sum + (at(exponentials, i) / total) * look(frontValues, values, place, d), 0));
      }
    }
  }
  return project('output', joined);
}
