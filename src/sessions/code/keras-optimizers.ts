/** Optimizers as Keras 3 has them: how one is made, and how its rate follows a schedule. */
import type { ArmDescription, OptimizerDescription } from '../../experiment/arm-description.ts';

/** Makes an optimizer. Throws where Keras has it in another form only. */
export function kerasOptimizer(
  { kind, learningRate, momentum, beta1, beta2, weightDecay }: OptimizerDescription,
  clip: ArmDescription['clip'],
): string {
  const clipping = clip === null ? '' : `, ${clip.by === 'norm' ? 'global_clipnorm' : 'clipvalue'}=${clip.limit}`;
  const betas = `beta_1=${beta1}, beta_2=${beta2}`;
  const made = (name: string, numbers: string): string => `keras.optimizers.${name}(${learningRate}${numbers}${clipping})`;
  switch (kind) {
    case 'sgd':
      return made('SGD', '');
    case 'momentum':
      return made('SGD', `, momentum=${momentum}`);
    case 'nesterov':
      return made('SGD', `, momentum=${momentum}, nesterov=True`);
    // Their epsilon lies under the root: its square is what others add outside.
    case 'adagrad':
      return made('Adagrad', ', initial_accumulator_value=0.0, epsilon=1e-20');
    case 'rmsprop':
      return made('RMSprop', `, rho=${beta2}, epsilon=1e-16`);
    case 'adam':
      return made('Adam', `, ${betas}, epsilon=1e-8`);
    case 'adamw':
      return made('AdamW', `, weight_decay=${weightDecay}, ${betas}, epsilon=1e-8`);
    case 'lion':
      return made('Lion', `, ${betas}, weight_decay=${weightDecay}`);
    case 'nadam':
    case 'muon':
      throw new Error(`Keras has ${kind} in another form only`);
  }
}

/** Sets the rate of an update, in `train_step`. */
export function kerasRate({ kind, schedule, learningRate }: OptimizerDescription): string {
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
}    optimizer.learning_rate.assign(${learningRate} * rate)
`;
}
