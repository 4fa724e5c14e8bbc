/** Which points of a curve to keep when only a few may travel. */

/**
 * Indices of at most `most` (at least 2) entries, ascending, the first and the last among them: the curve is cut into as many pieces as points
 * are left, and of each the point is kept that spans the largest triangle with the one kept before and the middle of the next piece (Steinarsson
 * 2013). Peaks span large triangles, so they stay. Entries that are not finite count as 0.
 */
export function thin(x: ArrayLike<number>, y: ArrayLike<number>, most: number): number[] {
  const { length } = x;
  if (length <= most) return Array.from({ length }, (_, i) => i);
  const at = (i: number): number => (Number.isFinite(y[i] ?? NaN) ? (y[i] ?? 0) : 0);
  const pieces = most - 2;
  const edge = (piece: number): number => 1 + Math.floor((piece * (length - 2)) / pieces);
  const kept = [0];
  for (let piece = 0; piece < pieces; piece++) {
    const last = kept.at(-1) ?? 0;
    const [from, to] = [edge(piece), edge(piece + 1)];
    const end = piece + 2 > pieces ? length : edge(piece + 2);
    let [meanX, meanY] = [0, 0];
    for (let i = to; i < end; i++) {
      meanX += (x[i] ?? 0) / (end - to);
      meanY += at(i) / (end - to);
    }
    let best = from;
    let largest = -1;
    for (let i = from; i < to; i++) {
      const area = Math.abs(((x[last] ?? 0) - meanX) * (at(i) - at(last)) - ((x[last] ?? 0) - (x[i] ?? 0)) * (meanY - at(last)));
      if (area > largest) [best, largest] = [i, area];
    }
    kept.push(best);
  }
  kept.push(length - 1);
  return kept;
}
