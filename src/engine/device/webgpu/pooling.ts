/**
 * WGSL of pooling over images of a population. Windows that cover an image side by side, the usual ones, are read and written whole by one
 * thread each; for all others every pixel gathers its gradient from the windows it lies in, in fixed order.
 */
import type { WgslProgram } from '../kernel.ts';
import type { Windows } from '../kernels/windows.ts';
import { lanesOf } from './tiles.ts';

const outputsOf = (w: Windows): number => w.runs * w.examples * w.outHeight * w.outWidth * w.channels;
const pixelsOf = (w: Windows): number => w.runs * w.examples * w.height * w.width * w.channels;

/** Largest window that is written out pixel by pixel. */
const smallWindow = 16;

/** Whether all windows are small and lie inside the image. */
const inside = (w: Windows): boolean =>
  w.windowHeight * w.windowWidth <= smallWindow &&
  w.top === 0 &&
  w.left === 0 &&
  (w.outHeight - 1) * w.stride + w.windowHeight <= w.height &&
  (w.outWidth - 1) * w.stride + w.windowWidth <= w.width;

/** Whether every pixel lies in one window. */
const tiling = (w: Windows): boolean =>
  inside(w) &&
  w.windowHeight === w.stride &&
  w.windowWidth === w.stride &&
  w.outHeight * w.stride === w.height &&
  w.outWidth * w.stride === w.width;

const notANumber = 'fn not_a_number(z: f32) -> bool { return (bitcast<u32>(z) & 0x7fffffffu) > 0x7f800000u; }';

/** Places in a window that lies inside, from its first pixel on: in the image, and in the array. */
const placesOf = (w: Windows): { pixel: number; element: number }[] =>
  lanesOf(w.windowHeight).flatMap((row) =>
    lanesOf(w.windowWidth).map((column) => ({ pixel: row * w.width + column, element: (row * w.width + column) * w.channels })),
  );

/** Statements that find, for output `i`, the first pixel of its window, which lies inside, and the element of that pixel and channel. */
const windowInside = (w: Windows): string => `let ox = (i / ${w.channels}u) % ${w.outWidth}u;
  let oy = (i / ${w.channels * w.outWidth}u) % ${w.outHeight}u;
  let corner = oy * ${w.stride * w.width}u + ox * ${w.stride}u;
  let first = (i / ${w.channels * w.outWidth * w.outHeight}u) * ${w.height * w.width * w.channels}u + corner * ${w.channels}u + i % ${w.channels}u;`;

/** Statements that find, for output `i`, its channel, the offset of its image and the part of its window inside the image. */
const windowAtEdge = (w: Windows): string => `let channel = i % ${w.channels}u;
  let ox = i32((i / ${w.channels}u) % ${w.outWidth}u);
  let oy = i32((i / ${w.channels * w.outWidth}u) % ${w.outHeight}u);
  let image = (i / ${w.channels * w.outWidth * w.outHeight}u) * ${w.height * w.width * w.channels}u;
  let top = max(oy * ${w.stride} - ${w.top}, 0); let bottom = min(oy * ${w.stride} - ${w.top} + ${w.windowHeight}, ${w.height});
  let left = max(ox * ${w.stride} - ${w.left}, 0); let right = min(ox * ${w.stride} - ${w.left} + ${w.windowWidth}, ${w.width});`;

/** Loops over the windows in which pixel `i` lies, in ascending order: `output` is the window's index, `px`, `py` the pixel's place. */
const windowsOfPixel = (w: Windows, visit: string): string => `let channel = i % ${w.channels}u;
  let px = i32((i / ${w.channels}u) % ${w.width}u);
  let py = i32((i / ${w.channels * w.width}u) % ${w.height}u);
  let image = i / ${w.channels * w.width * w.height}u;
  let firstY = max(py + ${w.top} - ${w.windowHeight} + ${w.stride}, 0) / ${w.stride};
  let firstX = max(px + ${w.left} - ${w.windowWidth} + ${w.stride}, 0) / ${w.stride};
  var sum = 0.0;
  for (var oy = firstY; oy <= min((py + ${w.top}) / ${w.stride}, ${w.outHeight - 1}); oy++) {
    for (var ox = firstX; ox <= min((px + ${w.left}) / ${w.stride}, ${w.outWidth - 1}); ox++) {
      let output = ((image * ${w.outHeight}u + u32(oy)) * ${w.outWidth}u + u32(ox)) * ${w.channels}u + channel;
      ${visit}
    }
  }
  dx[i] = sum;`;

/** y, the largest value of each window of x, and its place in the image: the first of equals, and of values that are no number. */
export function maxPoolProgram(w: Windows): WgslProgram {
  if (inside(w)) {
    const [, ...others] = placesOf(w);
    const compare = ({ pixel, element }: { pixel: number; element: number }, index: number): string =>
      `let value${index + 1} = x[first + ${element}u]; let wins${index + 1} = !not_a_number(best${index}) & (not_a_number(value${index + 1}) | (value${index + 1} > best${index}));
  let best${index + 1} = select(best${index}, value${index + 1}, wins${index + 1}); let place${index + 1} = select(place${index}, ${pixel}u, wins${index + 1});`;
    return {
      threads: outputsOf(w),
      helpers: notANumber,
      body: `${windowInside(w)}
  let best0 = x[first]; let place0 = 0u;
  ${others.map(compare).join('\n  ')}
  y[i] = best${others.length};
  chosen[i] = i32(corner + place${others.length});`,
    };
  }
  return {
    threads: outputsOf(w),
    helpers: notANumber,
    body: `${windowAtEdge(w)}
  var place = top * ${w.width} + left;
  var best = x[image + u32(place) * ${w.channels}u + channel];
  for (var row = top; row < bottom; row++) {
    for (var column = left; column < right; column++) {
      let value = x[image + u32(row * ${w.width} + column) * ${w.channels}u + channel];
      if (!not_a_number(best) & (not_a_number(value) | (value > best))) { best = value; place = row * ${w.width} + column; }
    }
  }
  y[i] = best;
  chosen[i] = place;`,
  };
}

/** dx from dy and the places of the largest values. */
export function maxPoolGradientProgram(w: Windows): WgslProgram {
  if (tiling(w)) {
    const store = ({ pixel, element }: { pixel: number; element: number }): string =>
      `dx[first + ${element}u] = select(0.0, upstream, at == corner + ${pixel}u);`;
    return {
      threads: outputsOf(w),
      body: `${windowInside(w)}
  let upstream = dy[i]; let at = u32(chosen[i]);
  ${placesOf(w).map(store).join('\n  ')}`,
    };
  }
  return {
    threads: pixelsOf(w),
    body: windowsOfPixel(w, `if (chosen[output] == py * ${w.width} + px) { sum += dy[output]; }`),
  };
}

/** y, the mean of each window of x over its pixels inside the image. */
export function averagePoolProgram(w: Windows): WgslProgram {
  if (inside(w)) {
    const sum = placesOf(w).map(({ element }) => `x[first + ${element}u]`);
    return { threads: outputsOf(w), body: `${windowInside(w)}\n  y[i] = (${sum.join(' + ')}) / ${sum.length}.0;` };
  }
  return {
    threads: outputsOf(w),
    body: `${windowAtEdge(w)}
  var sum = 0.0;
  for (var row = top; row < bottom; row++) {
    for (var column = left; column < right; column++) { sum += x[image + u32(row * ${w.width} + column) * ${w.channels}u + channel]; }
  }
  y[i] = sum / f32((bottom - top) * (right - left));`,
  };
}

/** dx from dy. */
export function averagePoolGradientProgram(w: Windows): WgslProgram {
  if (tiling(w)) {
    const stores = placesOf(w).map(({ element }) => `dx[first + ${element}u] = share;`);
    return { threads: outputsOf(w), body: `${windowInside(w)}\n  let share = dy[i] / ${stores.length}.0;\n  ${stores.join('\n  ')}` };
  }
  const within = (o: string, before: number, window: number, size: number): string =>
    `(min(${o} * ${w.stride} - ${before} + ${window}, ${size}) - max(${o} * ${w.stride} - ${before}, 0))`;
  const rows = within('oy', w.top, w.windowHeight, w.height);
  const columns = within('ox', w.left, w.windowWidth, w.width);
  return { threads: pixelsOf(w), body: windowsOfPixel(w, `sum += dy[output] / f32(${rows} * ${columns});`) };
}
