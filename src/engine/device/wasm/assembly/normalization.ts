/**
 * Normalization over sets of elements in any layout: x is seen as `[blocks, members, groups, width]`, every pair of a block and a group is a
 * set of members × width elements, and scale and shift `[runs, groups, width]` repeat. columns.ts is faster where the width is 1.
 */
import { loadPart, storePart } from './lanes';
import { multiplyAdd, sumOf } from './math';

/** Bytes to the first element of a set. */
// @ts-ignore: decorator
@inline
function startOf(set: i32, members: i32, groups: i32, width: i32): usize {
  return <usize>((set / groups) * members * groups * width + (set % groups) * width) << 2;
}

/** Bytes to the scale of a set's first element; `perRun` sets belong to a run. */
// @ts-ignore: decorator
@inline
function featureOf(set: i32, perRun: i32, groups: i32, width: i32): usize {
  return <usize>((set / perRun) * groups * width + (set % groups) * width) << 2;
}

/** √(variance + ε). */
// @ts-ignore: decorator
@inline
function spreadOf(variance: usize, epsilon: f32): v128 {
  return f32x4.sqrt(f32x4.add(v128.load32_splat(variance), f32x4.splat(epsilon)));
}

/** Mean and variance of sets: the mean as the first number plus the mean difference from it, then the squares of what is left. */
export function setStatistics(x: usize, mean: usize, variance: usize, sets: i32, members: i32, groups: i32, width: i32, centred: bool, divisor: f32): void {
  const step = <usize>(groups * width) << 2;
  const size = <f32>(members * width);
  for (let set = 0; set < sets; set++, mean += 4, variance += 4) {
    const start = x + startOf(set, members, groups, width);
    let centre: f32 = 0;
    if (centred) {
      const first = load<f32>(start);
      let total: f32 = 0;
      for (let m = 0, from = start; m < members; m++, from += step) {
        let sum = f32x4.splat(0);
        for (let at = from, left = width; left > 0; left -= 4, at += 16) sum = f32x4.add(sum, f32x4.sub(loadPart(at, left, first), f32x4.splat(first)));
        total += sumOf(sum);
      }
      centre = first + total / size;
    }
    const c = f32x4.splat(centre);
    let rounding: f32 = 0;
    let rest: f32 = 0;
    for (let m = 0, from = start; m < members; m++, from += step) {
      let sum = f32x4.splat(0);
      let squares = f32x4.splat(0);
      for (let at = from, left = width; left > 0; left -= 4, at += 16) {
        const d = f32x4.sub(loadPart(at, left, centre), c);
        sum = f32x4.add(sum, d);
        squares = multiplyAdd(d, d, squares);
      }
      rounding += sumOf(sum);
      rest += sumOf(squares);
    }
    // What rounding of the mean put in comes off; NaN stays.
    if (centred) rest = max<f32>(0, rest - (rounding * rounding) / size);
    store<f32>(mean, centre);
    store<f32>(variance, rest / divisor);
  }
}

/** y = scale · (x − mean) / √(variance + ε) + shift; a shift at 0 is none. */
export function normalizeSets(x: usize, mean: usize, variance: usize, scale: usize, shift: usize, y: usize, runs: i32, sets: i32, members: i32, groups: i32, width: i32, epsilon: f32): void {
  const step = <usize>(groups * width) << 2;
  for (let set = 0; set < sets; set++, mean += 4, variance += 4) {
    const feature = featureOf(set, sets / runs, groups, width);
    const c = v128.load32_splat(mean);
    const spread = spreadOf(variance, epsilon);
    let at = startOf(set, members, groups, width);
    for (let m = 0; m < members; m++, at += step) {
      for (let offset: usize = 0, left = width; left > 0; left -= 4, offset += 16) {
        let value = f32x4.mul(f32x4.div(f32x4.sub(loadPart(x + at + offset, left, 0), c), spread), loadPart(scale + feature + offset, left, 0));
        if (shift) value = f32x4.add(value, loadPart(shift + feature + offset, left, 0));
        storePart(y + at + offset, value, left);
      }
    }
  }
}

/** Of each set, with g = dy · scale and n the normalized value: plain = Σ g and weighted = Σ g · n. */
export function setGradientSums(x: usize, mean: usize, variance: usize, scale: usize, dy: usize, plain: usize, weighted: usize, runs: i32, sets: i32, members: i32, groups: i32, width: i32, epsilon: f32): void {
  const step = <usize>(groups * width) << 2;
  for (let set = 0; set < sets; set++, mean += 4, variance += 4, plain += 4, weighted += 4) {
    const feature = scale + featureOf(set, sets / runs, groups, width);
    const c = v128.load32_splat(mean);
    let at = startOf(set, members, groups, width);
    let a: f32 = 0;
    let b: f32 = 0;
    for (let m = 0; m < members; m++, at += step) {
      let sum = f32x4.splat(0);
      let products = f32x4.splat(0);
      for (let offset: usize = 0, left = width; left > 0; left -= 4, offset += 16) {
        const g = f32x4.mul(loadPart(dy + at + offset, left, 0), loadPart(feature + offset, left, 0));
        sum = f32x4.add(sum, g);
        products = multiplyAdd(g, f32x4.sub(loadPart(x + at + offset, left, 0), c), products);
      }
      a += sumOf(sum);
      b += sumOf(products);
    }
    store<f32>(plain, a);
    store<f32>(weighted, b / f32x4.extract_lane(spreadOf(variance, epsilon), 0));
  }
}

/** dx = (g − Σg / size − n · Σ(g · n) / divisor) / √(variance + ε); without Σg where no mean is taken out. */
export function setInputGradient(x: usize, mean: usize, variance: usize, scale: usize, dy: usize, plain: usize, weighted: usize, dx: usize, runs: i32, sets: i32, members: i32, groups: i32, width: i32, epsilon: f32, centred: bool, divisor: f32): void {
  const step = <usize>(groups * width) << 2;
  const size = <f32>(members * width);
  for (let set = 0; set < sets; set++, mean += 4, variance += 4, plain += 4, weighted += 4) {
    const feature = scale + featureOf(set, sets / runs, groups, width);
    const c = v128.load32_splat(mean);
    const spread = spreadOf(variance, epsilon);
    const common = f32x4.splat(centred ? load<f32>(plain) / size : 0);
    const slope = f32x4.div(f32x4.splat(load<f32>(weighted) / divisor), spread);
    let at = startOf(set, members, groups, width);
    for (let m = 0; m < members; m++, at += step) {
      for (let offset: usize = 0, left = width; left > 0; left -= 4, offset += 16) {
        const g = f32x4.mul(loadPart(dy + at + offset, left, 0), loadPart(feature + offset, left, 0));
        const d = f32x4.sub(loadPart(x + at + offset, left, 0), c);
        storePart(dx + at + offset, f32x4.div(f32x4.sub(f32x4.sub(g, common), f32x4.mul(d, slope)), spread), left);
      }
    }
  }
}

/** Gradients of scale and shift: Σ dy · n and Σ dy over what shares one. */
export function setAffineGradient(x: usize, mean: usize, variance: usize, dy: usize, dScale: usize, dShift: usize, runs: i32, sets: i32, members: i32, groups: i32, width: i32, epsilon: f32): void {
  const features = <usize>(groups * width) << 2;
  const perRun = sets / groups / runs;
  memory.fill(dScale, 0, features * runs);
  memory.fill(dShift, 0, features * runs);
  for (let run = 0; run < runs; run++, dScale += features, dShift += features) {
    for (let block = 0; block < perRun; block++, mean += <usize>groups << 2, variance += <usize>groups << 2) {
      for (let m = 0; m < members; m++) {
        for (let group = 0, feature: usize = 0; group < groups; group++) {
          const c = v128.load32_splat(mean + (<usize>group << 2));
          const inverse = f32x4.div(f32x4.splat(1), spreadOf(variance + (<usize>group << 2), epsilon));
          for (let left = width; left > 0; left -= 4) {
            const count = min(left, 4);
            const g = loadPart(dy, count, 0);
            const n = f32x4.mul(f32x4.sub(loadPart(x, count, 0), c), inverse);
            storePart(dScale + feature, multiplyAdd(g, n, loadPart(dScale + feature, count, 0)), count);
            storePart(dShift + feature, f32x4.add(loadPart(dShift + feature, count, 0), g), count);
            x += <usize>count << 2;
            dy += <usize>count << 2;
            feature += <usize>count << 2;
          }
        }
      }
    }
  }
}

/** dx where mean and variance are constants: dy · scale / √(variance + ε). */
export function setFixedGradient(dy: usize, variance: usize, scale: usize, dx: usize, runs: i32, sets: i32, members: i32, groups: i32, width: i32, epsilon: f32): void {
  const step = <usize>(groups * width) << 2;
  for (let set = 0; set < sets; set++, variance += 4) {
    const feature = scale + featureOf(set, sets / runs, groups, width);
    const spread = spreadOf(variance, epsilon);
    let at = startOf(set, members, groups, width);
    for (let m = 0; m < members; m++, at += step) {
      for (let offset: usize = 0, left = width; left > 0; left -= 4, offset += 16) {
        storePart(dx + at + offset, f32x4.div(f32x4.mul(loadPart(dy + at + offset, left, 0), loadPart(feature + offset, left, 0)), spread), left);
      }
    }
  }
}
