/** An arm that descends a surface as a PyTorch program. */
import type { DescentDescription } from '../../../experiment/descent-description.ts';
import { pythonEnd, pythonHead, pythonKey, pythonReadSafetensors, pythonSchedule } from '../python/parts.ts';
import { borderOf, pythonHeights } from '../python/surfaces.ts';
import { pytorchChanges } from './changes.ts';
import { betasChange, keepingVelocity } from '../optimizer-use.ts';
import { pytorchClipping, pytorchOptimizer } from './optimizers.ts';
import type { RunOfArm } from '../run-of-arm.ts';

/** Bodies of `height(x, y)`. */
const heights: Readonly<Record<DescentDescription['surface'], string>> = {
  ...pythonHeights,
  plane: `    """The mean loss of a small network on some images: its weights are a point of a plane through all weights."""

    def weights(path):
        return plane[f"origin/{path}"] + x * plane[f"alongX/{path}"] + y * plane[f"alongY/{path}"]

    hidden = torch.tanh(images @ weights("hidden/weights") + weights("hidden/bias"))
    return F.cross_entropy(hidden @ weights("output/weights") + weights("output/bias"), labels)`,
};

function border(surface: DescentDescription['surface']): string {
  const held = borderOf(surface);
  return held === null ? '' : `\n    with torch.no_grad():\n        model.point.clamp_(${held.join(', ')})`;
}

/** The body of the function that goes one step. */
function stepText(d: DescentDescription): string {
  const noise = [
    'noise = ablate_random.normal(key("noise"), 2, update)',
    `model.point.grad += ${d.noise} * torch.from_numpy(noise).reshape(2, 1)`,
  ];
  const lines = [
    'update_height = height(*model.point.flatten())',
    'model.zero_grad()',
    'update_height.backward()',
    ...(d.noise > 0 ? noise : []),
    ...pytorchClipping(d.clip),
    'for optimizer, rate in optimizers:',
    ...(d.optimizer.schedule ? ['    for group in optimizer.param_groups:', '        group["lr"] = rate * rate_factor(update)'] : []),
    '    optimizer.step()',
  ];
  return `${lines.map((line) => `    ${line}`).join('\n')}${border(d.surface)}`;
}

/** The text of `train.py`, beside which lies `ablate_random.py` and, of the plane, the folder `data`. */
export function pytorchDescent(run: RunOfArm<DescentDescription>): string {
  const { seed, sessionSeed } = run;
  const { first: d, changes } = keepingVelocity(run.description, run.changes ?? []);
  const { helpers, lines } = pytorchOptimizer(d.optimizer, betasChange(d.optimizer, changes));
  const [onPlane, { schedule }] = [d.surface === 'plane', d.optimizer];
  const changed = pytorchChanges(d, changes, 'go', stepText);
  return `${pythonHead(run, 'PyTorch', '    pip install numpy torch\n    python train.py')}
import csv
${onPlane ? 'import json\n' : ''}${schedule ? 'import math\n' : ''}import pathlib

import torch
${onPlane ? 'import numpy as np\nimport torch.nn.functional as F\n' : ''}from torch import nn

import ablate_random

DTYPE = torch.float64
SESSION_SEED, SEED = ${sessionSeed}, ${seed}
STEPS, EVALUATE_EVERY = ${d.steps}, ${d.evaluateEvery}
START, SPREAD = (${d.start.join(', ')}), ${d.spread}
here = pathlib.Path(__file__).parent


${pythonKey}


${onPlane ? `${pythonReadSafetensors}\n\n\n` : ''}${schedule ? `${pythonSchedule(schedule)}\n\n\n` : ''}${helpers}${
    onPlane
      ? `plane, _ = read_safetensors(here / "data" / "plane.safetensors")
images = torch.from_numpy(np.load(here / "data" / "images.npy")).to(DTYPE)
labels = torch.from_numpy(np.load(here / "data" / "labels.npy")).long()


`
      : ''
  }def height(x, y):
${heights[d.surface]}


# A column, as PyTorch keeps a matrix with one row of inputs.
model = nn.Module()
start = torch.tensor(START, dtype=DTYPE) + SPREAD * torch.from_numpy(ablate_random.normal(key("start"), 2))
model.point = nn.Parameter(start.float().to(DTYPE).reshape(2, 1))
# Nothing of it decays; only Muon asks for matrices.
matrices, others = ${d.optimizer.kind === 'muon' ? '[model.point], []' : '[], [model.point]'}
${lines}
losses, path = [], []


def go(update):
${stepText(d)}


${changed.functions}def evaluate(step):
    with torch.no_grad():
        losses.append(("train/height", step, height(*model.point.flatten()).item()))


evaluate(0)
for step in range(1, STEPS + 1):
${changed.call.trim() === '' ? '' : '    change(step - 1)\n'}    path.append((step - 1, *model.point.flatten().tolist()))
    go(step - 1)
    if step % EVALUATE_EVERY == 0 or step == STEPS:
        evaluate(step)
path.append((STEPS, *model.point.flatten().tolist()))
with open(here / "path.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["step", "x", "y"])
    writer.writerows(path)

${pythonEnd}
`;
}
