/** What the optimizers experiment trains: a network on images, or a point on a surface. */
import type { Program } from '../../src/engine/training/program.ts';
import { surfaceProgram } from '../../src/engine/training/surface.ts';
import { numberOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { networkProgram } from './network.ts';
import { optimizerOf } from './optimizer.ts';
import { evaluateEvery, surfaceOf } from './sizes.ts';

export function program(values: Values): Program {
  const surface = surfaceOf(values);
  if (surface === null) return networkProgram(values);
  return surfaceProgram({
    surface,
    start: [numberOf(values, 'startX'), numberOf(values, 'startY')],
    spread: numberOf(values, 'spread'),
    optimizer: optimizerOf(values),
    noise: 'gradientNoise',
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
  });
}
