/** Numbers of a curve as small differences of whole numbers: as fine as a chart or a table shows, and short. */
import type { ByteReader, ByteWriter } from './bytes.ts';

/** Steps between the least and the greatest value. */
const levels = 4096;
/** On a logarithmic scale a value is at most this part of itself off, however wide the range. */
const finest = 1 / 1024;
/** Values that span more than this factor are drawn on a logarithmic axis sooner or later. */
const wide = 20;
/** What a float32 still holds with room to spare; larger values are as good as not finite. */
const most = 1e38;
/** Widths of bands are kept to a part of themselves that three digits do not show. */
const halfScale = 500;

interface Scale {
  logarithmic: boolean;
  origin: number;
  size: number;
}

function scaleOf(lists: readonly ArrayLike<number>[]): Scale {
  let least = Infinity;
  let greatest = -Infinity;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) {
      const value = list[i] ?? NaN;
      if (!(Math.abs(value) < most)) continue;
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
  }
  if (least > greatest) return { logarithmic: false, origin: 0, size: 0 };
  // Subnormal values have too few bits for a float32 origin in units of themselves.
  const logarithmic = least > 1e-30 && greatest > wide * least;
  const [from, to] = logarithmic ? [Math.log(least), Math.log(greatest)] : [least, greatest];
  const size = (to - from) / levels;
  return { logarithmic, origin: Math.fround(from), size: Math.fround(logarithmic ? Math.min(size, finest) : size) };
}

/** Writes lists of equal meaning on one scale. */
export function writeValues(writer: ByteWriter, lists: readonly ArrayLike<number>[]): void {
  const { logarithmic, origin, size } = scaleOf(lists);
  writer.count(Number(logarithmic));
  writer.float32(origin);
  writer.float32(size);
  for (const list of lists) {
    let last = 0;
    for (let i = 0; i < list.length; i++) {
      const value = list[i] ?? NaN;
      if (!(Math.abs(value) < most)) {
        writer.count(0);
        continue;
      }
      const level = size === 0 ? 0 : Math.round(((logarithmic ? Math.log(value) : value) - origin) / size);
      writer.count(1 + zigzag(level - last));
      last = level;
    }
  }
}

/** Reads lists of these lengths, and how far each value may be off. */
export function readValues(reader: ByteReader, lengths: readonly number[]): { values: Float64Array; error: Float64Array }[] {
  const logarithmic = reader.count(1) === 1;
  const origin = reader.float32();
  const size = reader.float32();
  return lengths.map((length) => {
    const values = new Float64Array(length);
    const error = new Float64Array(length);
    let level = 0;
    for (let i = 0; i < length; i++) {
      const token = reader.count();
      if (token === 0) values[i] = NaN;
      else {
        level += unzigzag(token - 1);
        const at = origin + level * size;
        values[i] = logarithmic ? Math.exp(at) : at;
        // Half a step, and a little for what the arithmetic here rounds; where all values are one, what a float32 origin does.
        const half = size === 0 ? Math.abs(origin) * 2 ** -23 : 0.5001 * size;
        error[i] = logarithmic ? (values[i] ?? 0) * Math.expm1(half) : half;
      }
    }
    return { values, error };
  });
}

/** Widths of a band: not negative, or NaN. */
export function writeHalves(writer: ByteWriter, halves: ArrayLike<number>): void {
  let last = 0;
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] ?? NaN;
    if (!(half < most)) writer.count(0);
    else if (half < 1 / most) writer.count(1);
    else {
      const level = Math.round(halfScale * Math.log(half));
      writer.count(2 + zigzag(level - last));
      last = level;
    }
  }
}

export function readHalves(reader: ByteReader, length: number): Float64Array {
  let level = 0;
  return Float64Array.from({ length }, () => {
    const token = reader.count();
    if (token < 2) return token === 0 ? NaN : 0;
    level += unzigzag(token - 2);
    return Math.exp(level / halfScale);
  });
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const unzigzag = (value: number): number => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);
