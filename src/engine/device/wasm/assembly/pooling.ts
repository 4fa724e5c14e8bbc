/** Max and average pooling over windows of images, four channels at a time; windows are cut at the edge of the image. */
import { loadPart, storePart } from './lanes';

/** y and the chosen pixel of every window: the first of the largest numbers, or one that is not a number. */
export function maxPool(x: usize, y: usize, chosen: usize, images: i32, height: i32, width: i32, channels: i32, windowHeight: i32, windowWidth: i32, stride: i32, top: i32, left: i32, outHeight: i32, outWidth: i32): void {
  const pixel = <usize>channels << 2;
  for (let image = 0; image < images; image++, x += pixel * (height * width)) {
    for (let oy = 0; oy < outHeight; oy++) {
      const firstRow = max(oy * stride - top, 0);
      const endRow = min(oy * stride - top + windowHeight, height);
      for (let ox = 0; ox < outWidth; ox++) {
        const firstColumn = max(ox * stride - left, 0);
        const endColumn = min(ox * stride - left + windowWidth, width);
        for (let rest = channels, offset: usize = 0; rest > 0; rest -= 4, offset += 16) {
          const count = min(rest, 4);
          let best = f32x4.splat(-Infinity);
          let place = i32x4.splat(firstRow * width + firstColumn);
          for (let row = firstRow; row < endRow; row++) {
            let at = x + offset + pixel * (row * width + firstColumn);
            for (let column = firstColumn; column < endColumn; column++, at += pixel) {
              const value = loadPart(at, count, 0);
              const taken = v128.or(f32x4.gt(value, best), f32x4.ne(value, value));
              best = v128.bitselect(value, best, taken);
              place = v128.bitselect(i32x4.splat(row * width + column), place, taken);
            }
          }
          storePart(y, best, count);
          storePart(chosen, place, count);
          y += <usize>count << 2;
          chosen += <usize>count << 2;
        }
      }
    }
  }
}

/** dx: every gradient goes to the chosen pixel of its window, in ascending order of windows. */
export function maxPoolGradient(dy: usize, chosen: usize, dx: usize, images: i32, pixels: i32, channels: i32, windows: i32): void {
  const image = <usize>(pixels * channels) << 2;
  memory.fill(dx, 0, image * images);
  for (let i = 0; i < images; i++, dx += image) {
    for (let window = 0; window < windows; window++) {
      for (let c: usize = 0; c < <usize>channels << 2; c += 4, dy += 4, chosen += 4) {
        const at = dx + (<usize>(load<i32>(chosen) * channels) << 2) + c;
        store<f32>(at, load<f32>(at) + load<f32>(dy));
      }
    }
  }
}

/** y: the mean of every window over its pixels inside the image; backwards, dx: its gradient shared among them. */
export function averagePool(x: usize, y: usize, backwards: bool, images: i32, height: i32, width: i32, channels: i32, windowHeight: i32, windowWidth: i32, stride: i32, top: i32, left: i32, outHeight: i32, outWidth: i32): void {
  const pixel = <usize>channels << 2;
  if (backwards) memory.fill(x, 0, pixel * (images * height * width));
  for (let image = 0; image < images; image++, x += pixel * (height * width)) {
    for (let oy = 0; oy < outHeight; oy++) {
      const firstRow = max(oy * stride - top, 0);
      const endRow = min(oy * stride - top + windowHeight, height);
      for (let ox = 0; ox < outWidth; ox++, y += pixel) {
        const firstColumn = max(ox * stride - left, 0);
        const endColumn = min(ox * stride - left + windowWidth, width);
        const size = f32x4.splat(<f32>((endRow - firstRow) * (endColumn - firstColumn)));
        for (let rest = channels, offset: usize = 0; rest > 0; rest -= 4, offset += 16) {
          let sum = backwards ? f32x4.div(loadPart(y + offset, rest, 0), size) : f32x4.splat(0);
          for (let row = firstRow; row < endRow; row++) {
            let at = x + offset + pixel * (row * width + firstColumn);
            for (let column = firstColumn; column < endColumn; column++, at += pixel) {
              if (backwards) storePart(at, f32x4.add(loadPart(at, rest, 0), sum), rest);
              else sum = f32x4.add(sum, loadPart(at, rest, 0));
            }
          }
          if (!backwards) storePart(y + offset, f32x4.div(sum, size), rest);
        }
      }
    }
  }
}
