/** What the optimizers experiment trains: a network on images, or a point on a surface or on a plane through a network's loss surface. */
import type { Program } from '../../src/engine/training/program.ts';
import { planeProgram } from '../../src/engine/training/plane.ts';
import { surfaceProgram } from '../../src/engine/training/surface.ts';
import type { DescentOptions } from '../../src/engine/training/surface.ts';
import { numberOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { networkProgram } from './network.ts';
import { optimizerOf } from './optimizer.ts';
import { evaluateEvery, isDescent, surfaceOf } from './sizes.ts';

export function program(values: Values): Program {
  if (!isDescent(values)) return networkProgram(values);
  const surface = surfaceOf(values);
  const options: DescentOptions = {
    start: [numberOf(values, 'startX'), numberOf(values, 'startY')],
    spread: numberOf(values, 'spread'),
    optimizer: optimizerOf(values),
    steps: numberOf(values, 'steps'),
    evaluateEvery: evaluateEvery(values),
  };
  return surface === null ? planeProgram(options) : surfaceProgram({ ...options, surface, noise: 'gradientNoise' });
}
