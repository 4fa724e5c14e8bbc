/** Sums over rows, column by column in ascending order: of 64 rows at a time, which keeps the digits of long sums. */
import { loadPart, storePart } from './lanes';

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
