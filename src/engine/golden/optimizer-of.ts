/** The engine's optimizer for the settings that golden files give it. */
import { adadelta } from '../optimizers/adadelta.ts';
import { adagrad } from '../optimizers/adagrad.ts';
import { adam } from '../optimizers/adam.ts';
import { adamax } from '../optimizers/adamax.ts';
import { adamw } from '../optimizers/adamw.ts';
import { lion } from '../optimizers/lion.ts';
import { momentum } from '../optimizers/momentum.ts';
import { nadam } from '../optimizers/nadam.ts';
import { nesterov } from '../optimizers/nesterov.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { radam } from '../optimizers/radam.ts';
import { rmsprop } from '../optimizers/rmsprop.ts';
import { sgd } from '../optimizers/sgd.ts';
import { clipByNorm, clipByValue, compose, l1, l2 } from '../optimizers/transforms.ts';
import type { GradientTransform } from '../optimizers/transforms.ts';
import { numberAt, optionalNumberAt, stringAt } from './fixture.ts';
import type { Fields } from './fixture.ts';

const optimizers: Readonly<Record<string, (at: (name: string) => number) => Optimizer>> = {
  sgd: (at) => sgd({ learningRate: at('lr') }),
  momentum: (at) => momentum({ learningRate: at('lr'), momentum: at('momentum') }),
  emaMomentum: (at) => momentum({ learningRate: at('lr'), momentum: at('momentum'), form: 'average' }),
  nesterov: (at) => nesterov({ learningRate: at('lr'), momentum: at('momentum') }),
  adagrad: (at) => adagrad({ learningRate: at('lr'), epsilon: at('epsilon') }),
  rmsprop: (at) => rmsprop({ learningRate: at('lr'), rho: at('rho'), epsilon: at('epsilon') }),
  adadelta: (at) => adadelta({ learningRate: at('lr'), rho: at('rho'), epsilon: at('epsilon') }),
  adam: (at) => adam({ learningRate: at('lr'), beta1: at('beta1'), beta2: at('beta2'), epsilon: at('epsilon') }),
  adamw: (at) =>
    adamw({
      learningRate: at('lr'),
      beta1: at('beta1'),
      beta2: at('beta2'),
      epsilon: at('epsilon'),
      weightDecay: at('weightDecay'),
    }),
  nadam: (at) =>
    nadam({
      learningRate: at('lr'),
      beta1: at('beta1'),
      beta2: at('beta2'),
      epsilon: at('epsilon'),
      momentumDecay: at('momentumDecay'),
    }),
  radam: (at) => radam({ learningRate: at('lr'), beta1: at('beta1'), beta2: at('beta2'), epsilon: at('epsilon') }),
  adamax: (at) => adamax({ learningRate: at('lr'), beta1: at('beta1'), beta2: at('beta2'), epsilon: at('epsilon') }),
  lion: (at) => lion({ learningRate: at('lr'), beta1: at('beta1'), beta2: at('beta2'), weightDecay: at('weightDecay') }),
};

const transforms: Readonly<Record<string, (value: number) => GradientTransform>> = { clipNorm: clipByNorm, clipValue: clipByValue, l1, l2 };

/** Types of `optimizers.json`. */
export const optimizerTypes: readonly string[] = Object.keys(optimizers);

/** Throws for a type without optimizer, and when a hyperparameter is missing. */
export function optimizerOf(config: Fields): Optimizer {
  const type = stringAt(config, 'type');
  const make = Object.hasOwn(optimizers, type) ? optimizers[type] : undefined;
  if (!make) throw new Error(`there is no optimizer ${type}; there are ${optimizerTypes.join(', ')}`);
  const optimizer = make((name) => numberAt(config, name));
  const before = Object.entries(transforms).flatMap(([name, transform]) => {
    const value = optionalNumberAt(config, name);
    return value === undefined ? [] : [transform(value)];
  });
  return before.length === 0 ? optimizer : compose(before, optimizer);
}
