/** What the pictures of predicted numbers draw: the runs of an arm from the newest results, and paths of lines, bands and dots. */
import type { ProbeResult } from '../../worker/protocol.ts';
import type { Session } from '../state/session.svelte.ts';
import { markerPath, type Marker } from '../charts/palette.ts';

/** From a value to its place in pixels. */
export interface Plane {
  x: (value: number) => number;
  y: (value: number) => number;
}

type NumberResult = Extract<ProbeResult, { kind: 'curve' | 'predicted' }>;

export interface SeedPrediction<Result> {
  result: Result;
  /** Place of the run among those of the result. */
  index: number;
  values: Float32Array;
}

/** What the given seeds of an arm predict; those that nothing is known of yet are left out. */
export function predictionsOf<Kind extends NumberResult['kind']>(
  kind: Kind,
  { session, id, arm, seeds }: { session: Session | null; id: string; arm: number; seeds: readonly number[] },
): SeedPrediction<Extract<NumberResult, { kind: Kind }>>[] {
  const isOfKind = (result: ProbeResult): result is Extract<NumberResult, { kind: Kind }> => result.kind === kind;
  const pictures = session?.pictures.byProbe.get(id);
  return seeds.flatMap((seed) => {
    const picture = pictures?.get(arm * (session?.configuration.seeds ?? 0) + seed);
    if (!picture || !isOfKind(picture.result)) return [];
    const { result, index } = picture;
    const each = result.values.length / result.runs.length;
    return [{ result, index, values: result.values.subarray(index * each, (index + 1) * each) }];
  });
}

/** Browsers draw no coordinates beyond some millions; a tenth of a pixel is as exact as a picture gets. */
const coordinate = (value: number): number => Math.round(10 * Math.min(1e5, Math.max(-1e5, value))) / 10;

/** A line through points, interrupted where one is no number. */
export function linePath(x: ArrayLike<number>, y: ArrayLike<number>, plane: Plane): string {
  let path = '';
  let drawing = false;
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [plane.x(x[i] ?? NaN), plane.y(y[i] ?? NaN)];
    const known = Number.isFinite(px) && Number.isFinite(py);
    if (known) path += `${drawing ? 'L' : 'M'}${coordinate(px)} ${coordinate(py)}`;
    drawing = known;
  }
  return path;
}

/** What lies between two lines over the same places; empty where one of their points is no number. */
export function bandPath(x: ArrayLike<number>, lower: ArrayLike<number>, upper: ArrayLike<number>, plane: Plane): string {
  const places = Array.from({ length: x.length }, (_, i) => i).filter((i) => Number.isFinite(lower[i]) && Number.isFinite(upper[i]));
  if (places.length < 2) return '';
  const point = (i: number, edge: ArrayLike<number>): string =>
    `${coordinate(plane.x(x[i] ?? NaN))} ${coordinate(plane.y(edge[i] ?? NaN))}`;
  return `M${[...places.map((i) => point(i, upper)), ...places.reverse().map((i) => point(i, lower))].join('L')}Z`;
}

/** A marker at each point, and how many points have none because they lie beyond the picture. */
export function marksPath(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  plane: Plane,
  { marker, size, within }: { marker: Marker; size: number; within: (x: number, y: number) => boolean },
): { path: string; outside: number } {
  let [path, outside] = ['', 0];
  for (let i = 0; i < x.length; i++) {
    const [at, value] = [x[i] ?? NaN, y[i] ?? NaN];
    if (within(at, value)) path += markerPath(marker, coordinate(plane.x(at)), coordinate(plane.y(value)), size);
    else outside++;
  }
  return { path, outside };
}

/** x and y of points that lie one after the other. */
export function columnsOf(pairs: Float32Array): { x: Float32Array; y: Float32Array } {
  const half = (offset: number): Float32Array => pairs.filter((_, i) => i % 2 === offset);
  return { x: half(0), y: half(1) };
}

/** About so many of `length` places, evenly spread, with both ends. */
export function spreadPlaces(length: number, count: number): number[] {
  const all = Array.from({ length: Math.min(length, count) }, (_, i) => Math.round((i * (length - 1)) / Math.max(1, count - 1)));
  return [...new Set(length <= count ? Array.from({ length }, (_, i) => i) : all)];
}
