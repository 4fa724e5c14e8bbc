/** An arm that descends a surface as a program in Keras 3: a model without inputs to learn from, whose only weight is the point. */
import type { Description } from '../../../experiment/arm-description.ts';
import type { DescentDescription } from '../../../experiment/descent-description.ts';
import { byUpdate, kerasChanges, segmentsOf } from './changes.ts';
import { kerasOptimizerClasses } from './optimizer-classes.ts';
import { kerasOptimizer, kerasRate } from './optimizers.ts';
import { betasChange, keepingVelocity } from '../optimizer-use.ts';
import { pythonEnd, pythonHead, pythonKey, pythonSafetensors, pythonSchedule } from '../python/parts.ts';
import { borderOf, pythonHeights } from '../python/surfaces.ts';
import type { RunOfArm } from '../run-of-arm.ts';

/** What has been run: the cases of `npm run test:export -- --keras`. */
const label = `Programs of every surface were run with Keras 3.15 on PyTorch and agreed; on other backends none was.`;

const heights: Readonly<Record<DescentDescription['surface'], string>> = {
  ...pythonHeights,
  plane: `    """The mean loss of a small network on some images: its weights are a point of a plane through all weights."""

    def weights(path):
        return plane[f"origin/{path}"] + x * plane[f"alongX/{path}"] + y * plane[f"alongY/{path}"]

    hidden = ops.tanh(ops.matmul(images, weights("hidden/weights")) + weights("hidden/bias"))
    logits = ops.matmul(hidden, weights("output/weights")) + weights("output/bias")
    return ops.mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))`,
};

const planeLines = `plane = {name: ops.convert_to_tensor(values) for name, values in read_safetensors(here / "data" / "plane.safetensors")[0].items()}
images = ops.convert_to_tensor(np.load(here / "data" / "images.npy"))
labels = ops.convert_to_tensor(np.load(here / "data" / "labels.npy"))


`;

/** The text of `train.py`, beside which lies `ablate_random.py` and, of the plane, the folder `data`. */
export function kerasDescent(run: RunOfArm<DescentDescription>): string {
  const { seed, sessionSeed } = run;
  // A point is no weight that decays, but where it is a matrix.
  const still = <D extends Description>(one: D): D =>
    one.task === 'adaptation' || one.optimizer.kind === 'muon' ? one : { ...one, optimizer: { ...one.optimizer, weightDecay: 0 } };
  const all = (run.changes ?? []).map((change) => ({ ...change, description: still(change.description) }));
  const { first: d, changes } = keepingVelocity(still(run.description), all);
  const segments = segmentsOf(d, changes, null);
  const betas = betasChange(d.optimizer, changes);
  const classes = kerasOptimizerClasses(d.optimizer, betas);
  const noise = byUpdate(segments, (one) => String(one.noise));
  const base = byUpdate(segments, (one) => String(one.optimizer.learningRate));
  const loss = 'lambda _, heights: heights';
  const changed = kerasChanges(segments, () => loss);
  const onPlane = d.surface === 'plane';
  const { schedule } = d.optimizer;
  const border = borderOf(d.surface);
  return `${pythonHead(run, 'Keras 3', '    pip install numpy keras torch\n    KERAS_BACKEND=torch python train.py', label)}
import csv
${onPlane ? 'import json\n' : ''}${schedule || classes !== '' ? 'import math\n' : ''}import pathlib

import keras
import numpy as np
from keras import ops

import ablate_random

SESSION_SEED, SEED = ${sessionSeed}, ${seed}
STEPS, EVALUATE_EVERY = ${d.steps}, ${d.evaluateEvery}
START, SPREAD = (${d.start.join(', ')}), ${d.spread}
here = pathlib.Path(__file__).parent


${pythonKey}


${onPlane ? `${pythonSafetensors}\n\n\n` : ''}${schedule ? `${pythonSchedule(schedule)}\n\n\n` : ''}${classes}${onPlane ? planeLines : ''}def height(x, y):
${heights[d.surface]}


class Descent(keras.Model):
    """The height at a point, which is what it learns. Its input is noise that is added to the gradient: none where it is 0."""

    def __init__(self):
        super().__init__()
        self.point = self.add_weight(shape=(2,), name="point")

    def call(self, noise):
        x, y = self.point[0], self.point[1]
        return height(x, y) + ops.sum(noise * self.point, axis=-1)


model = Descent()
model.point.assign((np.array(START) + SPREAD * ablate_random.normal(key("start"), 2)).astype(np.float32))
# A point is no weight that decays, but where it is a matrix.
optimizer = ${kerasOptimizer(d.optimizer, d.clip, { betasChange: betas })}
model.compile(optimizer, loss=${loss})
losses, path = [], []
nothing = np.zeros((1, 2), np.float32)


def go(update):
${changed.map((line) => `    ${line}\n`).join('')}${kerasRate(d.optimizer, base)}    noise = ${noise !== '0' ? `${noise.includes(' ') ? `(${noise})` : noise} * ablate_random.normal(key("noise"), 2, update).astype(np.float32)[None]` : 'nothing'}
    model.train_on_batch(noise, nothing[:, 0])
${border ? `    model.point.assign(ops.clip(model.point, ${border.join(', ')}))\n` : ''}

def evaluate(step):
    losses.append(("train/height", step, float(model.predict_on_batch(nothing)[0])))


evaluate(0)
for step in range(1, STEPS + 1):
    path.append((step - 1, *ops.convert_to_numpy(model.point).tolist()))
    go(step - 1)
    if step % EVALUATE_EVERY == 0 or step == STEPS:
        evaluate(step)
path.append((STEPS, *ops.convert_to_numpy(model.point).tolist()))
with open(here / "path.csv", "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow(["step", "x", "y"])
    writer.writerows(path)

${pythonEnd}
`;
}
