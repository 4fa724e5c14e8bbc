/** An arm that adapts a base model as a program in Keras 3: the base, what the method adds to it, and what of it learns. */
import type { AdaptationDescription } from '../../../experiment/adaptation-description.ts';
import { optimizerOfAdaptation } from '../adaptation-places.ts';
import { byUpdate, segmentsOf, type Segment } from './changes.ts';
import { kerasClassifier } from './classifier.ts';
import { kerasLanguageModel } from './language-model.ts';
import { kerasMethod } from './methods.ts';
import { kerasOptimizer, kerasRate } from './optimizers.ts';
import { pythonEnd, pythonHead, pythonKey, pythonSafetensors, pythonSchedule } from '../python/parts.ts';
import type { RunOfArm } from '../run-of-arm.ts';

/** What has been run: the cases of `npm run test:export -- --keras`. */
const label = `Programs with every method were run with Keras 3.15 on PyTorch and agreed; on other backends none was.`;

/** A model that is adapted, and what it is trained and measured by. */
export interface AdaptedProgram {
  /** Lines of numbers. */
  numbers: string;
  /** Functions of the parameters `p`, among them `forward`. */
  model: string;
  /** Reads the data; defines `batch(update)`, `evaluate(step)` and `base_loss`. */
  measures: string;
  /** The last line that is run. */
  last: string;
}

const startsText = (starts: string): string => `

def path_of(name):
    return name.replace(".", "/")


# What the base does not have starts as in the browser; what is not drawn starts at 0.
${starts}`;

const loss = 'keras.losses.SparseCategoricalCrossentropy(from_logits=True)';

/** Lines in the function of an update that make of an arm what it became: a rate may change, and what a low-rank update is multiplied by. */
const changesText = (segments: readonly Segment<AdaptationDescription>[]): string =>
  segments
    .flatMap(({ description: now, from }, at) => {
      const before = segments[at - 1]?.description;
      if (!before) return [];
      const own = [
        ...(now.learningRate === before.learningRate ? [] : [`optimizer.learning_rate.assign(${now.learningRate})`]),
        ...(now.adaptation.scaling === before.adaptation.scaling ? [] : [`globals().update(SCALING=${now.adaptation.scaling})`]),
      ];
      // Backends that compile what trains do so again.
      return own.length === 0
        ? []
        : [`if update == ${from}:`, ...[...own, `model.compile(optimizer, loss=${loss})`].map((line) => `    ${line}`)];
    })
    .map((line) => `    ${line}\n`)
    .join('');

/** The text of `train.py`, beside which lie `ablate_random.py` and the folder `data`. */
export function kerasAdaptation(run: RunOfArm<AdaptationDescription>, characters: string): string {
  const { description: d, seed, sessionSeed } = run;
  const own = d.of === 'text' ? kerasLanguageModel(d, characters) : kerasClassifier(d);
  const method = kerasMethod(d);
  const optimizer = optimizerOfAdaptation(d);
  const segments = segmentsOf<AdaptationDescription>(d, run.changes ?? [], null);
  const how = `    pip install numpy keras torch
    KERAS_BACKEND=torch python train.py
    KERAS_BACKEND=torch python train.py weights.safetensors   # only evaluates weights that were saved in the browser`;
  return `${pythonHead(run, 'Keras 3', how, label)}
import csv
import json
import math
import pathlib
import sys

import keras
import numpy as np
from keras import ops

import ablate_random

SESSION_SEED, SEED = ${sessionSeed}, ${seed}
STEPS, BATCH_SIZE, EVALUATE_EVERY = ${d.steps}, ${d.batchSize}, ${d.evaluateEvery}
${own.numbers}here = pathlib.Path(__file__).parent


${pythonKey}


${optimizer.schedule ? `${pythonSchedule(optimizer.schedule)}\n\n\n` : ''}${pythonSafetensors}


# By the names that PyTorch has for them: what all parameters start as, and the parameters.
state, p = read_safetensors(here / "data" / "base.safetensors")[0], {}
${method.starts === '' ? '' : startsText(method.starts)}

${own.model}class Adapted(keras.Model):
    """The base, of which only what the method says learns."""

    def __init__(self):
        super().__init__()
        for name, values in state.items():
            p[name] = self.add_weight(shape=values.shape, name=name.replace(".", "_"), trainable=${method.learns})

    def call(self, x):
        return forward(x)


def assign(values):
    for name, numbers in values.items():
        if name not in p:
            sys.exit(f"These weights are of another arm: the model has no {name}.")
        p[name].assign(numbers)


model = Adapted()
assign(state)
learning = sum(math.prod(weight.shape) for weight in model.trainable_weights)
print(f"{learning:,} of {sum(math.prod(weight.shape) for weight in model.weights):,} numbers learn")
optimizer = ${kerasOptimizer(optimizer, null)}
model.compile(optimizer, loss=${loss})


def logits_of(x):
    return ops.convert_to_numpy(model(x)).astype(np.float64)


def cross_entropy(logits, y):
    top = logits.max(axis=1, keepdims=True)
    log_p = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    return float(-log_p[np.arange(len(y)), y].mean())


losses = []
${own.measures}
${d.adapter === null ? '' : '# It goes on from an adapter that was trained before.\nassign(read_safetensors(here / "data" / "adapter.safetensors")[0])\n'}

def train_step(update):
${changesText(segments)}${kerasRate(
    optimizer,
    byUpdate(segments, (one) => String(one.learningRate)),
  )}    # What train_on_batch returns is a mean over all batches so far: the loss of this one is asked for anew.
    model.reset_metrics()
    return float(np.asarray(model.train_on_batch(*batch(update))))


if len(sys.argv) > 1:
    saved, about = read_safetensors(sys.argv[1])
    assign(saved)
    evaluate(int(about.get("step", STEPS)))
    for measure, step, value in losses:
        print(f"{measure} at step {step}: {value:.6g}")
else:
    evaluate(0)
    for step in range(1, STEPS + 1):
        losses.append(("trainingLoss", step, train_step(step - 1)))
        if step % EVALUATE_EVERY == 0 or step == STEPS:
            evaluate(step)
${own.last}

${pythonEnd}
`;
}
