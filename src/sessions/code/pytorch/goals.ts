/** What a program in PyTorch makes small while it trains, and what it evaluates: of classes, or of a number. */
import { isNumberLoss, type ArmDescription, type ClassLoss, type NumberLoss } from '../../../experiment/arm-description.ts';

export interface PytorchGoal {
  /** Lines that give `loss` of the `output` for the training examples `rows`. */
  training: readonly string[];
  /** By which evaluations go: an expression of the output of the model for x, and y. */
  evaluated: (x: string, y: string) => string;
  /** Lines that append to `losses` what the model makes of a `split` with x and y. */
  scores: readonly string[];
}

export const pytorchGoal = (loss: ArmDescription['loss']): PytorchGoal => (isNumberLoss(loss) ? numberGoal(loss) : classGoal(loss));

function classGoal(loss: ClassLoss): PytorchGoal {
  const training =
    loss.kind === 'focal'
      ? [
          'log_p = F.log_softmax(output, dim=1).gather(1, train_y[rows, None])',
          `loss = (-((1 - log_p.exp()) ** ${loss.gamma}) * log_p).mean()`,
        ]
      : [`loss = F.cross_entropy(output, train_y[rows]${loss.labelSmoothing > 0 ? `, label_smoothing=${loss.labelSmoothing}` : ''})`];
  return {
    training,
    evaluated: (x, y) => `F.cross_entropy(model(${x}), ${y})`,
    scores: [
      'logits = model(x)',
      'losses.append((f"{split}/loss", step, F.cross_entropy(logits, y).item()))',
      'losses.append((f"{split}/accuracy", step, (logits.argmax(1) == y).float().mean().item()))',
    ],
  };
}

const numberLosses: Readonly<Record<NumberLoss['kind'], string>> = { squared: 'mse_loss', absolute: 'l1_loss', huber: 'huber_loss' };

function numberGoal(loss: NumberLoss): PytorchGoal {
  const evaluated = (x: string, y: string): string => `F.mse_loss(model(${x}), ${y})`;
  return {
    training: [`loss = F.${numberLosses[loss.kind]}(output, train_y[rows]${loss.kind === 'huber' ? `, delta=${loss.threshold}` : ''})`],
    evaluated,
    scores: [
      `loss = ${evaluated('x', 'y')}`,
      'losses.append((f"{split}/loss", step, loss.item()))',
      '# In the units of the number, and the share of its variance in the split that is explained.',
      'losses.append((f"{split}/rmse", step, loss.sqrt().item() / load("target_scale").item()))',
      'losses.append((f"{split}/r2", step, (1 - loss / y.var(correction=0)).item()))',
    ],
  };
}
