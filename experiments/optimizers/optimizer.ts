/** The optimizer of an arm from its hyperparameters: kind, schedule, clipping. Rates, moments and limits are live. */
import { adagrad } from '../../src/engine/optimizers/adagrad.ts';
import { adam } from '../../src/engine/optimizers/adam.ts';
import { adamw } from '../../src/engine/optimizers/adamw.ts';
import { lion } from '../../src/engine/optimizers/lion.ts';
import { momentum } from '../../src/engine/optimizers/momentum.ts';
import { muon } from '../../src/engine/optimizers/muon.ts';
import { nadam } from '../../src/engine/optimizers/nadam.ts';
import { nesterov } from '../../src/engine/optimizers/nesterov.ts';
import type { Optimizer } from '../../src/engine/optimizers/optimizer.ts';
import { rmsprop } from '../../src/engine/optimizers/rmsprop.ts';
import { scheduled } from '../../src/engine/optimizers/schedules.ts';
import { sgd } from '../../src/engine/optimizers/sgd.ts';
import { clipByNorm, clipByValue, compose } from '../../src/engine/optimizers/transforms.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { scheduleOf } from './schedule.ts';

/** By kind, from the ids under which the rate, and the rate of what Muon leaves to Adam, are live. */
const kinds: Readonly<Record<string, (rate: string, otherRate: string) => Optimizer>> = {
  sgd: (learningRate) => sgd({ learningRate }),
  momentum: (learningRate) => momentum({ learningRate, momentum: 'momentum' }),
  nesterov: (learningRate) => nesterov({ learningRate, momentum: 'momentum' }),
  adagrad: (learningRate) => adagrad({ learningRate }),
  rmsprop: (learningRate) => rmsprop({ learningRate, rho: 'beta2' }),
  adam: (learningRate) => adam({ learningRate, beta1: 'beta1', beta2: 'beta2' }),
  adamw: (learningRate) => adamw({ learningRate, beta1: 'beta1', beta2: 'beta2', weightDecay: 'weightDecay', decays: isWeight }),
  nadam: (learningRate) => nadam({ learningRate, beta1: 'beta1', beta2: 'beta2' }),
  lion: (learningRate) => lion({ learningRate, beta1: 'beta1', beta2: 'beta2', weightDecay: 'weightDecay', decays: isWeight }),
  muon: (learningRate, otherRate) =>
    muon({ learningRate, momentum: 'momentum', weightDecay: 'weightDecay', chosen: isForMuon }, adam({ learningRate: otherRate })),
};

/** Neither biases nor what normalization layers scale and shift by decay. */
const isWeight = (path: string): boolean => /\/(weights|kernels)$/.test(path);

/**
 * The last layer is no matrix whose directions should count alike: Muon's authors leave it, as biases, to Adam. A point on a surface is a
 * matrix of one row, whose orthogonal form is a direction of unit length.
 */
const isForMuon = (path: string): boolean => path === 'point' || (isWeight(path) && !path.startsWith('output/'));

/** Throws when the kind of optimizer is not known. */
export function optimizerOf(values: Values): Optimizer {
  const kind = textOf(values, 'optimizer');
  const make = kinds[kind];
  if (!make) throw new Error(`there is no optimizer ${kind}; there are ${Object.keys(kinds).join(', ')}`);
  const schedule = scheduleOf(textOf(values, 'schedule'), numberOf(values, 'steps'));
  const plain =
    schedule === null
      ? make('learningRate', 'otherRate')
      : scheduled(
          { scheduledRate: { base: 'learningRate', schedule }, scheduledOther: { base: 'otherRate', schedule } },
          make('scheduledRate', 'scheduledOther'),
        );
  const clipping = textOf(values, 'clipping');
  if (clipping === 'none') return plain;
  return compose([clipping === 'norm' ? clipByNorm('clipLimit') : clipByValue('clipLimit')], plain);
}
