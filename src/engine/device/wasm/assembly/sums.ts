/** Sums over rows, column by column in ascending order: of 64 rows at a time, which keeps the digits of long sums. */
import { loadPart, storePart } from './lanes';
import { multiplyAdd, sumOf } from './math';

/** y `[runs, columns]` = Σ over rows of x `[runs, rows, columns]`. */
export function sumRows(x: usize, y: usize, runs: i32, rows: i32, columns: i32): void {
  const step = <usize>columns << 2;
  for (let run = 0; run < runs; run++) {
    for (let left = columns; left > 0; left -= 4) {
      const count = min(left, 4);
      const offset = <usize>(columns - left) << 2;
      storePart(y + offset, sumColumn(x + offset, step, rows, count), count);
    }
    x += step * rows;
    y += step;
  }
}

/** y `[columns]` += Σ over rows of x `[rows, columns]`. */
export function addRows(x: usize, y: usize, rows: i32, columns: i32): void {
  for (let left = columns, offset: usize = 0; left > 0; left -= 4, offset += 16) {
    const count = min(left, 4);
    storePart(y + offset, f32x4.add(loadPart(y + offset, count, 0), sumColumn(x + offset, <usize>columns << 2, rows, count)), count);
  }
}

/** Σ of `rows` groups of `count` neighbours, `step` bytes apart. */
function sumColumn(x: usize, step: usize, rows: i32, count: i32): v128 {
  let total = f32x4.splat(0);
  for (let from = 0; from < rows; from += 64) {
    let sum = f32x4.splat(0);
    const end = min(from + 64, rows);
    if (count == 4) {
      for (let row = from; row < end; row++, x += step) sum = f32x4.add(sum, v128.load(x));
    } else {
      for (let row = from; row < end; row++, x += step) sum = f32x4.add(sum, loadPart(x, count, 0));
    }
    total = f32x4.add(total, sum);
  }
  return total;
}

/** Σ x² of `count` numbers. */
export function sumOfSquares(x: usize, count: i32): f32 {
  let total = f32x4.splat(0);
  for (let left = count; left > 0; ) {
    let sum = f32x4.splat(0);
    for (const end = max(left - 256, 0); left > end; left -= 4, x += 16) {
      const part = loadPart(x, left, 0);
      sum = multiplyAdd(part, part, sum);
    }
    total = f32x4.add(total, sum);
  }
  return sumOf(total);
}

/** y `[runs, rows, columns]` = x + bias, of which each run has its own `[columns]`, or all one where `shared`. */
export function addBias(x: usize, bias: usize, y: usize, runs: i32, rows: i32, columns: i32, shared: bool): void {
  const step = <usize>columns << 2;
  for (let run = 0; run < runs; run++) {
    for (let row = 0; row < rows; row++, x += step, y += step) {
      for (let offset: usize = 0, left = columns; left > 0; left -= 4, offset += 16) {
        storePart(y + offset, f32x4.add(loadPart(x + offset, left, 0), loadPart(bias + offset, left, 0)), left);
      }
    }
    if (!shared) bias += step;
  }
}
