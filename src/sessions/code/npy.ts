/** NumPy's format for arrays (`.npy`, version 1.0): a header in Python's notation, padded to 64 bytes, then the numbers, little-endian. */

/** @throws RangeError when the shape does not fit the numbers */
export function writeNpy(data: Float32Array | Int32Array, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  if (shape.reduce((product, size) => product * size, 1) !== data.length) {
    throw new RangeError(`[${shape.join(', ')}] does not have ${data.length} numbers`);
  }
  const sizes = shape.length === 1 ? `${shape[0] ?? 0},` : shape.join(', ');
  const text = `{'descr': '${data instanceof Int32Array ? '<i4' : '<f4'}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const before = 10;
  const length = Math.ceil((before + text.length + 1) / 64) * 64 - before;
  const file = new Uint8Array(before + length + data.byteLength);
  file.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0]);
  new DataView(file.buffer).setUint16(8, length, true);
  file.set(new TextEncoder().encode(`${text.padEnd(length - 1)}\n`), before);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), before + length);
  return file;
}
