/** Surfaces as bodies of a function `height(x, y)` in Python: the formulas of `engine/data/surfaces.ts`, whose gradients a framework takes. */
import { surfaces, type SurfaceId } from '../../../engine/data/surfaces.ts';
import type { DescentDescription } from '../../../experiment/descent-description.ts';

export const pythonHeights: Readonly<Record<SurfaceId, string>> = {
  ravine: `    u, v = 0.8 * x + 0.6 * y, 0.8 * y - 0.6 * x
    return (u**2 + 100 * v**2) / 2`,
  saddle: '    return x**2 - y**2',
  rosenbrock: '    return (1 - x) ** 2 + 100 * (y - x**2) ** 2',
  beale: '    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2',
  himmelblau: '    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2',
};

/** Points that leave a bordered surface are held at its edge: one interval holds both coordinates. Null where nothing holds them. */
export function borderOf(surface: DescentDescription['surface']): [low: number, high: number] | null {
  if (surface === 'plane' || !surfaces[surface].bordered) return null;
  const { x, y } = surfaces[surface];
  return [Math.max(x[0], y[0]), Math.min(x[1], y[1])];
}
