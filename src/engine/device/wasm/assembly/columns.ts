/** Normalization of sets that are columns: `blocks` matrices of `members` rows and `groups` columns, each column a set. */
import { loadPart, storePart } from './lanes';
import { multiplyAdd } from './math';

/** Elements that are summed before they go to the total, which keeps the digits of long sums. */
const part: i32 = 64;

/** Mean and variance of every column, in the way of normalization.ts. */
export function columnStatistics(x: usize, mean: usize, variance: usize, blocks: i32, members: i32, groups: i32, centred: bool, divisor: f32): void {
  const step = <usize>groups << 2;
  const size = f32x4.splat(<f32>members);
  for (let block = 0; block < blocks; block++, x += step * members) {
    for (let left = groups, first = x; left > 0; left -= 4, first += 16) {
      const count = min(left, 4);
      const start = loadPart(first, count, 0);
      let centre = f32x4.splat(0);
      if (centred) {
        let total = f32x4.splat(0);
        for (let from = 0, at = first; from < members; from += part) {
          let sum = f32x4.splat(0);
          for (let end = min(from + part, members) - from; end > 0; --end, at += step) sum = f32x4.add(sum, f32x4.sub(loadPart(at, count, 0), start));
          total = f32x4.add(total, sum);
        }
        centre = f32x4.add(start, f32x4.div(total, size));
      }
      let rounding = f32x4.splat(0);
      let rest = f32x4.splat(0);
      for (let from = 0, at = first; from < members; from += part) {
        let sum = f32x4.splat(0);
        let squares = f32x4.splat(0);
        for (let end = min(from + part, members) - from; end > 0; --end, at += step) {
          const d = f32x4.sub(loadPart(at, count, 0), centre);
          sum = f32x4.add(sum, d);
          squares = multiplyAdd(d, d, squares);
        }
        rounding = f32x4.add(rounding, sum);
        rest = f32x4.add(rest, squares);
      }
      if (centred) rest = f32x4.max(f32x4.splat(0), f32x4.sub(rest, f32x4.div(f32x4.mul(rounding, rounding), size)));
      storePart(mean, centre, count);
      storePart(variance, f32x4.div(rest, f32x4.splat(divisor)), count);
      mean += <usize>count << 2;
      variance += <usize>count << 2;
    }
  }
}

/** y = scale · (x − mean) / √(variance + ε) + shift. */
export function normalizeColumns(x: usize, mean: usize, variance: usize, scale: usize, shift: usize, y: usize, blocks: i32, perRun: i32, members: i32, groups: i32, epsilon: f32): void {
  const step = <usize>groups << 2;
  for (let block = 0; block < blocks; block++) {
    const feature = <usize>(block / perRun) * step;
    for (let offset: usize = 0, left = groups; left > 0; left -= 4, offset += 16) {
      const c = loadPart(mean + offset, left, 0);
      const spread = f32x4.sqrt(f32x4.add(loadPart(variance + offset, left, 0), f32x4.splat(epsilon)));
      const s = loadPart(scale + feature + offset, left, 0);
      const add = shift ? loadPart(shift + feature + offset, left, 0) : f32x4.splat(0);
      for (let row = 0, at = offset; row < members; row++, at += step) {
        storePart(y + at, f32x4.add(f32x4.mul(f32x4.div(f32x4.sub(loadPart(x + at, left, 0), c), spread), s), add), left);
      }
    }
    x += step * members;
    y += step * members;
    mean += step;
    variance += step;
  }
}

/** Σ dy · (x − mean) / √(variance + ε) and Σ dy of every column; times the scale they are the sums that the input's gradient needs. */
export function columnGradientSums(x: usize, mean: usize, variance: usize, scale: usize, dy: usize, plain: usize, weighted: usize, blocks: i32, perRun: i32, members: i32, groups: i32, epsilon: f32): void {
  const step = <usize>groups << 2;
  for (let block = 0; block < blocks; block++) {
    const feature = <usize>(block / perRun) * step;
    for (let offset: usize = 0, left = groups; left > 0; left -= 4, offset += 16) {
      const c = loadPart(mean + offset, left, 0);
      const spread = f32x4.sqrt(f32x4.add(loadPart(variance + offset, left, 0), f32x4.splat(epsilon)));
      const s = scale ? loadPart(scale + feature + offset, left, 0) : f32x4.splat(1);
      let a = f32x4.splat(0);
      let b = f32x4.splat(0);
      for (let from = 0, at = offset; from < members; from += part) {
        let sum = f32x4.splat(0);
        let products = f32x4.splat(0);
        for (let end = min(from + part, members) - from; end > 0; --end, at += step) {
          const g = loadPart(dy + at, left, 0);
          sum = f32x4.add(sum, g);
          products = multiplyAdd(g, f32x4.sub(loadPart(x + at, left, 0), c), products);
        }
        a = f32x4.add(a, sum);
        b = f32x4.add(b, products);
      }
      storePart(plain + offset, f32x4.mul(a, s), left);
      storePart(weighted + offset, f32x4.div(f32x4.mul(b, s), spread), left);
    }
    x += step * members;
    dy += step * members;
    mean += step;
    variance += step;
    plain += step;
    weighted += step;
  }
}

/** dx of columns, as in normalization.ts. */
export function columnInputGradient(x: usize, mean: usize, variance: usize, scale: usize, dy: usize, plain: usize, weighted: usize, dx: usize, blocks: i32, perRun: i32, members: i32, groups: i32, epsilon: f32, centred: bool, divisor: f32): void {
  const step = <usize>groups << 2;
  for (let block = 0; block < blocks; block++) {
    const feature = <usize>(block / perRun) * step;
    for (let offset: usize = 0, left = groups; left > 0; left -= 4, offset += 16) {
      const c = loadPart(mean + offset, left, 0);
      const spread = f32x4.sqrt(f32x4.add(loadPart(variance + offset, left, 0), f32x4.splat(epsilon)));
      const s = loadPart(scale + feature + offset, left, 0);
      const common = centred ? f32x4.div(loadPart(plain + offset, left, 0), f32x4.splat(<f32>members)) : f32x4.splat(0);
      const slope = f32x4.div(f32x4.div(loadPart(weighted + offset, left, 0), f32x4.splat(divisor)), spread);
      for (let row = 0, at = offset; row < members; row++, at += step) {
        const g = f32x4.mul(loadPart(dy + at, left, 0), s);
        const d = f32x4.sub(loadPart(x + at, left, 0), c);
        storePart(dx + at, f32x4.div(f32x4.sub(f32x4.sub(g, common), f32x4.mul(d, slope)), spread), left);
      }
    }
    x += step * members;
    dy += step * members;
    dx += step * members;
    mean += step;
    variance += step;
    plain += step;
    weighted += step;
  }
}
