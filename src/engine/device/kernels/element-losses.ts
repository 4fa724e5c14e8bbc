/** Losses that are means over numbers: values and slopes of all elements of an example in one pass, for regression and two classes. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, numberAttribute, sizeOf } from '../kernel.ts';
import type { Attributes, Shapes } from '../kernel.ts';
import { elementaryWgsl, sigmoid, softplus } from './elementary.ts';
import { rowLoss } from './row-loss.ts';

/** Of a prediction or logit x, what it should be, y, a constant p, the weight of the element and a second constant. */
interface ElementLoss {
  /** Loss and slope. */
  host(x: number, y: number, weight: number, p: number, p2: number): [loss: number, slope: number];
  /** Statements that set `loss` and `slope`. */
  wgsl: string;
}

/** Loss and slope at the difference d. */
const huber = (d: number, delta: number): [loss: number, slope: number] =>
  Math.abs(d) <= delta ? [0.5 * d * d, d] : [delta * (Math.abs(d) - 0.5 * delta), delta * Math.sign(d)];

/** @param delta - the name of the threshold */
const huberWgsl = (delta: string): string => `let d = x - y;
  if (abs(d) <= ${delta}) { loss = 0.5 * d * d; slope = d; } else { loss = ${delta} * (abs(d) - 0.5 * ${delta}); slope = ${delta} * sign(d); }`;

const losses = {
  squared: { host: (x, y) => [(x - y) * (x - y), 2 * (x - y)], wgsl: 'let d = x - y; loss = d * d; slope = 2.0 * d;' },
  absolute: { host: (x, y) => [Math.abs(x - y), Math.sign(x - y)], wgsl: 'let d = x - y; loss = abs(d); slope = sign(d);' },
  huber: { host: (x, y, _, delta) => huber(x - y, delta), wgsl: huberWgsl('p') },
  // The threshold of each run stands in place of its weight.
  huberOfRuns: { host: (x, y, delta) => huber(x - y, delta), wgsl: huberWgsl('weight') },
  smoothAbsolute: {
    host: (x, y, _, beta) => {
      const d = x - y;
      return Math.abs(d) < beta ? [(0.5 * d * d) / beta, d / beta] : [Math.abs(d) - 0.5 * beta, Math.sign(d)];
    },
    wgsl: `let d = x - y;
  if (abs(d) < p) { loss = 0.5 * d * d / p; slope = d / p; } else { loss = abs(d) - 0.5 * p; slope = sign(d); }`,
  },
  binary: {
    host: (x, y, weight) => [weight * y * softplus(-x) + (1 - y) * softplus(x), (1 - y) * sigmoid(x) - weight * y * sigmoid(-x)],
    wgsl: `loss = weight * y * softplus_of(-x) + (1.0 - y) * softplus_of(x);
  slope = (1.0 - y) * sigmoid_of(x) - weight * y * sigmoid_of(-x);`,
  },
  focal: {
    // p: gamma, p2: alpha or −1.
    host: (x, y, _, gamma, alpha) => {
      const turn = y > 0.5 ? 1 : -1;
      const factor = alpha < 0 ? 1 : y > 0.5 ? alpha : 1 - alpha;
      const [p, rest, surprise] = [sigmoid(turn * x), sigmoid(-turn * x), softplus(-turn * x)];
      const focus = rest ** gamma;
      return [factor * focus * surprise, -turn * factor * focus * (gamma * p * surprise + rest)];
    },
    wgsl: `let turn = select(-1.0, 1.0, y > 0.5);
  let factor = select(select(1.0 - p2, p2, y > 0.5), 1.0, p2 < 0.0);
  let rest = sigmoid_of(-turn * x);
  let surprise = softplus_of(-turn * x);
  let focus = power(rest, p);
  loss = factor * focus * surprise;
  slope = -turn * factor * focus * (p * sigmoid_of(turn * x) * surprise + rest);`,
  },
} satisfies Record<string, ElementLoss>;

export type ElementLossName = keyof typeof losses;

function lossOf(attributes: Attributes): ElementLoss {
  const found = Object.entries<ElementLoss>(losses).find(([name]) => name === attributes['function'])?.[1];
  if (!found) throw new Error(`unknown loss ${String(attributes['function'])}`);
  return found;
}

/** Number of weights of a run. Throws when they do not fit. */
function columnsOf(shape: Shapes): number {
  const [x, weights] = [shape('x'), shape('weights')];
  const columns = dimension(weights, 1);
  if (weights.length !== 2 || weights[0] !== x[0] || dimension(x, 2) % columns !== 0) {
    throw new Error(`weights [${weights.join(', ')}] are not one for each run and column of [${x.join(', ')}]`);
  }
  return columns;
}

/** With `weights` `[R, columns]`, each column of a run has its own; examples of more numbers repeat them. */
const elementLosses = (weighted: boolean): ReturnType<typeof defineKernel> =>
  defineKernel({
    name: weighted ? 'WeightedElementLosses' : 'ElementLosses',
    inputs: { x: 'float32', y: 'float32', ...(weighted && { weights: 'float32' as const }) },
    outputs: { losses: 'float32', gradient: 'float32' },
    outputShape: (output, shape) => {
      if (sizeOf(shape('x')) !== sizeOf(shape('y'))) {
        throw new Error(`predictions [${shape('x').join(', ')}] and targets [${shape('y').join(', ')}] differ in shape`);
      }
      if (weighted) columnsOf(shape);
      return output === 'losses' ? shape('x').slice(0, 2) : shape('x');
    },
    host: (access, attributes) => {
      const [, examples = 0, width = 0] = access.shape('x');
      const { host } = lossOf(attributes);
      const [p, p2] = [numberAttribute(attributes, 'parameter'), numberAttribute(attributes, 'second')];
      const [x, y, rows, gradient] = [access.f32('x'), access.f32('y'), access.f32('losses'), access.f32('gradient')];
      const weights = weighted ? access.f32('weights') : undefined;
      const columns = weighted ? columnsOf(access.shape) : 1;
      for (let row = 0; row < rows.length; row++) {
        const ofRun = Math.floor(row / examples) * columns;
        let sum = 0;
        for (let c = 0; c < width; c++) {
          const i = row * width + c;
          const [loss, slope] = host(x[i] ?? 0, y[i] ?? 0, weights ? (weights[ofRun + (c % columns)] ?? 0) : 1, p, p2);
          sum += loss;
          gradient[i] = slope / width;
        }
        rows[row] = sum / width;
      }
    },
    wgsl: (shape, attributes) => {
      const [examples, width] = [dimension(shape('x'), 1), dimension(shape('x'), 2)];
      const columns = weighted ? columnsOf(shape) : 1;
      return {
        threads: sizeOf(shape('x')) / width,
        helpers: `${elementaryWgsl}
fn loss_and_slope(x: f32, y: f32, weight: f32) -> vec2<f32> {
  let p = f32(${numberAttribute(attributes, 'parameter')});
  let p2 = f32(${numberAttribute(attributes, 'second')});
  var loss = 0.0; var slope = 0.0;
  ${lossOf(attributes).wgsl}
  return vec2<f32>(loss, slope);
}`,
        body: `var sum = 0.0;
  for (var c = 0u; c < ${width}u; c++) {
    let j = i * ${width}u + c;
    let one = loss_and_slope(x[j], y[j], ${weighted ? `weights[(i / ${examples}u) * ${columns}u + c % ${columns}u]` : '1.0'});
    sum += one.x;
    gradient[j] = one.y / ${width}.0;
  }
  losses[i] = sum / ${width}.0;`,
      };
    },
  });

const runElementLosses = elementLosses(false);
const runWeightedElementLosses = elementLosses(true);

export interface ElementLossOptions {
  /** Delta, beta or gamma. */
  parameter?: number;
  /** Alpha of the focal loss; −1: none. */
  second?: number;
  /** Weight of the positive class, or delta of each run, `[R, columns]`; columns divide W. */
  weights?: Tensor;
}

/** Mean loss of the elements of each example, x and y `[R, B, W]` → `[R, B]`, differentiable in x. Throws when sizes differ. */
export function elementLossesOp(name: ElementLossName, x: Tensor, y: Tensor, options: ElementLossOptions = {}): Tensor {
  const { parameter = 0, second = -1, weights } = options;
  const attributes = { function: name, parameter, second };
  return rowLoss(x, () => (weights ? runWeightedElementLosses({ x, y, weights }, attributes) : runElementLosses({ x, y }, attributes)));
}
