/**
 * Surfaces with two coordinates that optimizers are shown on: what they look like, where they are lowest, heights and gradients for the host
 * and in WGSL. Test functions after Rosenbrock (1960), Beale (1958) and Himmelblau (1972). Imports nothing: pages draw them without the engine.
 */

export const surfaceIds = ['ravine', 'saddle', 'rosenbrock', 'beale', 'himmelblau'] as const;
export type SurfaceId = (typeof surfaceIds)[number];

export interface Surface {
  /** What a picture shows of it. */
  x: readonly [number, number];
  y: readonly [number, number];
  /** Its lowest points. */
  minima: readonly (readonly [number, number])[];
  /** Points that leave the picture are held at its edge: there is no bottom. */
  bordered?: true;
  /** Height and gradient at a point. */
  at(x: number, y: number): [height: number, dx: number, dy: number];
  /** Declares `h`, `dx` and `dy` from `x` and `y`. */
  wgsl: string;
}

/** Curvatures of the ravine along and across it, by which its condition number is 100. */
const ravineCurvatures = [1, 100] as const;

export const surfaces: Readonly<Record<SurfaceId, Surface>> = {
  // ½(u² + 100 v²) in axes turned by the angle of a 3-4-5 triangle: along the coordinates, rules that scale each one would have it easy.
  ravine: {
    x: [-5, 5],
    y: [-5, 5],
    minima: [[0, 0]],
    at: (x, y) => {
      const [u, v] = [0.8 * x + 0.6 * y, 0.8 * y - 0.6 * x];
      const [du, dv] = [ravineCurvatures[0] * u, ravineCurvatures[1] * v];
      return [0.5 * (u * du + v * dv), 0.8 * du - 0.6 * dv, 0.6 * du + 0.8 * dv];
    },
    wgsl: `let u = 0.8 * x + 0.6 * y;
  let v = 0.8 * y - 0.6 * x;
  let dv = ${ravineCurvatures[1]}.0 * v;
  let h = 0.5 * (u * u + v * dv);
  let dx = 0.8 * u - 0.6 * dv;
  let dy = 0.6 * u + 0.8 * dv;`,
  },
  saddle: {
    x: [-2, 2],
    y: [-2, 2],
    minima: [],
    bordered: true,
    at: (x, y) => [x * x - y * y, 2 * x, -2 * y],
    wgsl: `let h = x * x - y * y;
  let dx = 2.0 * x;
  let dy = -2.0 * y;`,
  },
  rosenbrock: {
    x: [-2, 2],
    y: [-1, 3],
    minima: [[1, 1]],
    at: (x, y) => {
      const [a, b] = [1 - x, y - x * x];
      return [a * a + 100 * b * b, -2 * a - 400 * x * b, 200 * b];
    },
    wgsl: `let a = 1.0 - x;
  let b = y - x * x;
  let h = a * a + 100.0 * b * b;
  let dx = -2.0 * a - 400.0 * x * b;
  let dy = 200.0 * b;`,
  },
  beale: {
    x: [-4.5, 4.5],
    y: [-4.5, 4.5],
    minima: [[3, 0.5]],
    at: (x, y) => {
      const y2 = y * y;
      const [a, b, c] = [1.5 - x + x * y, 2.25 - x + x * y2, 2.625 - x + x * y2 * y];
      return [a * a + b * b + c * c, 2 * (a * (y - 1) + b * (y2 - 1) + c * (y2 * y - 1)), 2 * x * (a + 2 * b * y + 3 * c * y2)];
    },
    wgsl: `let y2 = y * y;
  let a = 1.5 - x + x * y;
  let b = 2.25 - x + x * y2;
  let c = 2.625 - x + x * y2 * y;
  let h = a * a + b * b + c * c;
  let dx = 2.0 * (a * (y - 1.0) + b * (y2 - 1.0) + c * (y2 * y - 1.0));
  let dy = 2.0 * x * (a + 2.0 * b * y + 3.0 * c * y2);`,
  },
  himmelblau: {
    x: [-5, 5],
    y: [-5, 5],
    minima: [
      [3, 2],
      [-2.805118, 3.131312],
      [-3.77931, -3.283186],
      [3.584428, -1.848126],
    ],
    at: (x, y) => {
      const [a, b] = [x * x + y - 11, x + y * y - 7];
      return [a * a + b * b, 4 * x * a + 2 * b, 2 * a + 4 * y * b];
    },
    wgsl: `let a = x * x + y - 11.0;
  let b = x + y * y - 7.0;
  let h = a * a + b * b;
  let dx = 4.0 * x * a + 2.0 * b;
  let dy = 2.0 * a + 4.0 * y * b;`,
  },
};
