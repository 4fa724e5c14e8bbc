/** Safetensors: what is written is read back to the bit, a file made by hand is understood, and malformed ones are refused. */
import { describe, expect, it } from 'vitest';
import { readSafeTensors, writeSafeTensors } from './safetensors.ts';
import type { SafeTensors } from './safetensors.ts';

const sample: SafeTensors = {
  tensors: {
    weights: { shape: [2, 3], data: Float32Array.of(1, -0, NaN, 1e-40, Infinity, 0.1) },
    steps: { shape: [2], data: Int32Array.of(-1, 2 ** 31 - 1) },
    scalar: { shape: [], data: Float32Array.of(7) },
    empty: { shape: [0, 4], data: new Float32Array() },
  },
  metadata: { format: 'pt', note: 'größer' },
};

/** A file with this header before so many bytes. */
function file(header: unknown, bytes = 0, length?: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const whole = new Uint8Array(8 + json.length + bytes);
  new DataView(whole.buffer).setBigUint64(0, BigInt(length ?? json.length), true);
  whole.set(json, 8);
  return whole;
}

describe('safetensors', () => {
  it('reads back what it wrote, to the bit', () => {
    const { tensors, metadata } = readSafeTensors(writeSafeTensors(sample));
    expect(metadata).toEqual(sample.metadata);
    expect(Object.keys(tensors).sort()).toEqual(Object.keys(sample.tensors).sort());
    for (const [name, { shape, data }] of Object.entries(sample.tensors)) {
      expect(tensors[name]?.shape).toEqual(shape);
      expect(Buffer.from(tensors[name]?.data.buffer ?? new ArrayBuffer(0))).toEqual(Buffer.from(data.buffer));
    }
  });

  it('begins its numbers at a multiple of eight, as the reference implementation does', () => {
    const bytes = writeSafeTensors(sample);
    expect(Number(new DataView(bytes.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  it('reads a file whose numbers lie at an odd place, from a Buffer too', () => {
    const made = file({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, 4);
    new DataView(made.buffer).setFloat32(made.length - 4, 2.5, true);
    for (const bytes of [made, Buffer.concat([Buffer.from([1, 2, 3]), made]).subarray(3)]) {
      expect([...(readSafeTensors(bytes).tensors['a']?.data ?? [])]).toEqual([2.5]);
    }
  });

  const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  it.each<[string, Uint8Array]>([
    ['shorter than its first eight bytes', new Uint8Array(5)],
    ['longer than the file', file({}, 0, 1000)],
    ['no JSON record', file('{"a": ')],
    ['no JSON record', file('[1]')],
    ['is no record', file({ a: 1 })],
    ['is of type F64', file({ a: { ...entry, dtype: 'F64' } }, 8)],
    ['no shape of whole numbers', file({ a: { ...entry, shape: [-2] } }, 8)],
    ['where its numbers are', file({ a: { ...entry, data_offsets: [0] } }, 8)],
    ['has 8 bytes instead of 12', file({ a: { ...entry, shape: [3] } }, 8)],
    ['begin at 8 instead of 0', file({ a: { ...entry, data_offsets: [8, 16] } }, 16)],
    ['begin at 0 instead of 8', file({ a: entry, b: entry }, 8)],
    ['bytes of numbers instead of', file({ a: entry }, 12)],
    ['its metadata x is no text', file({ a: entry, __metadata__: { x: 1 } }, 8)],
  ])('refuses a file that is %s', (why, bytes) => {
    expect(() => readSafeTensors(bytes)).toThrow(why);
  });

  it('does not write numbers that do not fit their shape', () => {
    expect(() => writeSafeTensors({ tensors: { a: { shape: [2], data: Float32Array.of(1) } }, metadata: {} })).toThrow(
      'does not have 1 numbers',
    );
  });
});
