/** Moving rows: batches of a data set, rows of tables, heads of attention, positions of sequences. */
import { loadPart, storePart } from './lanes';

/** to = from, `count` numbers. */
// @ts-ignore: decorator
@inline
function copy(from: usize, to: usize, count: i32): void {
  for (let left = count; left > 0; left -= 4, from += 16, to += 16) storePart(to, loadPart(from, left, 0), left);
}

/** to += from, `count` numbers. */
// @ts-ignore: decorator
@inline
function add(from: usize, to: usize, count: i32): void {
  for (let left = count; left > 0; left -= 4, from += 16, to += 16) storePart(to, f32x4.add(loadPart(to, left, 0), loadPart(from, left, 0)), left);
}

/** rows `[runs, batch, features]` = (data[index] − mean) · scale; mean and scale have `statistics` numbers a run, one or one a feature. */
export function gatherRows(data: usize, indices: usize, mean: usize, scale: usize, rows: usize, runs: i32, batch: i32, features: i32, statistics: i32): void {
  const step = <usize>features << 2;
  const single = statistics == 1;
  for (let run = 0; run < runs; run++, mean += <usize>statistics << 2, scale += <usize>statistics << 2) {
    for (let b = 0; b < batch; b++, indices += 4, rows += step) {
      const from = data + step * load<i32>(indices);
      for (let offset: usize = 0, left = features; left > 0; left -= 4, offset += 16) {
        const centre = single ? v128.load32_splat(mean) : loadPart(mean + offset, left, 0);
        const factor = single ? v128.load32_splat(scale) : loadPart(scale + offset, left, 0);
        storePart(rows + offset, f32x4.mul(f32x4.sub(loadPart(from + offset, left, 0), centre), factor), left);
      }
    }
  }
}

/** y `[runs · perRun, width]` = rows of the run's table `[vocabulary, width]`. Answers the first id outside of it, or −1. */
export function embedding(table: usize, ids: usize, y: usize, runs: i32, perRun: i32, vocabulary: i32, width: i32): i32 {
  const step = <usize>width << 2;
  for (let run = 0; run < runs; run++, table += step * vocabulary) {
    for (let i = 0; i < perRun; i++, ids += 4, y += step) {
      const id = load<i32>(ids);
      if (id < 0 || id >= vocabulary) return i + run * perRun;
      copy(table + step * id, y, width);
    }
  }
  return -1;
}

/** dTable: every gradient goes to the row that was taken, in ascending order of positions. */
export function embeddingGradient(dy: usize, ids: usize, dTable: usize, runs: i32, perRun: i32, vocabulary: i32, width: i32): void {
  const step = <usize>width << 2;
  memory.fill(dTable, 0, step * (vocabulary * runs));
  for (let run = 0; run < runs; run++, dTable += step * vocabulary) {
    for (let i = 0; i < perRun; i++, ids += 4, dy += step) add(dy, dTable + step * load<i32>(ids), width);
  }
}

/** Sequences `[examples, length, heads · width]` to members `[examples · heads, length, width]`, or back. */
export function moveHeads(x: usize, y: usize, examples: i32, length: i32, heads: i32, width: i32, back: bool): void {
  const step = <usize>width << 2;
  for (let example = 0; example < examples; example++) {
    for (let head = 0; head < heads; head++) {
      let member = <usize>((example * heads + head) * length) * step;
      let joint = <usize>(example * length * heads + head) * step;
      for (let t = 0; t < length; t++, member += step, joint += step * heads) {
        if (back) copy(x + member, y + joint, width);
        else copy(x + joint, y + member, width);
      }
    }
  }
}

/** y `[runs, examples, count]` = x + table, of which each run has `perRun` numbers. */
export function addPositions(x: usize, table: usize, y: usize, runs: i32, examples: i32, count: i32, perRun: i32): void {
  const step = <usize>count << 2;
  for (let run = 0; run < runs; run++, table += <usize>perRun << 2) {
    for (let example = 0; example < examples; example++, x += step, y += step) {
      for (let offset: usize = 0, left = count; left > 0; left -= 4, offset += 16) {
        storePart(y + offset, f32x4.add(loadPart(x + offset, left, 0), loadPart(table + offset, left, 0)), left);
      }
    }
  }
}

/** sum `[runs, perRun]` = Σ over examples of the first numbers of dy `[runs, examples, count]`; those beyond `count` are 0. */
export function sumExamples(dy: usize, sum: usize, runs: i32, examples: i32, count: i32, perRun: i32): void {
  const used = min(count, perRun);
  for (let run = 0; run < runs; run++, sum += <usize>perRun << 2) {
    memory.fill(sum, 0, <usize>perRun << 2);
    for (let example = 0; example < examples; example++, dy += <usize>count << 2) add(dy, sum, used);
  }
}
