/** What a program on TensorFlow.js makes small while it trains, and what it evaluates: of classes, or of a number. */
import { isNumberLoss, type ArmDescription, type ClassLoss, type NumberLoss } from '../../../experiment/arm-description.ts';

export interface TensorflowGoal {
  /** An expression: the tensor of what is wanted of a split, from the array `y` that was loaded. */
  wanted: string;
  /** Functions that the following expressions call, among them `goalsOf(y)` and `evaluatedLoss(output, y)`. */
  helpers: string;
  /** An expression: the loss of an `output` and its `goals` in training. */
  training: string;
  /** Lines that push to `losses` what a split is worth, from `output` and `wanted`. */
  scores: readonly string[];
}

export function tensorflowGoal({ loss, classes }: Pick<ArmDescription, 'loss' | 'classes'>): TensorflowGoal {
  return isNumberLoss(loss) ? numberGoal(loss) : classGoal(loss, classes);
}

function classGoal(loss: ClassLoss, classes: number): TensorflowGoal {
  return {
    wanted: "tf.tensor(y.values, y.shape, 'int32')",
    helpers: `const goalsOf = (y) => tf.cast(tf.oneHot(y, ${classes}), 'float32');

/** Mean cross-entropy in nats. */
const crossEntropy = (logits, goals) => tf.neg(tf.mean(tf.sum(tf.mul(goals, tf.logSoftmax(logits)), -1)));
const evaluatedLoss = (logits, y) => crossEntropy(logits, goalsOf(y));`,
    training: classLoss(loss, classes),
    scores: [
      'losses.push([`${name}/loss`, step, evaluatedLoss(output, wanted).dataSync()[0]]);',
      "losses.push([`${name}/accuracy`, step, tf.mean(tf.cast(tf.equal(tf.argMax(output, -1), wanted), 'float32')).dataSync()[0]]);",
    ],
  };
}

function classLoss(loss: ClassLoss, classes: number): string {
  if (loss.kind === 'focal') {
    return `tf.tidy(() => {
        const logP = tf.sum(tf.mul(goals, tf.logSoftmax(output)), -1);
        return tf.neg(tf.mean(tf.mul(tf.pow(tf.sub(1, tf.exp(logP)), ${loss.gamma}), logP)));
      })`;
  }
  const s = loss.labelSmoothing;
  return s > 0 ? `crossEntropy(output, tf.add(tf.mul(goals, ${1 - s}), ${s / classes}))` : 'crossEntropy(output, goals)';
}

function numberGoal(loss: NumberLoss): TensorflowGoal {
  return {
    wanted: 'tf.tensor(y.values.map((value) => Math.fround(value - target.mean) * target.scale), [y.values.length, 1])',
    helpers: `/** Numbers to predict are compared as they are. */
const goalsOf = (y) => y;

const evaluatedLoss = (prediction, y) => tf.mean(tf.square(tf.sub(prediction, y)));`,
    training: numberLoss(loss),
    scores: [
      'const loss = evaluatedLoss(output, wanted).dataSync()[0];',
      'losses.push([`${name}/loss`, step, loss]);',
      '// In the units of the number, and the share of its variance in the split that is explained.',
      'losses.push([`${name}/rmse`, step, Math.sqrt(loss) / target.scale]);',
      'losses.push([`${name}/r2`, step, 1 - loss / tf.moments(wanted).variance.dataSync()[0]]);',
    ],
  };
}

function numberLoss(loss: NumberLoss): string {
  switch (loss.kind) {
    case 'squared':
      return 'evaluatedLoss(output, goals)';
    case 'absolute':
      return 'tf.mean(tf.abs(tf.sub(output, goals)))';
    case 'huber':
      return `tf.tidy(() => {
        const size = tf.abs(tf.sub(output, goals));
        const inner = tf.minimum(size, ${loss.threshold});
        return tf.mean(tf.mul(inner, tf.sub(size, tf.mul(0.5, inner))));
      })`;
  }
}
