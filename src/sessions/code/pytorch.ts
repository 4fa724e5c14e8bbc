/** An arm as a PyTorch program. */
import { isNumberLoss, type ActivationFunction, type ArmDescription, type PlacedLayer } from '../../experiment/arm-description.ts';
import { hasImages, layerTree, type LayerTree } from './layer-tree.ts';
import {
  pythonData,
  pythonEnd,
  pythonHead,
  pythonKey,
  pythonNumbers,
  pythonReadSafetensors,
  pythonSchedule,
  pythonWanted,
} from './python-parts.ts';
import { pytorchGoal } from './pytorch-goals.ts';
import { pytorchChanges } from './pytorch-changes.ts';
import { pytorchClipping, pytorchOptimizer } from './pytorch-optimizers.ts';
import type { RunOfArm } from './run-of-arm.ts';

const activations: Readonly<Record<ActivationFunction, string>> = {
  relu: 'nn.ReLU()',
  leakyRelu: 'nn.LeakyReLU(0.01)',
  elu: 'nn.ELU()',
  gelu: 'nn.GELU()',
  silu: 'nn.SiLU()',
  tanh: 'nn.Tanh()',
  sigmoid: 'nn.Sigmoid()',
  softplus: 'nn.Softplus()',
};

function moduleOf(layer: PlacedLayer): string {
  switch (layer.kind) {
    case 'dense':
      return `nn.Linear(${layer.inputs}, ${layer.outputs})`;
    case 'convolution':
      return `nn.Conv2d(${layer.inputs}, ${layer.outputs}, ${layer.size}, padding=${(layer.size - 1) / 2})`;
    case 'activation':
      return activations[layer.of];
    case 'dropout':
      return `Dropout("masks/${layer.path}", ${layer.rate})`;
    case 'batchNorm':
      return `nn.BatchNorm${layer.shape.length === 3 ? 2 : 1}d(${layer.shape.at(-1) ?? 1})`;
    case 'groupNorm':
      return `nn.GroupNorm(${layer.groups}, ${layer.shape.at(-1) ?? 1})`;
    case 'layerNorm':
      return layer.shape.length === 3 ? `ChannelsLast(nn.LayerNorm((${layer.shape.join(', ')})))` : `nn.LayerNorm(${layer.shape.join()})`;
    case 'rmsNorm':
      return layer.shape.length === 3
        ? `ChannelsLast(nn.RMSNorm(${layer.shape.at(-1) ?? 1}, eps=1e-6))`
        : `nn.RMSNorm(${layer.shape.join()}, eps=1e-6)`;
    case 'maxPool':
      return `nn.MaxPool2d(${layer.size})`;
    case 'averagePool':
      return `nn.AvgPool2d(${layer.size})`;
    case 'image':
      return `nn.Unflatten(1, (1, ${layer.shape[0]}, ${layer.shape[1]}))`;
    case 'flatten':
      return 'Flatten()';
  }
}

function sequential(layers: readonly LayerTree[], indent: string): string {
  const lines = layers.map((one) => {
    const made = 'layer' in one ? moduleOf(one.layer) : sequential(one.layers, `${indent}    `);
    return `${indent}    ("${one.name}", ${made}),`;
  });
  return `nn.Sequential(OrderedDict([\n${lines.join('\n')}\n${indent}]))`;
}

const dropoutClass = `class Dropout(nn.Module):
    """Inverted dropout with Ablate's masks: of the stream, the update and the place in the batch."""

    update = 0

    def __init__(self, stream, rate):
        super().__init__()
        self.key, self.rate = key(stream), rate

    def forward(self, x):
        if not self.training or self.rate == 0:
            return x
        shape = tuple(x.shape) if x.dim() == 2 else (x.shape[0], x.shape[2], x.shape[3], x.shape[1])
        mask = torch.from_numpy(ablate_random.dropout_mask(self.key, Dropout.update, shape, self.rate)).to(x.dtype)
        return x * (mask if x.dim() == 2 else mask.permute(0, 3, 1, 2))


`;
const flattenClass = `class Flatten(nn.Module):
    """An image as a row in the order height, width, channel, as Ablate's weights expect it."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


`;
const channelsLastClass = `def ChannelsLast(norm):
    """A norm over the last axes of images [height, width, channel]."""
    norm.register_forward_pre_hook(lambda _, inputs: inputs[0].permute(0, 2, 3, 1))
    norm.register_forward_hook(lambda _, inputs, output: output.permute(0, 3, 1, 2))
    return norm


`;

/** `[path, stream, initial, shape in Ablate]` of every layer with weights to draw. */
function initialWeights(layers: readonly PlacedLayer[]): string[] {
  return layers.flatMap((layer) => {
    const draw = (stream: string, shape: readonly number[], initial: string): string =>
      `    ("${layer.path.replaceAll('/', '.')}", "${stream}/${layer.path}", ablate_random.${initial === 'heNormal' ? 'he_normal' : 'glorot_uniform'}, (${shape.join(', ')})),`;
    if (layer.kind === 'dense') return [draw('weights', [layer.inputs, layer.outputs], layer.initial)];
    if (layer.kind !== 'convolution') return [];
    return [draw('kernels', [layer.size, layer.size, layer.inputs, layer.outputs], layer.initial)];
  });
}

/** The text of `train.py`, beside which lie `ablate_random.py` and the folder `data`. */
export function pytorchProgram(run: RunOfArm): string {
  const { description: d } = run;
  const kinds = new Set(d.layers.map(({ kind }) => kind));
  const { helpers, lines } = pytorchOptimizer(d.optimizer);
  const stepOf = (one: ArmDescription): string => trainStep(one, kinds.has('dropout'));
  const changed = pytorchChanges(d, run.changes ?? [], 'train_step', stepOf);
  const images = hasImages(d.layers);
  const number = isNumberLoss(d.loss) ? '.to(DTYPE)' : '';
  const lastAxes = images && (kinds.has('layerNorm') || kinds.has('rmsNorm'));
  const own = [
    kinds.has('dropout') ? dropoutClass : '',
    kinds.has('flatten') ? flattenClass : '',
    lastAxes ? channelsLastClass : '',
    helpers,
    d.optimizer.schedule ? `${pythonSchedule(d.optimizer.schedule)}\n\n\n` : '',
  ].join('');
  return `${pythonHead(run, 'PyTorch', '    pip install numpy torch\n    python train.py\n    python train.py weights.safetensors   # only evaluates weights that were saved in the browser')}
${[
  ...(d.keepBest ? ['import copy'] : []),
  'import csv',
  'import json',
  ...(d.optimizer.schedule ? ['import math'] : []),
  'import pathlib',
  'import sys',
  'from collections import OrderedDict',
].join('\n')}

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import ablate_random

# In float64 the losses follow the browser's closely. float32 trains as well, but optimizers that divide by the size of a gradient
# magnify the rounding of gradients that are nearly 0, and every product here rounds in another order.
DTYPE = torch.float64
${pythonNumbers(run)}

${pythonData}


${pythonKey}


${pythonReadSafetensors}


${pythonWanted(d.loss)}


${own}model = ${sequential(layerTree(d.layers), '')}.to(DTYPE)

# Ablate keeps weights as [in, out] and kernels as [height, width, in, out]; biases start at 0.
for path, stream, draw, shape in (
${initialWeights(d.layers).join('\n')}
):
    layer = model.get_submodule(path)
    drawn = torch.from_numpy(draw(key(stream), shape))
    with torch.no_grad():
        layer.weight.copy_(drawn.T if drawn.dim() == 2 else drawn.permute(3, 2, 0, 1))
        layer.bias.zero_()

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
  const { loss, l1, clip, optimizer } = d;
  return [
    'model.train()',
    ...(masks ? ['Dropout.update = update'] : []),
    'rows = torch.from_numpy(ablate_random.batch(key("order"), update, len(train_x), BATCH_SIZE))',
    'output = model(train_x[rows])',
    ...pytorchGoal(loss).training,
    'model.zero_grad()',
    'loss.backward()',
    ...(l1 > 0 ? ['for p in matrices:', `    p.grad.add_(p.detach().sign(), alpha=${l1})`] : []),
    ...pytorchClipping(clip),
    'for optimizer, rate in optimizers:',
    ...(optimizer.schedule ? ['    for group in optimizer.param_groups:', '        group["lr"] = rate * rate_factor(update)'] : []),
    '    optimizer.step()',
    'return loss.item()',
  ]
    .map((line) => `    ${line}`)
    .join('\n');
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
    if now < best_loss:
        best_loss, best_weights = now, copy.deepcopy(model.state_dict())
    trained = copy.deepcopy(model.state_dict())
    model.load_state_dict(best_weights)
${scores}
    model.load_state_dict(trained)`;
}
