/** The line on which a grid of values crosses a level: marching squares with linear interpolation. */

export type Segment = readonly [x0: number, y0: number, x1: number, y1: number];

/** Segments in 0 … 1 from the first to the last row and column. `values[row · width + column]`. */
export function contour(values: ArrayLike<number>, width: number, height: number, level: number): Segment[] {
  const segments: Segment[] = [];
  for (let row = 0; row < height - 1; row++) {
    for (let column = 0; column < width - 1; column++) {
      const a = (values[row * width + column] ?? level) - level;
      const b = (values[row * width + column + 1] ?? level) - level;
      const c = (values[(row + 1) * width + column + 1] ?? level) - level;
      const d = (values[(row + 1) * width + column] ?? level) - level;
      const crossings: [number, number][] = [];
      if (a > 0 !== b > 0) crossings.push([a / (a - b), 0]);
      if (b > 0 !== c > 0) crossings.push([1, b / (b - c)]);
      if (c > 0 !== d > 0) crossings.push([d / (d - c), 1]);
      if (d > 0 !== a > 0) crossings.push([0, a / (a - d)]);
      for (let i = 0; i + 1 < crossings.length; i += 2) {
        const [x0, y0] = crossings[i] ?? [0, 0];
        const [x1, y1] = crossings[i + 1] ?? [0, 0];
        segments.push([(column + x0) / (width - 1), (row + y0) / (height - 1), (column + x1) / (width - 1), (row + y1) / (height - 1)]);
      }
    }
  }
  return segments;
}
