/**
 * The matrices of the fixed product, `[n, n]` each: b ← a · b is repeated with a permutation as a, so that numbers stay what they are,
 * every product needs the one before, and none can be left out.
 */
export function factors(n: number): { left: Float32Array<ArrayBuffer>; right: Float32Array<ArrayBuffer> } {
  const left = new Float32Array(n * n);
  for (let row = 0; row < n; row++) left[row * n + ((row * 5 + 3) % n)] = 1;
  return { left, right: Float32Array.from({ length: n * n }, (_, i) => ((i * 7919) % 1000) / 1000 - 0.5) };
}
