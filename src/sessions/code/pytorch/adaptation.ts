/** An arm that adapts a base model as a PyTorch program: the base, what the method adds to it, and what of it learns. */
import type { AdaptationDescription } from '../../../experiment/adaptation-description.ts';
import { pythonEnd, pythonHead, pythonKey, pythonReadSafetensors, pythonSchedule } from '../python/parts.ts';
import { pytorchChanges } from './changes.ts';
import { adaptedClassifier } from './classifier.ts';
import { adaptedLanguageModel } from './language-model.ts';
import type { RunOfArm } from '../run-of-arm.ts';

const trainStep = `    loss = batch_loss(update)
    optimizer.zero_grad()
    loss.backward()
    for group in optimizer.param_groups:
        group["lr"] = LEARNING_RATE * rate_factor(update)
    optimizer.step()
    return loss.item()`;

/** The text of `train.py`, beside which lie `ablate_random.py` and the folder `data`. */
export function pytorchAdaptation(run: RunOfArm<AdaptationDescription>, characters: string): string {
  const { description: d, seed, sessionSeed } = run;
  const own = d.of === 'text' ? adaptedLanguageModel(d, characters) : adaptedClassifier(d);
  const changed = pytorchChanges<AdaptationDescription>(d, run.changes ?? [], 'train_step', () => trainStep);
  const copies = Object.entries(own.from).map(([to, from]) => `base["${to}"] = base["${from}"]\n`);
  return `${pythonHead(run, 'PyTorch', '    pip install numpy torch\n    python train.py\n    python train.py weights.safetensors   # only evaluates weights that were saved in the browser')}
import csv
import json
import math
import pathlib
import sys
from collections import OrderedDict

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import ablate_random

# In float64 the losses follow the browser's closely; float32 trains as well, but every product here rounds in another order.
DTYPE = torch.float64
SESSION_SEED, SEED = ${sessionSeed}, ${seed}
STEPS, BATCH_SIZE, EVALUATE_EVERY, LEARNING_RATE = ${d.steps}, ${d.batchSize}, ${d.evaluateEvery}, ${d.learningRate}
${own.numbers}here = pathlib.Path(__file__).parent


${pythonKey}


${pythonSchedule(d.schedule)}


${pythonReadSafetensors}


${own.classes}model = ${own.make}.to(DTYPE)
base, _ = read_safetensors(here / "data" / "base.safetensors")
${copies.join('')}model.load_state_dict(base, strict=False)
${own.starts.length > 0 ? startsText(own.starts) : ''}
losses = []
${own.measures}
${d.adapter === null ? '' : '# It goes on from an adapter that was trained before.\nmodel.load_state_dict(read_safetensors(here / "data" / "adapter.safetensors")[0], strict=False)\n'}
for name, parameter in model.named_parameters():
    parameter.requires_grad_(${own.learns})
learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
print(f"{sum(p.numel() for p in learning):,} of {sum(p.numel() for p in model.parameters()):,} numbers learn")
optimizer = torch.optim.Adam(learning, lr=LEARNING_RATE, eps=1e-8)


def train_step(update):
${trainStep}


${changed.functions}if len(sys.argv) > 1:
    state, about = read_safetensors(sys.argv[1])
    unknown = model.load_state_dict(state, strict=False).unexpected_keys
    if unknown:
        sys.exit(f"These weights are of another arm: the model has no {unknown[0]}.")
    evaluate(int(about.get("step", STEPS)))
    for measure, step, value in losses:
        print(f"{measure} at step {step}: {value:.6g}")
else:
    evaluate(0)
    for step in range(1, STEPS + 1):
${changed.call}        losses.append(("trainingLoss", step, train_step(step - 1)))
        if step % EVALUATE_EVERY == 0 or step == STEPS:
            evaluate(step)
${own.last}

${pythonEnd}
`;
}

const startsText = (starts: readonly string[]): string => `

def start(parameter, draw, stream):
    """What the base does not have starts as in the browser; what is not drawn starts at 0."""
    parameter.copy_(torch.from_numpy(draw(key(stream), tuple(parameter.shape))))


with torch.no_grad():
    for name, module in model.named_modules():
        path = name.replace(".", "/")
${starts.map((line) => `        ${line}`).join('\n')}
`;
