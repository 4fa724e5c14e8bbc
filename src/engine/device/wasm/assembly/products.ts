/**
 * Matrix products of a population, `out = activation(a · b + bias)` member by member: operands are copied in panels that the innermost
 * loop reads in order, and that loop keeps a tile of 4 × 8 or 6 × 8 sums in registers. Every sum runs through the inner axis in ascending order,
 * whatever the other sizes are. All places are byte offsets, all sizes numbers.
 */
import { activate } from './activations';
import { firstLanes } from './lanes';
import { multiplyAdd } from './math';

/** Inner numbers of a panel: 8 columns of them stay in the first cache. */
const innerBlock: i32 = 256;
/** Rows of `a` whose part of a block is used before the next ones are looked at. */
const rowBlock: i32 = 64;
/** The work space begins with a tile for the edge, then a bias of 8 columns. */
const edgeBias: usize = 192;
const edgeBytes: usize = 192 + 32;

/** Bytes of work space that a product needs. */
export function productWork(inner: i32, columns: i32): usize {
  return edgeBytes + <usize>min(inner, innerBlock) * (((columns + 7) & ~7) + rowBlock) * 4;
}

/**
 * Rows of the next tile when so many are left. Without fused multiply-add the products take registers of their own, and 6 rows would not
 * fit; 7 and 8 rows are two tiles either way.
 */
// @ts-ignore: decorator
@inline
function tileRows(left: i32): i32 {
  return ASC_FEATURE_RELAXED_SIMD && left >= 6 && left != 7 && left != 8 ? 6 : 4;
}

/** to[k][0 … width − 1] = b[k][0 … columns − 1], then zeros; `step` is the bytes from one k to the next. */
function packRows(b: usize, step: usize, inner: i32, columns: i32, width: i32, to: usize): void {
  if (columns == 8) {
    for (let k = 0; k < inner; k++, b += step, to += 32) {
      v128.store(to, v128.load(b));
      v128.store(to, v128.load(b, 16), 16);
    }
  } else if (columns == 4) {
    for (let k = 0; k < inner; k++, b += step, to += 16) v128.store(to, v128.load(b));
  } else if (columns == 6 && width == 6) {
    for (let k = 0; k < inner; k++, b += step, to += 24) {
      v128.store(to, v128.load(b));
      store<u64>(to, load<u64>(b, 16), 16);
    }
  } else {
    // Whole vectors are read, and cut, while they end inside the matrix.
    const row = <usize>width << 2;
    const end = b + step * (inner - 1) + (<usize>columns << 2);
    const low = firstLanes(columns);
    const high = firstLanes(columns - 4);
    let k = 0;
    for (; k < inner && b + row <= end; k++, b += step, to += row) {
      v128.store(to, v128.and(v128.load(b), low));
      if (width == 8) v128.store(to, v128.and(v128.load(b, 16), high), 16);
    }
    for (; k < inner; k++, b += step) {
      for (let c = 0; c < width; c++, to += 4) store<f32>(to, c < columns ? load<f32>(b + (<usize>c << 2)) : 0);
    }
  }
}

/** The same of a transposed matrix: to[k][c] = b[c][k]; `step` is the bytes from one c to the next. */
function packColumns(b: usize, step: usize, inner: i32, columns: i32, width: i32, to: usize): void {
  const row = (<usize>width) << 2;
  for (let first = 0; first < width; first += 4, b += step << 2, to += 16) {
    const filled = columns - first;
    let p0 = b;
    let p1 = b + step;
    let p2 = p1 + step;
    let p3 = p2 + step;
    let at = to;
    let k = 0;
    if (filled >= 4) {
      for (; k + 4 <= inner; k += 4) {
        const r0 = v128.load(p0);
        const r1 = v128.load(p1);
        const r2 = v128.load(p2);
        const r3 = v128.load(p3);
        const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
        const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
        const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
        const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
        v128.store(at, v128.shuffle<f64>(low01, low23, 0, 2));
        at += row;
        v128.store(at, v128.shuffle<f64>(low01, low23, 1, 3));
        at += row;
        v128.store(at, v128.shuffle<f64>(high01, high23, 0, 2));
        at += row;
        v128.store(at, v128.shuffle<f64>(high01, high23, 1, 3));
        at += row;
        p0 += 16;
        p1 += 16;
        p2 += 16;
        p3 += 16;
      }
    }
    for (; k < inner; k++, at += row) {
      store<f32>(at, filled > 0 ? load<f32>(p0) : 0);
      store<f32>(at, filled > 1 ? load<f32>(p1) : 0, 4);
      store<f32>(at, filled > 2 ? load<f32>(p2) : 0, 8);
      store<f32>(at, filled > 3 ? load<f32>(p3) : 0, 12);
      p0 += 4;
      p1 += 4;
      p2 += 4;
      p3 += 4;
    }
  }
}

/** out (+)= a · panel for 4 rows and 8 columns: row r of `a` starts at `a_r`, `step` bytes lead to the next inner number. */
function tile8(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  step: usize,
  panel: usize,
  inner: i32,
  out: usize,
  row: usize,
  first: bool,
): void {
  const out1 = out + row;
  const out2 = out1 + row;
  const out3 = out2 + row;
  const zero = f32x4.splat(0);
  let c00 = zero,
    c01 = zero,
    c10 = zero,
    c11 = zero,
    c20 = zero,
    c21 = zero,
    c30 = zero,
    c31 = zero;
  if (!first) {
    c00 = v128.load(out);
    c01 = v128.load(out, 16);
    c10 = v128.load(out1);
    c11 = v128.load(out1, 16);
    c20 = v128.load(out2);
    c21 = v128.load(out2, 16);
    c30 = v128.load(out3);
    c31 = v128.load(out3, 16);
  }
  for (let k = inner; k != 0; --k) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    const x0 = v128.load32_splat(a0);
    c00 = multiplyAdd(x0, b0, c00);
    c01 = multiplyAdd(x0, b1, c01);
    const x1 = v128.load32_splat(a1);
    c10 = multiplyAdd(x1, b0, c10);
    c11 = multiplyAdd(x1, b1, c11);
    const x2 = v128.load32_splat(a2);
    c20 = multiplyAdd(x2, b0, c20);
    c21 = multiplyAdd(x2, b1, c21);
    const x3 = v128.load32_splat(a3);
    c30 = multiplyAdd(x3, b0, c30);
    c31 = multiplyAdd(x3, b1, c31);
    panel += 32;
    a0 += step;
    a1 += step;
    a2 += step;
    a3 += step;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out1, c10);
  v128.store(out1, c11, 16);
  v128.store(out2, c20);
  v128.store(out2, c21, 16);
  v128.store(out3, c30);
  v128.store(out3, c31, 16);
}

/** The same for 6 rows that follow each other `aRow` bytes apart. */
function tile6(a0: usize, aRow: usize, step: usize, panel: usize, inner: i32, out: usize, row: usize, first: bool): void {
  let a1 = a0 + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  let a4 = a3 + aRow;
  let a5 = a4 + aRow;
  const out1 = out + row;
  const out2 = out1 + row;
  const out3 = out2 + row;
  const out4 = out3 + row;
  const out5 = out4 + row;
  const zero = f32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero;
  let c30 = zero, c31 = zero, c40 = zero, c41 = zero, c50 = zero, c51 = zero;
  if (!first) {
    c00 = v128.load(out);
    c01 = v128.load(out, 16);
    c10 = v128.load(out1);
    c11 = v128.load(out1, 16);
    c20 = v128.load(out2);
    c21 = v128.load(out2, 16);
    c30 = v128.load(out3);
    c31 = v128.load(out3, 16);
    c40 = v128.load(out4);
    c41 = v128.load(out4, 16);
    c50 = v128.load(out5);
    c51 = v128.load(out5, 16);
  }
  for (let k = inner; k != 0; --k) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    const x0 = v128.load32_splat(a0);
    c00 = multiplyAdd(x0, b0, c00);
    c01 = multiplyAdd(x0, b1, c01);
    const x1 = v128.load32_splat(a1);
    c10 = multiplyAdd(x1, b0, c10);
    c11 = multiplyAdd(x1, b1, c11);
    const x2 = v128.load32_splat(a2);
    c20 = multiplyAdd(x2, b0, c20);
    c21 = multiplyAdd(x2, b1, c21);
    const x3 = v128.load32_splat(a3);
    c30 = multiplyAdd(x3, b0, c30);
    c31 = multiplyAdd(x3, b1, c31);
    const x4 = v128.load32_splat(a4);
    c40 = multiplyAdd(x4, b0, c40);
    c41 = multiplyAdd(x4, b1, c41);
    const x5 = v128.load32_splat(a5);
    c50 = multiplyAdd(x5, b0, c50);
    c51 = multiplyAdd(x5, b1, c51);
    panel += 32;
    a0 += step;
    a1 += step;
    a2 += step;
    a3 += step;
    a4 += step;
    a5 += step;
  }
  v128.store(out, c00);
  v128.store(out, c01, 16);
  v128.store(out1, c10);
  v128.store(out1, c11, 16);
  v128.store(out2, c20);
  v128.store(out2, c21, 16);
  v128.store(out3, c30);
  v128.store(out3, c31, 16);
  v128.store(out4, c40);
  v128.store(out4, c41, 16);
  v128.store(out5, c50);
  v128.store(out5, c51, 16);
}

/** `tile8` for 4 columns. */
function tile4(
  a0: usize,
  a1: usize,
  a2: usize,
  a3: usize,
  step: usize,
  panel: usize,
  inner: i32,
  out: usize,
  row: usize,
  first: bool,
): void {
  const out1 = out + row;
  const out2 = out1 + row;
  const out3 = out2 + row;
  const zero = f32x4.splat(0);
  let c0 = zero,
    c1 = zero,
    c2 = zero,
    c3 = zero;
  if (!first) {
    c0 = v128.load(out);
    c1 = v128.load(out1);
    c2 = v128.load(out2);
    c3 = v128.load(out3);
  }
  for (let k = inner; k != 0; --k) {
    const b = v128.load(panel);
    c0 = multiplyAdd(v128.load32_splat(a0), b, c0);
    c1 = multiplyAdd(v128.load32_splat(a1), b, c1);
    c2 = multiplyAdd(v128.load32_splat(a2), b, c2);
    c3 = multiplyAdd(v128.load32_splat(a3), b, c3);
    panel += 16;
    a0 += step;
    a1 += step;
    a2 += step;
    a3 += step;
  }
  v128.store(out, c0);
  v128.store(out1, c1);
  v128.store(out2, c2);
  v128.store(out3, c3);
}

/** Copies a part of a tile: `rows` × `columns` numbers between two places with rows of `fromRow` and `toRow` bytes. */
function copyPart(from: usize, fromRow: usize, to: usize, toRow: usize, rows: i32, columns: i32): void {
  for (let r = 0; r < rows; r++, from += fromRow, to += toRow) {
    for (let c: usize = 0; c < (<usize>columns) << 2; c += 4) store<f32>(to + c, load<f32>(from + c));
  }
}

/** `tile6` for 4 columns. */
function tile64(a0: usize, aRow: usize, step: usize, panel: usize, inner: i32, out: usize, row: usize, first: bool): void {
  let a1 = a0 + aRow;
  let a2 = a1 + aRow;
  let a3 = a2 + aRow;
  let a4 = a3 + aRow;
  let a5 = a4 + aRow;
  const zero = f32x4.splat(0);
  let c0 = zero, c1 = zero, c2 = zero, c3 = zero, c4 = zero, c5 = zero;
  if (!first) {
    c0 = v128.load(out);
    c1 = v128.load(out + row);
    c2 = v128.load(out + row * 2);
    c3 = v128.load(out + row * 3);
    c4 = v128.load(out + row * 4);
    c5 = v128.load(out + row * 5);
  }
  for (let k = inner; k != 0; --k) {
    const b = v128.load(panel);
    c0 = multiplyAdd(v128.load32_splat(a0), b, c0);
    c1 = multiplyAdd(v128.load32_splat(a1), b, c1);
    c2 = multiplyAdd(v128.load32_splat(a2), b, c2);
    c3 = multiplyAdd(v128.load32_splat(a3), b, c3);
    c4 = multiplyAdd(v128.load32_splat(a4), b, c4);
    c5 = multiplyAdd(v128.load32_splat(a5), b, c5);
    panel += 16;
    a0 += step;
    a1 += step;
    a2 += step;
    a3 += step;
    a4 += step;
    a5 += step;
  }
  v128.store(out, c0);
  v128.store(out + row, c1);
  v128.store(out + row * 2, c2);
  v128.store(out + row * 3, c3);
  v128.store(out + row * 4, c4);
  v128.store(out + row * 5, c5);
}

/** out = activation(out + bias) of some rows and `width` columns, 4 or 8. */
function finish(out: usize, row: usize, rows: i32, width: i32, bias: usize, activation: i32): void {
  const b0 = v128.load(bias);
  const b1 = v128.load(bias, 16);
  for (let r = 0; r < rows; r++, out += row) {
    v128.store(out, activate(f32x4.add(v128.load(out), b0), activation));
    if (width == 8) v128.store(out, activate(f32x4.add(v128.load(out, 16), b1), activation), 16);
  }
}

/** One block of the inner axis: `rows` rows of a, packed tile by tile or in place, times the packed panels. */
function block(a: usize, aRow: usize, packed: bool, panels: usize, inner: i32, rows: i32, columns: i32, out: usize, first: bool, bias: usize, activation: i32, work: usize): void {
  const outRow = <usize>columns << 2;
  for (let column = 0; column < columns; ) {
    const left = min(columns - column, 8);
    const width = left <= 4 ? 4 : 8;
    if (bias) {
      memory.fill(work + edgeBias, 0, 32);
      copyPart(bias + (<usize>column << 2), 0, work + edgeBias, 0, 1, left);
    }
    let tile = 4;
    for (let r = 0; r < rows; r += tile) {
      tile = tileRows(rows - r);
      const count = min(rows - r, tile);
      const a0 = a + (packed ? <usize>(r * inner) << 2 : <usize>r * aRow);
      const next: usize = packed ? 4 : aRow;
      const step: usize = packed ? <usize>tile << 2 : 4;
      const place = out + <usize>r * outRow + (<usize>column << 2);
      const whole = count == tile && left == width;
      const to = whole ? place : work;
      const row: usize = whole ? outRow : 32;
      if (!whole && !first) copyPart(place, outRow, work, 32, count, left);
      if (tile == 6) {
        if (width == 8) tile6(a0, next, step, panels, inner, to, row, first);
        else tile64(a0, next, step, panels, inner, to, row, first);
      } else {
        // Rows past the last one repeat it; their results are dropped.
        const a1 = packed || count > 1 ? a0 + next : a0;
        const a2 = packed || count > 2 ? a1 + next : a1;
        const a3 = packed || count > 3 ? a2 + next : a2;
        if (width == 8) tile8(a0, a1, a2, a3, step, panels, inner, to, row, first);
        else tile4(a0, a1, a2, a3, step, panels, inner, to, row, first);
      }
      if (bias) finish(to, row, tile, width, work + edgeBias, activation);
      if (!whole) copyPart(work, 32, place, outRow, count, left);
    }
    panels += <usize>(inner * width) << 2;
    column += width;
  }
}

/**
 * out = activation(a · b + bias) of one member, or out + a · b where `added`, without bias then. `work` has `productWork` bytes; operands
 * may be stored transposed; a bias at 0 is none, and then there is no activation.
 */
export function multiply(rows: i32, inner: i32, columns: i32, a: usize, aTransposed: bool, b: usize, bTransposed: bool, out: usize, added: bool, bias: usize, activation: i32, work: usize): void {
  const panels = work + edgeBytes;
  for (let from = 0; from < inner; from += innerBlock) {
    const size = min(inner - from, innerBlock);
    const first = from == 0 && !added;
    const last = from + size == inner;
    let panel = panels;
    for (let column = 0; column < columns; ) {
      const left = min(columns - column, 8);
      const width = left <= 4 ? 4 : 8;
      if (bTransposed) packColumns(b + (<usize>(column * inner + from) << 2), <usize>inner << 2, size, left, width, panel);
      else packRows(b + (<usize>(from * columns + column) << 2), <usize>columns << 2, size, left, width, panel);
      panel += <usize>(size * width) << 2;
      column += width;
    }
    for (let row = 0; row < rows; row += rowBlock) {
      const count = min(rows - row, rowBlock);
      const place = out + (<usize>(row * columns) << 2);
      const ownBias = last ? bias : 0;
      if (aTransposed) {
        let to = panel;
        let tile = 4;
        for (let r = 0; r < count; r += tile) {
          tile = tileRows(count - r);
          packRows(a + (<usize>(from * rows + row + r) << 2), <usize>rows << 2, size, min(count - r, tile), tile, to);
          to += <usize>(size * tile) << 2;
        }
        block(panel, 0, true, panels, size, count, columns, place, first, ownBias, activation, work);
      } else {
        block(a + (<usize>(row * inner + from) << 2), <usize>inner << 2, false, panels, size, count, columns, place, first, ownBias, activation, work);
      }
    }
  }
}

/**
 * `multiply` for every member: out `[members, rows, columns]`, bias `[members, columns]`; `aMember` and `bMember` are the bytes from one
 * member to the next, 0 for one shared by all.
 */
export function product(members: i32, rows: i32, inner: i32, columns: i32, a: usize, aMember: usize, aTransposed: bool, b: usize, bMember: usize, bTransposed: bool, out: usize, bias: usize, activation: i32, work: usize): void {
  for (let member = 0; member < members; member++) {
    multiply(rows, inner, columns, a, aTransposed, b, bTransposed, out, false, bias, activation, work);
    a += aMember;
    b += bMember;
    if (bias) bias += <usize>columns << 2;
    out += <usize>(rows * columns) << 2;
  }
}
