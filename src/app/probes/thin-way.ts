/** A way over a picture in as few lines as show it: a canvas takes seconds to stroke a single path of some ten thousand. */

/** A stretch of a way without a gap: x and y in pixels. */
export type Piece = readonly (readonly [number, number])[];

/** Lines of one piece: strokes of much longer paths take more than their share of time. */
const longestPiece = 512;

/**
 * The way through cells of a pixel's size or, where those are too many, through larger ones: a step within a cell is not drawn, nor a line between
 * two cells that is there already. The first and the last point stay. Empty without points.
 *
 * @param most - lines of all pieces together, about
 */
export function thinWay(points: Piece, most = 4000): Piece[] {
  const [first] = points;
  const last = points.at(-1);
  if (!first || !last) return [];
  for (let cell = 1; ; cell *= 2) {
    const found = through(points, cell, most);
    if (found) return [...found, [found.at(-1)?.at(-1) ?? first, last]];
  }
}

/** Null where it takes too many lines. */
function through(points: Piece, cell: number, most: number): [number, number][][] | null {
  const key = ([x, y]: readonly [number, number]): number => Math.round(x / cell) * 0x80000 + Math.round(y / cell);
  const drawn = new Map<number, Set<number>>();
  const [[x0, y0] = [0, 0]] = points;
  let piece: [number, number][] = [[x0, y0]];
  const pieces = [piece];
  let before = key([x0, y0]);
  let lines = 0;
  for (const point of points) {
    const now = key(point);
    if (now === before) continue;
    const ends = drawn.get(Math.min(before, now)) ?? new Set<number>();
    const known = ends.has(Math.max(before, now));
    const from = piece.at(-1) ?? [x0, y0];
    before = now;
    if (known || piece.length > longestPiece) pieces.push((piece = known ? [[point[0], point[1]]] : [from]));
    if (known) continue;
    drawn.set(Math.min(key(from), now), ends.add(Math.max(key(from), now)));
    piece.push([point[0], point[1]]);
    if (++lines > most && cell < 64) return null;
  }
  return pieces.filter((one, i) => one.length > 1 || i === pieces.length - 1);
}
