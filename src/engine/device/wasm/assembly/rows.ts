/** Softmax of rows: cross-entropy with its gradient, attention weights with theirs, and softmax with its logarithm. */
import { logOnePlus } from './elementwise';
import { firstLanes, largestOf, loadPart, storePart } from './lanes';
import { expDown, log, sumOf } from './math';

/** The largest of `width` numbers times `scale`. What is not a number is passed over: the exponentials will show it. */
function top(x: usize, width: i32, scale: v128): v128 {
  let most = f32x4.splat(-Infinity);
  for (let left = width; left > 0; left -= 4, x += 16) {
    most = f32x4.pmax(most, v128.bitselect(f32x4.mul(loadPart(x, left, 0), scale), f32x4.splat(-Infinity), firstLanes(left)));
  }
  return f32x4.splat(largestOf(most));
}

/** y = exp(scale · x − most) of a row; returns the sum. */
function exponentials(x: usize, y: usize, width: i32, scale: v128, most: v128): f32 {
  let sum = f32x4.splat(0);
  for (let left = width; left > 0; left -= 4, x += 16, y += 16) {
    const part = v128.and(expDown(f32x4.sub(f32x4.mul(loadPart(x, left, 0), scale), most)), firstLanes(left));
    storePart(y, part, left);
    sum = f32x4.add(sum, part);
  }
  return sumOf(sum);
}

/** y = y / divisor of a row. */
function divide(y: usize, width: i32, divisor: f32): void {
  const d = f32x4.splat(divisor);
  for (let left = width; left > 0; left -= 4, y += 16) storePart(y, f32x4.div(loadPart(y, left, 0), d), left);
}

// @ts-ignore: decorator
@inline
function logOf(x: f32): f32 {
  return f32x4.extract_lane(log(f32x4.splat(x)), 0);
}

/** Of each row: −ln softmax(logits)[label], and softmax(logits) − onehot(label). */
export function softmaxCrossEntropy(logits: usize, labels: usize, losses: usize, gradient: usize, rows: i32, classes: i32): void {
  const one = f32x4.splat(1);
  const step = <usize>classes << 2;
  for (let row = 0; row < rows; row++, labels += 4, losses += 4, logits += step, gradient += step) {
    const most = top(logits, classes, one);
    const sum = exponentials(logits, gradient, classes, one, most);
    const place = gradient + (<usize>load<i32>(labels) << 2);
    const own = load<f32>(logits + (<usize>load<i32>(labels) << 2)) - f32x4.extract_lane(most, 0);
    // Of a confident row the other classes keep the digits that 1 − p of the label has lost.
    store<f32>(place, 0);
    let rest = f32x4.splat(0);
    for (let at = gradient, left = classes; left > 0; left -= 4, at += 16) rest = f32x4.add(rest, loadPart(at, left, 0));
    const others = sumOf(rest);
    store<f32>(losses, own == 0 ? f32x4.extract_lane(logOnePlusOf(others), 0) : logOf(sum) - own);
    divide(gradient, classes, sum);
    store<f32>(place, -others / sum);
  }
}

/** ln(1 + u) of u ≥ 0, however large. */
// @ts-ignore: decorator
@inline
function logOnePlusOf(u: f32): v128 {
  return u <= 1 ? logOnePlus(f32x4.splat(u)) : log(f32x4.splat(1 + u));
}

/** Softmax of rows, or its logarithm. */
export function rowSoftmax(x: usize, y: usize, rows: i32, width: i32, logarithm: bool): void {
  const one = f32x4.splat(1);
  const step = <usize>width << 2;
  for (let row = 0; row < rows; row++, x += step, y += step) {
    const most = top(x, width, one);
    const sum = exponentials(x, y, width, one, most);
    if (logarithm) {
      const shift = f32x4.splat(logOf(sum));
      for (let offset: usize = 0, left = width; left > 0; left -= 4, offset += 16) {
        storePart(y + offset, f32x4.sub(f32x4.sub(loadPart(x + offset, left, 0), most), shift), left);
      }
    } else {
      divide(y, width, sum);
    }
  }
}

/** Gradient of the softmax of rows, or of its logarithm, from its output y. */
export function rowSoftmaxGradient(y: usize, dy: usize, dx: usize, rows: i32, width: i32, logarithm: bool): void {
  const step = <usize>width << 2;
  for (let row = 0; row < rows; row++, y += step, dy += step, dx += step) {
    let sums = f32x4.splat(0);
    for (let offset: usize = 0, left = width; left > 0; left -= 4, offset += 16) {
      const g = loadPart(dy + offset, left, 0);
      sums = f32x4.add(sums, logarithm ? g : f32x4.mul(g, loadPart(y + offset, left, 0)));
    }
    const sum = f32x4.splat(sumOf(sums));
    for (let offset: usize = 0, left = width; left > 0; left -= 4, offset += 16) {
      const g = loadPart(dy + offset, left, 0);
      const own = loadPart(y + offset, left, 0);
      storePart(dx + offset, logarithm ? f32x4.sub(g, f32x4.mul(expDown(own), sum)) : f32x4.mul(own, f32x4.sub(g, sum)), left);
    }
  }
}

/**
 * softmax(scale · scores) of rows of `keys`; causal where `seen` > 0: the first of every `queries` rows sees so many keys, each later one
 * one more, and keys that are not seen get 0.
 */
export function attentionWeights(scores: usize, weights: usize, rows: i32, queries: i32, keys: i32, seen: i32, scale: f32): void {
  const s = f32x4.splat(scale);
  const step = <usize>keys << 2;
  let query = 0;
  for (let row = 0; row < rows; row++, scores += step, weights += step) {
    const visible = seen > 0 ? min(seen + query, keys) : keys;
    query = query + 1 == queries ? 0 : query + 1;
    const sum = exponentials(scores, weights, visible, s, top(scores, visible, s));
    divide(weights, visible, sum);
    memory.fill(weights + (<usize>visible << 2), 0, <usize>(keys - visible) << 2);
  }
}

/** dScores = scale · weights · (dy − Σ dy · weights), row by row. */
export function attentionWeightsGradient(dy: usize, weights: usize, dScores: usize, rows: i32, keys: i32, scale: f32): void {
  const s = f32x4.splat(scale);
  const step = <usize>keys << 2;
  for (let row = 0; row < rows; row++, dy += step, weights += step, dScores += step) {
    let sums = f32x4.splat(0);
    let totals = f32x4.splat(0);
    for (let offset: usize = 0, left = keys; left > 0; left -= 4, offset += 16) {
      const weight = loadPart(weights + offset, left, 0);
      sums = f32x4.add(sums, f32x4.mul(loadPart(dy + offset, left, 0), weight));
      totals = f32x4.add(totals, weight);
    }
    // The weights add up to 1 but for rounding, which would be left over in the sum of the gradient.
    const sum = f32x4.splat(sumOf(sums) / sumOf(totals));
    for (let offset: usize = 0, left = keys; left > 0; left -= 4, offset += 16) {
      const own = f32x4.mul(s, loadPart(weights + offset, left, 0));
      storePart(dScores + offset, f32x4.mul(own, f32x4.sub(loadPart(dy + offset, left, 0), sum)), left);
    }
  }
}
