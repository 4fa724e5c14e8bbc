/** An arm that adapts a language model as a PyTorch program: the base, what the method adds to it, and what of it learns. */
import type { Method } from '../../engine/layers/adaptation-methods.ts';
import type { AdaptationDescription } from '../../experiment/adaptation-description.ts';
import { pythonEnd, pythonHead, pythonKey, pythonReadSafetensors, pythonSchedule } from './python-parts.ts';
import { languageModelText } from './pytorch-language-model.ts';
import type { RunOfArm } from './run-of-arm.ts';

/** The text of `train.py`, beside which lie `ablate_random.py` and the folder `data`. */
export function pytorchAdaptation(run: RunOfArm<AdaptationDescription>, characters: string): string {
  const { description: d, seed, sessionSeed } = run;
  const { method } = d.adaptation;
  const own = languageModelText(d.adaptation);
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
STEPS, BATCH_SIZE, EVALUATE_EVERY, EVALUATED_WINDOWS = ${d.steps}, ${d.batchSize}, ${d.evaluateEvery}, ${d.evaluationWindows}
LEARNING_RATE = ${d.learningRate}
VOCABULARY, WIDTH, HEADS, LAYERS, CONTEXT = ${d.vocabulary}, ${d.sizes.width}, ${d.sizes.heads}, ${d.sizes.layers}, ${d.sizes.context}
${own.numbers}CHARACTERS = ${JSON.stringify(characters)}
here = pathlib.Path(__file__).parent


${pythonKey}


${pythonSchedule(d.schedule)}


${pythonReadSafetensors}


${own.classes}model = LanguageModel().to(DTYPE)
base, _ = read_safetensors(here / "data" / "base.safetensors")${method === 'head' ? '\nbase["head.table"] = base["tokens.table"]' : ''}
model.load_state_dict(base, strict=False)
${
  own.starts.length > 0
    ? `

def start(parameter, draw, stream):
    """What the base does not have starts as in the browser; what is not drawn starts at 0."""
    parameter.copy_(torch.from_numpy(draw(key(stream), tuple(parameter.shape))))


with torch.no_grad():
    for name, module in model.named_modules():
        path = name.replace(".", "/")
${own.starts.map((line) => `        ${line}`).join('\n')}
`
    : ''
}
for name, parameter in model.named_parameters():
    parameter.requires_grad_(${own.learns})
learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
print(f"{sum(p.numel() for p in learning):,} of {sum(p.numel() for p in model.parameters()):,} numbers learn")
optimizer = torch.optim.Adam(learning, lr=LEARNING_RATE, eps=1e-8)

train_tokens = np.load(here / "data" / "${d.text}_train.npy")
losses = []


def windows_of(tokens):
    """Evenly spaced over a text: characters, and those that follow them."""
    room = len(tokens) - CONTEXT - 1
    starts = np.arange(EVALUATED_WINDOWS) * room // max(1, EVALUATED_WINDOWS - 1)
    rows = starts[:, None] + np.arange(CONTEXT)
    return torch.from_numpy(tokens[rows]).long(), torch.from_numpy(tokens[rows + 1]).long()


new_windows = windows_of(np.load(here / "data" / "${d.text}_validation.npy"))
old_windows = windows_of(np.load(here / "data" / "${d.old}_validation.npy"))


def loss_of(ids, labels):
    return F.cross_entropy(model(ids).flatten(0, 1), labels.flatten())


def train_step(update):
    places = ablate_random.integer_below(key("order"), np.arange(BATCH_SIZE), update, len(train_tokens) - CONTEXT)
    rows = places[:, None] + np.arange(CONTEXT)
    loss = loss_of(torch.from_numpy(train_tokens[rows]).long(), torch.from_numpy(train_tokens[rows + 1]).long())
    optimizer.zero_grad()
    loss.backward()
    for group in optimizer.param_groups:
        group["lr"] = LEARNING_RATE * rate_factor(update)
    optimizer.step()
    return loss.item()


def held_out(windows):
    with torch.no_grad():
        return loss_of(*windows).item()


def evaluate(step):
    loss, old = held_out(new_windows), held_out(old_windows)
    losses.append(("validation/loss", step, loss))
    losses.append(("validation/perplexity", step, math.exp(loss)))
    losses.append(("validation/gain", step, base_loss - loss))
    losses.append(("validation/oldLoss", step, old))


def write(text, length=200, temperature=0.8):
    """Goes on from a text that the vocabulary holds, one character after the other."""
    ids = [CHARACTERS.index(c) for c in text]
    with torch.no_grad():
        for _ in range(length):
            logits = model(torch.tensor([ids[-CONTEXT:]]))[0, -1] / temperature
            ids.append(torch.multinomial(F.softmax(logits, dim=0), 1).item())
    return "".join(CHARACTERS[i] for i in ids)


${baseLoss(method)}
if len(sys.argv) > 1:
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
        losses.append(("trainingLoss", step, train_step(step - 1)))
        if step % EVALUATE_EVERY == 0 or step == STEPS:
            evaluate(step)
print(write("No "))

${pythonEnd}
`;
}

/** What the base itself comes to: the model as it starts, but for what stands in front. */
function baseLoss(method: Method): string {
  const whose = method === 'prefix' ? 'Attention' : method === 'prompt' ? 'Prompt' : null;
  const lines = ['base_loss = held_out(new_windows)'];
  return (whose === null ? lines : [`${whose}.in_front = False`, ...lines, `${whose}.in_front = True`]).join('\n');
}
