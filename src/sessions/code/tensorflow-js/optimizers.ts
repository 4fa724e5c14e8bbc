/** Optimizers as lines of a TensorFlow.js program, written out: tf.train lacks most of them, and has others in other forms. */
import type { OptimizerDescription } from '../../../experiment/arm-description.ts';

export interface OptimizerText {
  /** Functions before it. */
  helpers: string;
  /** In each update before all parameters; absent: nothing. */
  before?: string[];
  /** For one parameter: `variable` at `path` with the gradient `g`, update `t` from 1; `factor` is the schedule's, where there is one. */
  lines: string[];
}

const muonHelper = `/** The matrix with its singular values brought near 1 by Newton and Schulz's iteration (Jordan et al. 2024). */
function orthogonalized(matrix) {
  let x = tf.div(matrix, tf.add(tf.sqrt(tf.sum(tf.square(matrix))), 1e-7));
  const tall = x.shape[0] > x.shape[1];
  for (let i = 0; i < 5; i++) {
    const gram = tf.matMul(x, x, tall, !tall);
    const polynomial = tf.add(tf.mul(gram, -4.775), tf.mul(tf.matMul(gram, gram), 2.0315));
    x = tf.add(tf.mul(x, 3.4445), tall ? tf.matMul(x, polynomial) : tf.matMul(polynomial, x));
  }
  return x;
}

`;

const average = (name: string, beta: number, of: string): string =>
  `const ${name} = remember('${name}', path, (old) => tf.add(tf.mul(old, ${beta}), tf.mul(${of}, ${1 - beta})));`;

const minus = (change: string): string => `variable.assign(tf.sub(variable, ${change}));`;

/** Products of the betas that all updates so far had, and what moments are divided by. */
const products = `/** Products of what weighs the moments in all updates so far. */
let [product1, product2] = [1, 1];

`;
const ofProducts: Corrections = ['(1 - product1)', '(1 - product2)'];

/** What the two moments are divided by. */
type Corrections = readonly [string, string];

const constant = (beta1: number, beta2: number): Corrections => [`(1 - ${beta1} ** t)`, `(1 - ${beta2} ** t)`];

function adamLines(rate: string, beta1: number, beta2: number, [first, second] = constant(beta1, beta2)): string[] {
  return [
    average('m', beta1, 'g'),
    average('v', beta2, 'tf.square(g)'),
    `const step = tf.div(tf.div(m, ${first}), tf.add(tf.sqrt(tf.div(v, ${second})), 1e-8));`,
    minus(`tf.mul(step, ${rate})`),
  ];
}

const nadamOfBetas = (rate: string, beta1: number, beta2: number): OptimizerText => ({
  helpers: products,
  before: [
    "// Dozat's momentum of this update, and of the next.",
    `const [momentum, following] = [t, t + 1].map((at) => ${beta1} * (1 - 0.5 * 0.96 ** (at * 0.004)));`,
    'product1 *= momentum;',
    `product2 *= ${beta2};`,
  ],
  lines: [
    average('m', beta1, 'g'),
    average('v', beta2, 'tf.square(g)'),
    'const ofGradient = tf.mul(g, (1 - momentum) / (1 - product1));',
    'const ofMoment = tf.mul(m, following / (1 - product1 * following));',
    minus(`tf.mul(tf.div(tf.add(ofGradient, ofMoment), tf.add(tf.sqrt(tf.div(v, 1 - product2)), 1e-8)), ${rate})`),
  ],
});

/** Only weights and kernels decay. */
const decayed = (rate: string, decay: number): string[] =>
  decay > 0 ? [`if (isMatrix(path)) variable.assign(tf.mul(variable, 1 - ${rate} * ${decay}));`] : [];

const velocity = (momentum: number): string => `const velocity = remember('velocity', path, (old) => tf.add(tf.mul(old, ${momentum}), g));`;

/** @param betasChange - whether betas of Adam or its kin change while it trains */
export function tensorflowOptimizer(optimizer: OptimizerDescription, betasChange: boolean): OptimizerText {
  const { kind, learningRate, momentum, beta1, beta2, weightDecay, otherRate, schedule } = optimizer;
  const scheduled = (rate: number): string => (schedule ? `(${rate} * factor)` : `${rate}`);
  const lr = scheduled(learningRate);
  const plain = (...lines: string[]): OptimizerText => ({ helpers: '', lines });
  switch (kind) {
    case 'sgd':
      return plain(minus(`tf.mul(g, ${lr})`));
    case 'momentum':
      return plain(velocity(momentum), minus(`tf.mul(velocity, ${lr})`));
    case 'nesterov':
      return plain(velocity(momentum), minus(`tf.mul(tf.add(g, tf.mul(velocity, ${momentum})), ${lr})`));
    case 'adagrad':
      return plain(
        "const sum = remember('sum', path, (old) => tf.add(old, tf.square(g)));",
        minus(`tf.mul(tf.div(g, tf.add(tf.sqrt(sum), 1e-10)), ${lr})`),
      );
    case 'rmsprop':
      return plain(average('v', beta2, 'tf.square(g)'), minus(`tf.mul(tf.div(g, tf.add(tf.sqrt(v), 1e-8)), ${lr})`));
    case 'adam':
    case 'adamw': {
      const decay = kind === 'adamw' ? decayed(lr, weightDecay) : [];
      if (!betasChange) return plain(...decay, ...adamLines(lr, beta1, beta2));
      return {
        helpers: products,
        before: [`product1 *= ${beta1};`, `product2 *= ${beta2};`],
        lines: [...decay, ...adamLines(lr, beta1, beta2, ofProducts)],
      };
    }
    case 'nadam':
      if (betasChange) return nadamOfBetas(lr, beta1, beta2);
      return {
        helpers: `/** Dozat's momentum of update t, and the product of all up to it. */
const momentumAt = (t) => ${beta1} * (1 - 0.5 * 0.96 ** (t * 0.004));
function momentumProduct(t) {
  let product = 1;
  for (let i = 1; i <= t; i++) product *= momentumAt(i);
  return product;
}

`,
        lines: [
          average('m', beta1, 'g'),
          average('v', beta2, 'tf.square(g)'),
          'const ofGradient = tf.mul(g, (1 - momentumAt(t)) / (1 - momentumProduct(t)));',
          'const ofMoment = tf.mul(m, momentumAt(t + 1) / (1 - momentumProduct(t + 1)));',
          minus(`tf.mul(tf.div(tf.add(ofGradient, ofMoment), tf.add(tf.sqrt(tf.div(v, 1 - ${beta2} ** t)), 1e-8)), ${lr})`),
        ],
      };
    case 'lion':
      return plain(
        'let direction;',
        `remember('m', path, (old) => {`,
        `  direction = tf.sign(tf.add(tf.mul(old, ${beta1}), tf.mul(g, ${1 - beta1})));`,
        `  return tf.add(tf.mul(old, ${beta2}), tf.mul(g, ${1 - beta2}));`,
        '});',
        ...decayed(lr, weightDecay),
        minus(`tf.mul(direction, ${lr})`),
      );
    case 'muon':
      return {
        helpers: muonHelper,
        lines: [
          `// The last layer, biases and norms are left to Adam.`,
          `if (isMatrix(path) && !path.startsWith('output/')) {`,
          `  ${velocity(momentum)}`,
          '  const [columns, shape] = [variable.shape.at(-1), variable.shape];',
          `  const matrix = tf.reshape(tf.add(g, tf.mul(velocity, ${momentum})), [-1, columns]);`,
          '  const scale = Math.sqrt(Math.max(1, columns / matrix.shape[0]));',
          '  const direction = tf.mul(tf.reshape(orthogonalized(matrix), shape), scale);',
          `  variable.assign(tf.sub(variable, tf.mul(tf.add(tf.mul(variable, ${weightDecay}), direction), ${lr})));`,
          '} else {',
          ...adamLines(scheduled(otherRate), 0.9, 0.999).map((line) => `  ${line}`),
          '}',
        ],
      };
  }
}
