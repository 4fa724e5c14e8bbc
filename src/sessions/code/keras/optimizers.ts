/** Optimizers as Keras 3 has them: how one is made, and how its rate follows a schedule. */
import type { ArmDescription, OptimizerDescription } from '../../../experiment/arm-description.ts';

/**
 * Its class: one of Keras, or of those that stand before it (optimizer-classes.ts).
 *
 * @param betasChange - whether betas of Adam or its kin change while it trains
 */
export function kerasOptimizerClass(kind: OptimizerDescription['kind'], betasChange = false): string {
  if (betasChange && (kind === 'adam' || kind === 'adamw')) return 'Adam';
  const names: Readonly<Record<OptimizerDescription['kind'], string>> = {
    sgd: 'keras.optimizers.SGD',
    momentum: 'keras.optimizers.SGD',
    nesterov: 'keras.optimizers.SGD',
    adagrad: 'keras.optimizers.Adagrad',
    rmsprop: 'keras.optimizers.RMSprop',
    adam: 'keras.optimizers.Adam',
    adamw: 'keras.optimizers.AdamW',
    lion: 'keras.optimizers.Lion',
    nadam: 'NAdam',
    muon: 'Muon',
  };
  return names[kind];
}

export interface KerasOptimizerOptions {
  /** Of its class, where that is derived from another. */
  name?: string;
  /** Whether betas of Adam or its kin change while it trains. */
  betasChange?: boolean;
}

/** Makes an optimizer. */
export function kerasOptimizer(
  { kind, learningRate, momentum, beta1, beta2, weightDecay, otherRate }: OptimizerDescription,
  clip: ArmDescription['clip'],
  { betasChange = false, name = kerasOptimizerClass(kind, betasChange) }: KerasOptimizerOptions = {},
): string {
  const clipping = clip === null ? '' : `, ${clip.by === 'norm' ? 'global_clipnorm' : 'clipvalue'}=${clip.limit}`;
  const betas = `beta_1=${beta1}, beta_2=${beta2}`;
  const epsilon = betasChange ? '' : ', epsilon=1e-8';
  // Keras takes no whole number for it.
  const velocity = `momentum=${Number.isInteger(momentum) ? `${momentum}.0` : momentum}`;
  const made = (numbers: string): string => `${name}(${learningRate}${numbers}${clipping})`;
  switch (kind) {
    case 'sgd':
      return made('');
    case 'momentum':
      return made(`, ${velocity}`);
    case 'nesterov':
      return made(`, ${velocity}, nesterov=True`);
    // Their epsilon lies under the root: its square is what others add outside.
    case 'adagrad':
      return made(', initial_accumulator_value=0.0, epsilon=1e-20');
    case 'rmsprop':
      return made(`, rho=${beta2}, epsilon=1e-16`);
    case 'adam':
      return made(`, ${betas}${epsilon}`);
    case 'adamw':
      return made(`, weight_decay=${weightDecay}, ${betas}${epsilon}`);
    case 'lion':
      // Keras refuses 0, which is nothing but the sign of the gradient.
      return made(`, beta_1=${beta1 > 0 ? beta1 : 1e-30}, beta_2=${beta2}, weight_decay=${weightDecay}`);
    case 'nadam':
      return made(`, ${betas}`);
    case 'muon':
      return made(`, momentum=${momentum}, weight_decay=${weightDecay}, others=${otherRate / learningRate}`);
  }
}

/**
 * Sets the rate of an update, in `train_step`.
 *
 * @param base - Python: the rate before the schedule
 */
export function kerasRate({ kind, schedule, learningRate }: OptimizerDescription, base = String(learningRate)): string {
  if (!schedule) return '';
  const velocities = kind === 'momentum' || kind === 'nesterov';
  return `    rate = rate_factor(update)
${
  velocities
    ? `    # Velocities of Keras have the rate in them that they were made with.
    if update > 0 and rate_factor(update - 1) > 0:
        for velocity in optimizer.momentums:
            velocity.assign(velocity * (rate / rate_factor(update - 1)))
`
    : ''
}    optimizer.learning_rate.assign(${base.includes(' ') ? `(${base})` : base} * rate)
`;
}
