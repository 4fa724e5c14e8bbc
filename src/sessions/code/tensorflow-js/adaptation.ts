/** An arm that adapts a base model as a program for Node on TensorFlow.js: the base, what the method adds to it, and what of it learns. */
import type { AdaptationDescription } from '../../../experiment/adaptation-description.ts';
import { optimizerOfAdaptation } from '../adaptation-places.ts';
import { javascriptChanges } from './changes.ts';
import {
  javascriptEnd,
  javascriptFiles,
  javascriptHead,
  javascriptLoad,
  javascriptOptimize,
  javascriptOptimizer,
  javascriptReadSafetensors,
} from './parts.ts';
import type { RunOfArm } from '../run-of-arm.ts';
import { tensorflowClassifier } from './classifier.ts';
import { tensorflowLanguageModel } from './language-model.ts';
import { tensorflowLinear, tensorflowMethod } from './methods.ts';
import { tensorflowOptimizer, type OptimizerText } from './optimizers.ts';

/** A model that is adapted, and what it is trained and measured by. */
export interface AdaptedProgram {
  /** What it takes from the generator. */
  drawn: readonly string[];
  /** Lines of numbers. */
  numbers: string;
  /** Functions of the parameters `p`, among them `model`. */
  model: string;
  /** Reads the data; defines `batchLoss(update)`, a function that gives the loss of a batch, `evaluate(step)` and `baseLoss`. */
  measures: string;
  /** The last line that is run. */
  last: string;
}

const startsText = (starts: string): string => `
// What the base does not have starts as in the browser; what is not drawn starts at 0.
const drawn = (draw, stream, shape) => tf.tensor(draw(key(stream), shape), shape);
const pathOf = (name) => name.replaceAll('.', '/');
${starts}`;

const adamOf = (d: AdaptationDescription): OptimizerText => tensorflowOptimizer(optimizerOfAdaptation(d), false);

/** The text of `train.mjs`, beside which lie `random.mjs` and the folder `data`. */
export function tensorflowJsAdaptation(run: RunOfArm<AdaptationDescription>, characters: string): string {
  const { description: d } = run;
  const own = d.of === 'text' ? tensorflowLanguageModel(d, characters) : tensorflowClassifier(d);
  const method = tensorflowMethod(d);
  const optimizer = optimizerOfAdaptation(d);
  const changed = javascriptChanges<AdaptationDescription>(d, run.changes ?? [], [
    { ...javascriptOptimize, bodyOf: (one) => javascriptOptimize.bodyOf(adamOf(one), optimizerOfAdaptation(one).schedule) },
    tensorflowLinear,
  ]);
  const evaluates = 'node train.mjs weights.safetensors   # only evaluates weights that were saved in the browser';
  return `${javascriptHead(run, [...own.drawn, ...method.drawn], [evaluates])}
const [STEPS, BATCH_SIZE, EVALUATE_EVERY] = [${d.steps}, ${d.batchSize}, ${d.evaluateEvery}];
${own.numbers}
${javascriptFiles}

${javascriptLoad}

${javascriptReadSafetensors}

/** All parameters by the names that PyTorch has for them. */
const p = readSafetensors(file('data/base.safetensors')).tensors;
${method.starts === '' ? '' : startsText(method.starts)}
${own.model}
const losses = [];
${own.measures}

${d.adapter === null ? '' : "// It goes on from an adapter that was trained before.\nObject.assign(p, readSafetensors(file('data/adapter.safetensors')).tensors);\n\n"}const learns = (name) => ${method.learns};
const names = Object.keys(p).filter(learns);
for (const name of names) p[name] = tf.variable(p[name]);
const numbersIn = (some) => some.reduce((sum, name) => sum + p[name].size, 0).toLocaleString('en');
console.log(\`\${numbersIn(names)} of \${numbersIn(Object.keys(p))} numbers learn\`);

${javascriptOptimizer(adamOf(d), optimizer.schedule)}

function trainStep(update) {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(batchLoss(update), names.map((name) => p[name]));
    optimize(Object.fromEntries(names.map((name) => [name, grads[p[name].name]])), update + 1);
    return value.dataSync()[0];
  });
}

${changed.functions}const [saved = ''] = process.argv.slice(2);
if (saved === '') {
  evaluate(0);
  for (let step = 1; step <= STEPS; step++) {
${changed.call && `  ${changed.call}`}    losses.push(['trainingLoss', step, trainStep(step - 1)]);
    if (step % EVALUATE_EVERY === 0 || step === STEPS) evaluate(step);
  }
} else {
  const { tensors, about } = readSafetensors(saved);
  const unknown = Object.keys(tensors).find((name) => !p[name]);
  if (unknown) throw new Error(\`These weights are of another arm: the model has no \${unknown}.\`);
  Object.assign(p, tensors);
  evaluate(Number(about.step ?? STEPS));
  for (const [measure, step, value] of losses) console.log(\`\${measure} at step \${step}: \${value.toPrecision(6)}\`);
}
${own.last}
${javascriptEnd}
`;
}
