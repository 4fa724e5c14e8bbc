/** An arm as a PyTorch program. */
import { isNumberLoss, type ArmDescription } from '../../../experiment/arm-description.ts';
import { augmentationLines, isAugmented } from '../python/augmentation.ts';
import {
  pythonData,
  pythonEnd,
  pythonHead,
  pythonKey,
  pythonMemberKey,
  pythonNumbers,
  pythonReadSafetensors,
  pythonSchedule,
  pythonWanted,
} from '../python/parts.ts';
import { pytorchGoal } from './goals.ts';
import { pytorchClasses, pytorchModel } from './layers.ts';
import { pytorchChanges } from './changes.ts';
import { betasChange, keepingVelocity } from '../optimizer-use.ts';
import { pytorchClipping, pytorchOptimizer } from './optimizers.ts';
import type { RunOfArm } from '../run-of-arm.ts';

/** The text of `train.py`, beside which lie `ablate_random.py` and the folder `data`. */
export function pytorchProgram(run: RunOfArm): string {
  const { first: d, changes } = keepingVelocity(run.description, run.changes ?? []);
  const kinds = new Set(d.layers.map(({ kind }) => kind));
  const ensemble = d.members !== undefined;
  const { helpers, lines } = pytorchOptimizer(d.optimizer, betasChange(d.optimizer, changes), ensemble);
  const stepOf = (one: ArmDescription): string => trainStep(one, kinds.has('dropout'));
  const changed = pytorchChanges(d, changes, 'train_step', stepOf);
  const number = isNumberLoss(d.loss) ? '.to(DTYPE)' : '';
  const own = [pytorchClasses(d), helpers, d.optimizer.schedule ? `${pythonSchedule(d.optimizer.schedule)}\n\n\n` : ''].join('');
  return `${pythonHead(run, 'PyTorch', '    pip install numpy torch\n    python train.py\n    python train.py weights.safetensors   # only evaluates weights that were saved in the browser')}
${[
  ...(d.keepBest ? ['import copy'] : []),
  'import csv',
  'import json',
  ...(d.optimizer.schedule || ensemble ? ['import math'] : []),
  'import pathlib',
  'import sys',
  'from collections import OrderedDict',
].join('\n')}

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

${isAugmented(run) ? 'import ablate_augmentation\n' : ''}import ablate_random

# In float64 the losses follow the browser's closely. float32 trains as well, but optimizers that divide by the size of a gradient
# magnify the rounding of gradients that are nearly 0, and every product here rounds in another order.
DTYPE = torch.float64
${pythonNumbers(run)}

${pythonData}


${ensemble ? pythonMemberKey : pythonKey}


${pythonReadSafetensors}


${pythonWanted(d.loss)}


${own}${pytorchModel(d)}

matrices = [module.weight for module in model.modules() if isinstance(module, (nn.Linear, nn.Conv2d))]
others = [p for p in model.parameters() if not any(p is m for m in matrices)]
${lines}

train_x, train_y = torch.from_numpy(standardized("train_x")).to(DTYPE), torch.from_numpy(wanted("train_y"))${number}
validation_x, validation_y = torch.from_numpy(standardized("validation_x")).to(DTYPE), torch.from_numpy(wanted("validation_y"))${number}
losses = []
${d.keepBest ? 'best_loss, best_weights = float("inf"), None\n' : ''}

def train_step(update):
${stepOf(d)}


${changed.functions}def evaluate(step):
${evaluation(d)}


def load_weights(path):
    """A .safetensors file as Ablate's Export menu saves it becomes the model's weights. Returns the step that they are of."""
    state, about = read_safetensors(path)
    # PyTorch's batch norms count their batches too, which nothing here depends on.
    state.update((name, count) for name, count in model.state_dict().items() if name.endswith("num_batches_tracked"))
    model.load_state_dict(state)
    return int(about.get("step", STEPS))


if len(sys.argv) > 1:
    evaluate(load_weights(sys.argv[1]))
    for measure, step, value in losses:
        print(f"{measure} at step {step}: {value:.6g}")
else:
    evaluate(0)
    for step in range(1, STEPS + 1):
${changed.call}        updates = range((step - 1) * UPDATES_PER_STEP, step * UPDATES_PER_STEP)
        losses.append(("trainingLoss", step, sum(train_step(update) for update in updates) / UPDATES_PER_STEP))
        if step % EVALUATE_EVERY == 0 or step == STEPS:
            evaluate(step)

${pythonEnd}
`;
}

function trainStep(d: RunOfArm['description'], masks: boolean): string {
  return [
    'model.train()',
    ...(masks ? ['Dropout.update = update'] : []),
    ...(d.members === undefined ? oneNetwork(d) : allMembers(d)),
    'for optimizer, rate in optimizers:',
    ...(d.optimizer.schedule ? ['    for group in optimizer.param_groups:', '        group["lr"] = rate * rate_factor(update)'] : []),
    '    optimizer.step()',
    d.members === undefined ? 'return loss.item()' : 'return sum(one.item() for one in member_losses) / MEMBERS',
  ]
    .map((line) => `    ${line}`)
    .join('\n');
}

/**
 * Lines that give `loss`.
 *
 * @param of - the member as what `key` is given, with a comma before it; empty outside an ensemble
 */
function lossLines(d: RunOfArm['description'], network: string, of: string): string[] {
  const { training } = pytorchGoal(d.loss);
  const rows = `rows = torch.from_numpy(ablate_random.batch(key("order"${of}), update, len(train_x), BATCH_SIZE))`;
  const changed = augmentationLines(d, of);
  if (changed.length === 0) return [rows, `output = ${network}(train_x[rows])`, ...training];
  return [
    rows,
    'x = train_x[rows].numpy().astype(np.float32)',
    ...changed,
    `output = ${network}(torch.from_numpy(x).to(DTYPE))`,
    ...training,
  ];
}

const penaltyLines = (l1: number): string[] => (l1 > 0 ? ['for p in matrices:', `    p.grad.add_(p.detach().sign(), alpha=${l1})`] : []);

const oneNetwork = (d: RunOfArm['description']): string[] => [
  ...lossLines(d, 'model', ''),
  'model.zero_grad()',
  'loss.backward()',
  ...penaltyLines(d.l1),
  ...pytorchClipping(d.clip),
];

/** Each member takes batches of its own; no gradient goes from one to another. */
function allMembers(d: RunOfArm['description']): string[] {
  const clipping = pytorchClipping(d.clip, 'member');
  return [
    'model.zero_grad()',
    'member_losses = []',
    'for m, member in enumerate(model.members):',
    ...lossLines(d, 'member', ', m').map((line) => `    ${line}`),
    '    loss.backward()',
    '    member_losses.append(loss)',
    ...penaltyLines(d.l1),
    ...(clipping.length > 0 ? ['for member in model.members:', ...clipping.map((line) => `    ${line}`)] : []),
  ];
}

function evaluation({ loss, keepBest }: RunOfArm['description']): string {
  const goal = pytorchGoal(loss);
  const scores = `    model.eval()
    with torch.no_grad():
        for split, x, y in (
            ("train", train_x[:EVALUATED_TRAINING_EXAMPLES], train_y[:EVALUATED_TRAINING_EXAMPLES]),
            ("validation", validation_x, validation_y),
        ):
${goal.scores.map((line) => `            ${line}`).join('\n')}`;
  if (!keepBest) return scores;
  return `    """Of the weights with the lowest validation loss so far."""
    global best_loss, best_weights
    model.eval()
    with torch.no_grad():
        now = ${goal.evaluated('validation_x', 'validation_y')}.item()
    if best_weights is None or now < best_loss:
        best_loss, best_weights = now, copy.deepcopy(model.state_dict())
    trained = copy.deepcopy(model.state_dict())
    model.load_state_dict(best_weights)
${scores}
    model.load_state_dict(trained)`;
}
