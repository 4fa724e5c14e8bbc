/** Optimizers that Keras 3 lacks or has in other forms, as classes of a program, and the gradient of the L1 penalty. */
import type { OptimizerDescription } from '../../../experiment/arm-description.ts';

const nadam = `class NAdam(keras.optimizers.Optimizer):
    """Dozat's Adam with Nesterov's momentum; the schedule of the momentum is PyTorch's, which is slower than that of Keras."""

    def __init__(self, learning_rate, beta_1, beta_2, **clipping):
        super().__init__(learning_rate, **clipping)
        self.beta_1, self.beta_2 = beta_1, beta_2

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.m, self.v = self.add_optimizer_variables(variables, ["m", "v"])
            # Of all momentums so far, and of what weighed the second moment.
            self.product = self.add_optimizer_variables(variables, "product", "ones")
            self.product2 = self.add_optimizer_variables(variables, "product2", "ones")

    def update_step(self, gradient, variable, learning_rate):
        index = self._get_variable_index(variable)
        m, v, product, product2 = self.m[index], self.v[index], self.product[index], self.product2[index]
        t = keras.ops.cast(self.iterations + 1, variable.dtype)
        now, after = (self.beta_1 * (1 - 0.5 * keras.ops.exp(0.004 * math.log(0.96) * k)) for k in (t, t + 1))
        self.assign(product, product * now)
        self.assign(product2, product2 * self.beta_2)
        self.assign(m, self.beta_1 * m + (1 - self.beta_1) * gradient)
        self.assign(v, self.beta_2 * v + (1 - self.beta_2) * keras.ops.square(gradient))
        direction = gradient * (1 - now) / (1 - product) + m * after / (1 - product * after)
        size = keras.ops.sqrt(v / (1 - product2)) + 1e-8
        self.assign_sub(variable, keras.ops.cast(learning_rate, variable.dtype) * direction / size)


`;

const muon = `class Muon(keras.optimizers.Optimizer):
    """Jordan et al. 2024, with Nesterov's momentum: the step is the momentum with its singular values brought near 1.

    The last layer, biases and norms are left to Adam, whose rate is \`others\` times as large.
    """

    def __init__(self, learning_rate, momentum, weight_decay, others, **clipping):
        super().__init__(learning_rate, **clipping)
        self.momentum, self.decay, self.others = momentum, weight_decay, others

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.velocity, self.m, self.v = self.add_optimizer_variables(variables, ["velocity", "m", "v"])

    def update_step(self, gradient, variable, learning_rate):
        index, rate = self._get_variable_index(variable), keras.ops.cast(learning_rate, variable.dtype)
        if variable.name not in ("kernel", "point") or "output" in variable.path.split("/"):
            return self.adam(gradient, variable, self.others * rate, self.m[index], self.v[index])
        velocity = self.velocity[index]
        self.assign(velocity, self.momentum * velocity + gradient)
        # [in, out], as Ablate keeps it: kernels have height * width * in rows.
        matrix = keras.ops.reshape(gradient + self.momentum * velocity, (-1, variable.shape[-1]))
        rows, columns = matrix.shape
        x = matrix / (keras.ops.sqrt(keras.ops.sum(keras.ops.square(matrix))) + 1e-7)
        for _ in range(5):
            turned = keras.ops.transpose(x)
            gram = turned @ x if rows > columns else x @ turned
            polynomial = -4.775 * gram + 2.0315 * (gram @ gram)
            x = 3.4445 * x + (x @ polynomial if rows > columns else polynomial @ x)
        direction = max(1, columns / rows) ** 0.5 * keras.ops.reshape(x, variable.shape)
        self.assign_sub(variable, rate * (self.decay * variable + direction))

    def adam(self, gradient, variable, rate, m, v):
        t = keras.ops.cast(self.iterations + 1, variable.dtype)
        self.assign(m, 0.9 * m + 0.1 * gradient)
        self.assign(v, 0.999 * v + 0.001 * keras.ops.square(gradient))
        correction, size = 1 - keras.ops.exp(math.log(0.9) * t), 1 - keras.ops.exp(math.log(0.999) * t)
        self.assign_sub(variable, rate * (m / correction) / (keras.ops.sqrt(v / size) + 1e-8))


`;

const adamOfBetas = `class Adam(keras.optimizers.Optimizer):
    """Kingma & Ba 2015, with the decay of AdamW. Its moments are corrected by the beta that each update had, where Keras takes the one of
    now for all of them."""

    def __init__(self, learning_rate, beta_1, beta_2, **others):
        super().__init__(learning_rate, **others)
        self.beta_1, self.beta_2 = beta_1, beta_2

    def build(self, variables):
        if not self.built:
            super().build(variables)
            self.m, self.v = self.add_optimizer_variables(variables, ["m", "v"])
            self.product1 = self.add_optimizer_variables(variables, "product1", "ones")
            self.product2 = self.add_optimizer_variables(variables, "product2", "ones")

    def update_step(self, gradient, variable, learning_rate):
        index = self._get_variable_index(variable)
        m, v, product1, product2 = self.m[index], self.v[index], self.product1[index], self.product2[index]
        self.assign(product1, product1 * self.beta_1)
        self.assign(product2, product2 * self.beta_2)
        self.assign(m, self.beta_1 * m + (1 - self.beta_1) * gradient)
        self.assign(v, self.beta_2 * v + (1 - self.beta_2) * keras.ops.square(gradient))
        size = keras.ops.sqrt(v / (1 - product2)) + 1e-8
        self.assign_sub(variable, keras.ops.cast(learning_rate, variable.dtype) * (m / (1 - product1)) / size)


`;

/**
 * Classes that an optimizer needs before it; they need `math`.
 *
 * @param betasChange - whether betas of Adam or its kin change while it trains
 */
export function kerasOptimizerClasses({ kind }: Pick<OptimizerDescription, 'kind'>, betasChange: boolean): string {
  if (kind === 'nadam') return nadam;
  if (kind === 'muon') return muon;
  return betasChange ? adamOfBetas : '';
}

/** The class `Penalized`: an optimizer of the class `base` that the L1 penalty adds to the gradients of, before they are bounded. */
export const kerasPenalized = (base: string, l1: number): string => `class Penalized(${base}):
    """With the gradient of the L1 penalty, which Keras would also count in the loss."""

    l1 = ${l1}

    def apply(self, grads, trainable_variables=None):
        variables = self._trainable_variables if trainable_variables is None else list(trainable_variables)
        penalized = [
            gradient + self.l1 * keras.ops.sign(variable) if variable.name == "kernel" else gradient
            for gradient, variable in zip(grads, variables)
        ]
        super().apply(penalized, trainable_variables)


`;
