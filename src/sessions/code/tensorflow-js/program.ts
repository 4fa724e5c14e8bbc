/** An arm as a program for Node on TensorFlow.js, its plain JavaScript backend. */
import { isNumberLoss, type ArmDescription } from '../../../experiment/arm-description.ts';
import { drawnWeights } from '../drawn-weights.ts';
import { augmentationImport, augmentedBatch } from './augmentation.ts';
import { javascriptChanges, type ChangesText } from './changes.ts';
import {
  javascriptClipping,
  javascriptEnd,
  javascriptFiles,
  javascriptHead,
  javascriptLoad,
  javascriptOptimize,
  javascriptOptimizer,
} from './parts.ts';
import type { RunOfArm } from '../run-of-arm.ts';
import { tensorflowGoal, type TensorflowGoal } from './goals.ts';
import { tensorflowForward, tensorflowNetwork, tensorflowWeights } from './layers.ts';
import { betasChange } from '../optimizer-use.ts';
import { tensorflowOptimizer, type OptimizerText } from './optimizers.ts';

const targetLines = `/** How the number to predict is standardized. */
const target = { mean: load('target_mean').values[0], scale: load('target_scale').values[0] };

`;

const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join('\n');

/** The text of `train.mjs`, beside which lie `random.mjs` and the folder `data`. */
export function tensorflowJsProgram(run: RunOfArm): string {
  const { description: d } = run;
  const kinds = new Set(d.layers.map(({ kind }) => kind));
  const draws = [...new Set(d.layers.flatMap(drawnWeights).map(({ initial }) => initial))].sort();
  const goal = tensorflowGoal(d);
  const number = isNumberLoss(d.loss);
  const changing = changingOf(run);
  const { call } = changing.changes;
  return `${javascriptHead(run, ['batch', ...(kinds.has('dropout') ? ['dropoutMask'] : []), ...draws], [], augmentationImport(run))}
const [STEPS, UPDATES_PER_STEP, BATCH_SIZE] = [${d.steps}, ${d.updates}, ${d.batchSize}];
const [EVALUATE_EVERY, EVALUATED_TRAINING_EXAMPLES] = [${d.evaluateEvery}, ${d.evaluatedTrainingExamples}];

${javascriptFiles}

${javascriptLoad}

${number ? targetLines : ''}/** Examples standardized by the mean and 1 / standard deviation of this run's training examples, and ${number ? 'the numbers to predict, likewise' : 'their labels'}. */
function split(name) {
  const [x, y, mean, scale] = [\`\${name}_x\`, \`\${name}_y\`, 'mean', 'scale'].map(load);
  const one = mean.values.length === 1;
  const features = x.shape[1];
  const standardized = x.values.map((value, i) => Math.fround(value - mean.values[one ? 0 : i % features]) * scale.values[one ? 0 : i % features]);
  return { x: tf.tensor(standardized, x.shape), y: ${goal.wanted} };
}

${goal.helpers}

const [train, validation] = [split('train'), split('validation')];
const losses = [];
const isMatrix = (path) => path.endsWith('/weights') || path.endsWith('/kernels');

${d.members === undefined ? learner(run, changing) : ensemble(run, d.members, changing)}

${d.keepBest ? keptLines(d) : ''}function evaluate(step) {
${evaluation(goal, d)}
}

evaluate(0);
for (let step = 1; step <= STEPS; step++) {
${d.members === undefined || call === '' ? call : '  for (const member of members) member.change(step - 1);\n'}  let sum = 0;
  for (let update = (step - 1) * UPDATES_PER_STEP; update < step * UPDATES_PER_STEP; update++) sum += trainStep(update);
  losses.push(['trainingLoss', step, sum / UPDATES_PER_STEP]);
  if (step % EVALUATE_EVERY === 0 || step === STEPS) evaluate(step);
}

${javascriptEnd}
`;
}

/** One network: its weights, `forward`, `trainStep(update)`, which gives the loss, and `change(step)` where it was changed. */
function learner({ description: d }: RunOfArm, { changes, optimizerOf }: Changing): string {
  return `${tensorflowNetwork(d)}

${javascriptOptimizer(optimizerOf(d), d.optimizer.schedule)}

function trainStep(update) {
${stepBody(d)}
}
${changes.functions === '' ? '' : `\n${changes.functions.trimEnd()}`}`.trimEnd();
}

const stepBody = (d: ArmDescription): string => `  return tf.tidy(() => {
    const rows = tf.tensor1d(batch(key('order'), update, train.x.shape[0], BATCH_SIZE), 'int32');
    const x = ${augmentedBatch(d, 'tf.gather(train.x, rows)')};
    const goals = goalsOf(tf.gather(train.y, rows));
    const names = Object.keys(p);
    const { value, grads } = tf.variableGrads(() => {
      const output = forward(x, true, update);
      return ${tensorflowGoal(d).training};
    }, Object.values(p));
    const gradients = Object.fromEntries(names.map((path) => [path, grads[p[path].name]]));
${indented(indentedGradients(d).map((line) => `  ${line}`))}
    optimize(gradients, update + 1);
    return value.dataSync()[0];
  });`;

interface Changing {
  optimizerOf: (d: ArmDescription) => OptimizerText;
  changes: ChangesText;
}

function changingOf({ description: d, changes = [] }: RunOfArm): Changing {
  const optimizerOf = ({ optimizer }: ArmDescription): OptimizerText => tensorflowOptimizer(optimizer, betasChange(d.optimizer, changes));
  const optimize = {
    ...javascriptOptimize,
    bodyOf: (one: ArmDescription) => javascriptOptimize.bodyOf(optimizerOf(one), one.optimizer.schedule),
  };
  const step = { name: 'trainStep', parameters: 'update', bodyOf: stepBody };
  return { optimizerOf, changes: javascriptChanges(d, changes, [tensorflowForward, optimize, step]) };
}

/** What a network hands out: functions that may become others are asked for when they are called. */
const handedOut = (changed: boolean): string =>
  changed ? 'forward: (...all) => forward(...all), trainStep: (update) => trainStep(update), change' : 'forward, trainStep';

const ensemble = (
  run: RunOfArm,
  members: number,
  changing: Changing,
): string => `/** One network; its random streams are those of a single one with a suffix. */
function network(suffix) {
  const key = (stream) => streamKey(SESSION_SEED, SEED, stream + suffix);

${indentedText(learner(run, changing))}

  return { weights: ${tensorflowWeights(run.description.layers)}, ${handedOut(changing.changes.call !== '')} };
}

/** The first has the streams of a single network. */
const members = Array.from({ length: ${members} }, (_, member) => network(member === 0 ? '' : \`/member\${member}\`));

/** The logarithm of averaged probabilities (Lakshminarayanan, Pritzel & Blundell 2017). */
function vote(x) {
  const logP = tf.stack(members.map(({ forward }) => tf.logSoftmax(forward(x, false, 0))));
  return tf.sub(tf.logSumExp(logP, 0), Math.log(members.length));
}

/** Each member takes batches of its own. */
const trainStep = (update) => members.reduce((sum, member) => sum + member.trainStep(update), 0) / members.length;`;

const indentedText = (text: string): string => text.replace(/^(?=.)/gm, '  ');

const keptLines = ({ layers, members }: RunOfArm['description']): string => `const whole = ${
  members === undefined ? `[${tensorflowWeights(layers)}]` : 'members.map(({ weights }) => weights)'
}.flatMap((weights) => Object.values(weights));
const copies = () => whole.map((variable) => tf.clone(variable));
const putBack = (weights) => whole.forEach((variable, i) => variable.assign(weights[i]));
let best = { loss: Infinity, weights: [] };

`;

function indentedGradients({ l1, clip }: RunOfArm['description']): string[] {
  return [
    ...(l1 > 0
      ? [`for (const path of names) if (isMatrix(path)) gradients[path] = tf.add(gradients[path], tf.mul(${l1}, tf.sign(p[path])));`]
      : []),
    ...javascriptClipping(clip),
  ];
}

function evaluation({ scores: of }: TensorflowGoal, { keepBest, members }: RunOfArm['description']): string {
  const output = (x: string): string => (members === undefined ? `forward(${x}, false, 0)` : `vote(${x})`);
  const scores = `  for (const [name, { x, y }, count] of [
    ['train', train, Math.min(EVALUATED_TRAINING_EXAMPLES, train.y.size)],
    ['validation', validation, validation.y.size],
  ]) {
    tf.tidy(() => {
      const [wanted, output] = [tf.slice(y, 0, count), ${output('tf.slice(x, 0, count)')}];
${of.map((line) => `      ${line}`).join('\n')}
    });
  }`;
  if (!keepBest) return scores;
  return `  // Of the weights with the lowest validation loss so far.
  const now = tf.tidy(() => evaluatedLoss(${output('validation.x')}, validation.y).dataSync()[0]);
  if (best.weights.length === 0 || now < best.loss) {
    tf.dispose(best.weights);
    best = { loss: now, weights: copies() };
  }
  const trained = copies();
  putBack(best.weights);
${scores}
  putBack(trained);
  tf.dispose(trained);`;
}
