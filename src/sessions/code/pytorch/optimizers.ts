/** Optimizers as lines of a PyTorch program: PyTorch's own where it has them in the same form, else written out. */
import type { ArmDescription, OptimizerDescription } from '../../../experiment/arm-description.ts';

import { adamOfBetas, nadamOfBetas } from './moments.ts';

export interface OptimizerText {
  /** Classes before it. */
  helpers: string;
  /** Sets `optimizers`, a list of pairs: an optimizer, and its rate before the schedule. */
  lines: string;
}

const lion = `class Lion(torch.optim.Optimizer):
    """Chen et al. 2023, algorithm 2."""

    def __init__(self, groups, lr, betas):
        super().__init__(groups, {"lr": lr, "betas": betas, "weight_decay": 0.0})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (beta1, beta2), lr, decay = group["betas"], group["lr"], group["weight_decay"]
            for p in group["params"]:
                m = self.state[p].setdefault("m", torch.zeros_like(p))
                direction = torch.sign(beta1 * m + (1 - beta1) * p.grad)
                m.mul_(beta2).add_(p.grad, alpha=1 - beta2)
                p.sub_(lr * (direction + decay * p))


`;

const muon = `class Muon(torch.optim.Optimizer):
    """Jordan et al. 2024, with Nesterov's momentum: the step is the momentum with its singular values brought near 1."""

    def __init__(self, parameters, lr, momentum, weight_decay):
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                velocity = self.state[p].setdefault("velocity", torch.zeros_like(p))
                velocity.mul_(group["momentum"]).add_(p.grad)
                # [in, out], as Ablate keeps it: kernels have height * width * in rows.
                matrix = as_rows(p.grad + group["momentum"] * velocity)
                x = matrix / (matrix.norm() + 1e-7)
                tall = x.shape[0] > x.shape[1]
                for _ in range(5):
                    gram = x.T @ x if tall else x @ x.T
                    polynomial = -4.775 * gram + 2.0315 * gram @ gram
                    x = 3.4445 * x + (x @ polynomial if tall else polynomial @ x)
                scale = max(1, matrix.shape[1] / matrix.shape[0]) ** 0.5
                p.sub_(group["lr"] * (group["weight_decay"] * p + scale * from_rows(x, p)))


def as_rows(weight):
    return weight.T if weight.dim() == 2 else weight.permute(2, 3, 1, 0).reshape(-1, weight.shape[0])


def from_rows(matrix, weight):
    if weight.dim() == 2:
        return matrix.T
    out, inputs, height, width = weight.shape
    return matrix.reshape(height, width, inputs, out).permute(3, 2, 0, 1)


`;

/** Lines that bound the gradients of a network. */
export function pytorchClipping(clip: ArmDescription['clip'], network = 'model'): string[] {
  if (clip === null) return [];
  if (clip.by === 'value') return [`nn.utils.clip_grad_value_(${network}.parameters(), ${clip.limit})`];
  return [
    `norm = torch.sqrt(sum((p.grad**2).sum() for p in ${network}.parameters()))`,
    `for p in ${network}.parameters():`,
    `    p.grad.mul_(torch.clamp(${clip.limit} / norm, max=1))`,
  ];
}

const decaying = (decay: number): string => `[{"params": matrices, "weight_decay": ${decay}}, {"params": others, "weight_decay": 0.0}]`;

/**
 * `model`, `matrices` (weights and kernels) and `others` are there before these lines.
 *
 * @param betasChange - whether betas of Adam or its kin change while it trains
 * @param ensemble - whether the model has members, whose names come before those of layers
 */
export function pytorchOptimizer(optimizer: OptimizerDescription, betasChange: boolean, ensemble = false): OptimizerText {
  const { kind, learningRate: lr, momentum, beta1, beta2, weightDecay, otherRate } = optimizer;
  const one = (made: string, helpers = ''): OptimizerText => ({ helpers, lines: `optimizers = [(${made}, ${lr})]` });
  const betas = `betas=(${beta1}, ${beta2})`;
  const all = 'model.parameters()';
  switch (kind) {
    case 'sgd':
      return one(`torch.optim.SGD(${all}, lr=${lr})`);
    case 'momentum':
      return one(`torch.optim.SGD(${all}, lr=${lr}, momentum=${momentum})`);
    case 'nesterov':
      // Without momentum it is gradient descent, and PyTorch refuses the word.
      return one(`torch.optim.SGD(${all}, lr=${lr}${momentum > 0 ? `, momentum=${momentum}, nesterov=True` : ''})`);
    case 'adagrad':
      return one(`torch.optim.Adagrad(${all}, lr=${lr}, eps=1e-10)`);
    case 'rmsprop':
      return one(`torch.optim.RMSprop(${all}, lr=${lr}, alpha=${beta2}, eps=1e-8)`);
    case 'adam':
      if (betasChange) return one(`Adam(${all}, lr=${lr}, ${betas})`, adamOfBetas);
      return one(`torch.optim.Adam(${all}, lr=${lr}, ${betas}, eps=1e-8)`);
    case 'adamw':
      if (betasChange) return one(`Adam(${decaying(weightDecay)}, lr=${lr}, ${betas})`, adamOfBetas);
      return one(`torch.optim.AdamW(${decaying(weightDecay)}, lr=${lr}, ${betas}, eps=1e-8)`);
    case 'nadam':
      if (betasChange) return one(`NAdam(${all}, lr=${lr}, ${betas})`, nadamOfBetas);
      return one(`torch.optim.NAdam(${all}, lr=${lr}, ${betas}, eps=1e-8, momentum_decay=0.004)`);
    case 'lion':
      return one(`Lion(${decaying(weightDecay)}, lr=${lr}, ${betas})`, lion);
    case 'muon':
      return {
        helpers: muon,
        lines: `# The last layer, biases and norms are left to Adam.
inner = [p for name, p in model.named_parameters() if any(p is m for m in matrices) and not ${ensemble ? 'name.split(".", 2)[2]' : 'name'}.startswith("output.")]
rest = [p for p in model.parameters() if not any(p is m for m in inner)]
optimizers = [(Muon(inner, lr=${lr}, momentum=${momentum}, weight_decay=${weightDecay}), ${lr})]
if rest:
    optimizers.append((torch.optim.Adam(rest, lr=${otherRate}, betas=(0.9, 0.999), eps=1e-8), ${otherRate}))`,
      };
  }
}
