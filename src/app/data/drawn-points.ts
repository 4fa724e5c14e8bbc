/** Points set by hand on the plane from −1 to 1, and the table that they make. */
import { ownLimits } from '../../experiment/own-data.ts';
import type { ClassTable } from '../../engine/data/table.ts';

export interface DrawnPoint {
  x: number;
  y: number;
  label: 0 | 1;
}

/** A drag sets points at least this far apart. */
const distance = 0.05;
const most = 2000;

/** With a further point, unless it lies where the last one does. */
export function addPoint(points: readonly DrawnPoint[], point: DrawnPoint): readonly DrawnPoint[] {
  const last = points.at(-1);
  if (points.length >= most) return points;
  if (last && last.label === point.label && Math.hypot(last.x - point.x, last.y - point.y) < distance) return points;
  return [...points, point];
}

export const enough = (points: readonly DrawnPoint[]): boolean =>
  points.length >= ownLimits.rows.min && [0, 1].every((label) => points.some((point) => point.label === label));

export const drawnTable = (points: readonly DrawnPoint[]): ClassTable => ({
  columns: ['x', 'y'],
  classes: ['A', 'B'],
  features: Float32Array.from(points.flatMap(({ x, y }) => [x, y])),
  labels: Int32Array.from(points, ({ label }) => label),
});
