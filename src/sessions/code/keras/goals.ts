/** What a program in Keras makes small while it trains, and what it evaluates: of classes, or of a number. */
import { isNumberLoss, type ArmDescription, type ClassLoss, type NumberLoss } from '../../../experiment/arm-description.ts';

export interface KerasGoal {
  /** The loss that the model is compiled with. */
  loss: string;
  /** `def goals(y)`: what the loss compares outputs with, and `def evaluated_loss(outputs, y)`, by which evaluations go. */
  goals: string;
  /** Lines that append to `losses` what a split is worth, with float64 `outputs` for it and y. */
  scores: readonly string[];
}

export function kerasGoal({ loss, classes }: Pick<ArmDescription, 'loss' | 'classes'>): KerasGoal {
  return isNumberLoss(loss) ? numberGoal(loss) : classGoal(loss, classes);
}

const focal = `def focal(gamma):
    def loss(goals, logits):
        log_p = keras.ops.sum(goals * keras.ops.log_softmax(logits), axis=-1)
        return -((1 - keras.ops.exp(log_p)) ** gamma) * log_p

    return loss


`;

function classGoal(loss: ClassLoss, classes: number): KerasGoal {
  const smoothing = loss.kind === 'crossEntropy' ? loss.labelSmoothing : 0;
  return {
    loss:
      loss.kind === 'focal'
        ? `focal(${loss.gamma})`
        : `keras.losses.CategoricalCrossentropy(from_logits=True${smoothing > 0 ? `, label_smoothing=${smoothing}` : ''})`,
    goals: `${loss.kind === 'focal' ? focal : ''}def goals(labels):
    return np.eye(${classes}, dtype=np.float32)[labels]


def log_softmax(outputs):
    top = outputs.max(axis=1, keepdims=True)
    return outputs - top - np.log(np.exp(outputs - top).sum(axis=1, keepdims=True))


def evaluated_loss(outputs, y):
    return float(-log_softmax(outputs)[np.arange(len(y)), y].mean())`,
    scores: [
      'losses.append((f"{split}/loss", step, evaluated_loss(outputs, y)))',
      'losses.append((f"{split}/accuracy", step, float((outputs.argmax(axis=1) == y).mean())))',
    ],
  };
}

function numberGoal(loss: NumberLoss): KerasGoal {
  const losses: Readonly<Record<NumberLoss['kind'], string>> = {
    squared: 'MeanSquaredError()',
    absolute: 'MeanAbsoluteError()',
    huber: `Huber(delta=${loss.kind === 'huber' ? loss.threshold : 1})`,
  };
  return {
    loss: `keras.losses.${losses[loss.kind]}`,
    goals: `def goals(numbers):
    return numbers


def evaluated_loss(outputs, y):
    return float(((outputs - y) ** 2).mean())`,
    scores: [
      'loss = evaluated_loss(outputs, y)',
      'losses.append((f"{split}/loss", step, loss))',
      '# In the units of the number, and the share of its variance in the split that is explained.',
      'losses.append((f"{split}/rmse", step, float(loss**0.5 / load("target_scale").item())))',
      'losses.append((f"{split}/r2", step, float(1 - loss / y.var(dtype=np.float64))))',
    ],
  };
}
