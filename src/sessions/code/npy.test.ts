/** Arrays in NumPy's format: the header of the specification, aligned, and the numbers behind it. */
import { expect, it } from 'vitest';
import { writeNpy } from './npy.ts';

it.each([
  [Float32Array.of(1.5, -2, 3, 4, 5, 6), [2, 3], "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"],
  [Int32Array.of(7, -8), [2], "{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }"],
])('%s of shape %j', (data, shape, header) => {
  const file = writeNpy(data, shape);
  expect(Array.from(file.subarray(0, 8))).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  const begin = 10 + new DataView(file.buffer).getUint16(8, true);
  expect(begin % 64).toBe(0);
  const text = new TextDecoder().decode(file.subarray(10, begin));
  expect(text.trimEnd()).toBe(header);
  expect(text.endsWith('\n')).toBe(true);
  const numbers = data instanceof Int32Array ? new Int32Array(file.buffer, begin) : new Float32Array(file.buffer, begin);
  expect(numbers).toEqual(data);
});

it('refuses a shape that does not fit', () => expect(() => writeNpy(Float32Array.of(1), [2])).toThrow(RangeError));
