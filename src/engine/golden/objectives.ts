/** The objectives of optimizers.json: loss and gradient in float64, from the formulas that the file prints. */
import { arrayAt, numbersAt } from './fixture.ts';
import type { Fields, GoldenArray } from './fixture.ts';

export type Point = Readonly<Record<string, readonly number[]>>;

export interface Objective {
  start: Readonly<Record<string, GoldenArray>>;
  at(point: Point): { loss: number; gradients: Readonly<Record<string, number[]>> };
}

const list = (data: number[]): GoldenArray => ({ shape: [data.length], data });

function coordinates(point: Point, name = 'x'): readonly number[] {
  const own = point[name];
  if (!own) throw new Error(`the point has no ${name}`);
  return own;
}

/** f(x) = ½ Σ cᵢ xᵢ² */
function quadratic(fields: Fields): Objective {
  const c = numbersAt(fields, 'c');
  return {
    start: { x: list(numbersAt(fields, 'x0')) },
    at: (point) => {
      const x = coordinates(point);
      const gradient = c.map((ci, i) => ci * (x[i] ?? NaN));
      return { loss: gradient.reduce((sum, g, i) => sum + 0.5 * g * (x[i] ?? NaN), 0), gradients: { x: gradient } };
    },
  };
}

/** f(x) = (1 − x₀)² + 100 (x₁ − x₀²)² */
function rosenbrock(fields: Fields): Objective {
  return {
    start: { x: list(numbersAt(fields, 'x0')) },
    at: (point) => {
      const [x0 = NaN, x1 = NaN] = coordinates(point);
      const valley = x1 - x0 * x0;
      return {
        loss: (1 - x0) ** 2 + 100 * valley ** 2,
        gradients: { x: [-2 * (1 - x0) - 400 * x0 * valley, 200 * valley] },
      };
    },
  };
}

/** f(x) = x₀² − x₁² */
function saddle(fields: Fields): Objective {
  return {
    start: { x: list(numbersAt(fields, 'x0')) },
    at: (point) => {
      const [x0 = NaN, x1 = NaN] = coordinates(point);
      return { loss: x0 * x0 - x1 * x1, gradients: { x: [2 * x0, -2 * x1] } };
    },
  };
}

/** f(w, b) = mean of ln(1 + eᶻ) − y z, z = X · w + b */
function logistic(fields: Fields): Objective {
  const { data } = arrayAt(fields, 'X');
  const y = numbersAt(fields, 'y');
  return {
    start: { w: list(numbersAt(fields, 'w0')), b: list(numbersAt(fields, 'b0')) },
    at: (point) => {
      const [w, b] = [coordinates(point, 'w'), coordinates(point, 'b')[0] ?? NaN];
      let loss = 0;
      const [dw, db] = [w.map(() => 0), [0]];
      y.forEach((label, row) => {
        const x = data.slice(row * w.length, (row + 1) * w.length);
        const z = x.reduce((sum, value, i) => sum + value * (w[i] ?? NaN), b);
        loss += (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - label * z) / y.length;
        const dz = (1 / (1 + Math.exp(-z)) - label) / y.length;
        x.forEach((value, i) => (dw[i] = (dw[i] ?? 0) + dz * value));
        db[0] = (db[0] ?? 0) + dz;
      });
      return { loss, gradients: { w: dw, b: db } };
    },
  };
}

const objectives: Readonly<Record<string, (fields: Fields) => Objective>> = { quadratic, rosenbrock, saddle, ridge: saddle, logistic };

/** Throws for an objective that is not there. */
export function objectiveOf(name: string, fields: Fields): Objective {
  const make = Object.hasOwn(objectives, name) ? objectives[name] : undefined;
  if (!make) throw new Error(`there is no objective ${name}; there are ${Object.keys(objectives).join(', ')}`);
  return make(fields);
}
