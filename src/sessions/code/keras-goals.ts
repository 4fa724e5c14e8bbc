/** What a program in Keras makes small while it trains, and what it evaluates: of classes, or of a number. */
import { isNumberLoss, type ArmDescription, type ClassLoss, type NumberLoss } from '../../experiment/arm-description.ts';

export interface KerasGoal {
  /** The loss that the model is compiled with. */
  loss: string;
  /** `def goals(y)`: what the loss compares outputs with. */
  goals: string;
  /** Lines that append to `losses` what a split is worth, with float64 `outputs` for it and y. */
  scores: readonly string[];
}

export function kerasGoal({ loss, classes }: Pick<ArmDescription, 'loss' | 'classes'>): KerasGoal {
  return isNumberLoss(loss) ? numberGoal(loss) : classGoal(loss, classes);
}

function classGoal(loss: ClassLoss, classes: number): KerasGoal {
  const smoothing = loss.kind === 'crossEntropy' ? loss.labelSmoothing : 0;
  return {
    loss: `keras.losses.CategoricalCrossentropy(from_logits=True${smoothing > 0 ? `, label_smoothing=${smoothing}` : ''})`,
    goals: `def goals(labels):
    return np.eye(${classes}, dtype=np.float32)[labels]`,
    scores: [
      'top = outputs.max(axis=1, keepdims=True)',
      'log_p = outputs - top - np.log(np.exp(outputs - top).sum(axis=1, keepdims=True))',
      'losses.append((f"{split}/loss", step, float(-log_p[np.arange(len(y)), y].mean())))',
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
    return numbers`,
    scores: [
      'loss = ((outputs - y) ** 2).mean()',
      'losses.append((f"{split}/loss", step, float(loss)))',
      '# In the units of the number, and the share of its variance in the split that is explained.',
      'losses.append((f"{split}/rmse", step, float(loss**0.5 / load("target_scale").item())))',
      'losses.append((f"{split}/r2", step, float(1 - loss / y.var(dtype=np.float64))))',
    ],
  };
}
