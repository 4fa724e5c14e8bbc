/** How an arm is told apart: a colour of Okabe and Ito's palette, a dash pattern for its training line, a marker on its validation line. */

export const markers = ['circle', 'triangle', 'square', 'diamond', 'cross', 'inverted'] as const;
export type Marker = (typeof markers)[number];

export interface ArmStyle {
  /** Name of the token. */
  token: string;
  /** Of the dashed (training) line. */
  dash: readonly number[];
  marker: Marker;
}

export const armColours = 8;
const dashes: readonly (readonly number[])[] = [
  [4, 3],
  [9, 3],
  [9, 3, 2, 3],
  [2, 2],
  [12, 3, 2, 3, 2, 3],
  [6, 6],
];

/** Differs between any two of the first 24 arms, and in every single feature between the first six. */
export function armStyle(arm: number): ArmStyle {
  return {
    token: `--arm-${(arm % armColours) + 1}`,
    dash: dashes[arm % dashes.length] ?? [4, 3],
    marker: markers[arm % markers.length] ?? 'circle',
  };
}

/** The marker as a path around (x, y). */
export function markerPath(marker: Marker, x: number, y: number, size: number): string {
  const s = size;
  switch (marker) {
    case 'circle':
      return `M${x - s} ${y}a${s} ${s} 0 1 0 ${2 * s} 0a${s} ${s} 0 1 0 ${-2 * s} 0Z`;
    case 'triangle':
      return `M${x} ${y - 1.2 * s}L${x + 1.15 * s} ${y + 0.85 * s}L${x - 1.15 * s} ${y + 0.85 * s}Z`;
    case 'inverted':
      return `M${x} ${y + 1.2 * s}L${x + 1.15 * s} ${y - 0.85 * s}L${x - 1.15 * s} ${y - 0.85 * s}Z`;
    case 'square':
      return `M${x - 0.9 * s} ${y - 0.9 * s}h${1.8 * s}v${1.8 * s}h${-1.8 * s}Z`;
    case 'diamond':
      return `M${x} ${y - 1.3 * s}L${x + 1.3 * s} ${y}L${x} ${y + 1.3 * s}L${x - 1.3 * s} ${y}Z`;
    case 'cross': {
      const a = 0.4 * s;
      const b = 1.15 * s;
      return `M${x - a} ${y - b}h${2 * a}v${b - a}h${b - a}v${2 * a}h${a - b}v${b - a}h${-2 * a}v${a - b}h${a - b}v${-2 * a}h${b - a}Z`;
    }
  }
}
