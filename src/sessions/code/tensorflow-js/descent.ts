/** An arm that descends a surface as a program for Node on TensorFlow.js. */
import type { DescentDescription } from '../../../experiment/descent-description.ts';
import { javascriptChanges } from './changes.ts';
import {
  javascriptClipping,
  javascriptEnd,
  javascriptFiles,
  javascriptHead,
  javascriptLoad,
  javascriptOptimize,
  javascriptOptimizer,
  javascriptReadSafetensors,
} from './parts.ts';
import { borderOf } from '../python/surfaces.ts';
import type { RunOfArm } from '../run-of-arm.ts';
import { betasChange } from '../optimizer-use.ts';
import { tensorflowOptimizer, type OptimizerText } from './optimizers.ts';

/** Bodies of `height(x, y)`: the formulas of `engine/data/surfaces.ts`, whose gradients TensorFlow.js takes. */
const heights: Readonly<Record<DescentDescription['surface'], string>> = {
  ravine: `  const [u, v] = [add(mul(0.8, x), mul(0.6, y)), sub(mul(0.8, y), mul(0.6, x))];
  return mul(0.5, add(square(u), mul(100, square(v))));`,
  saddle: '  return sub(square(x), square(y));',
  rosenbrock: '  return add(square(sub(1, x)), mul(100, square(sub(y, square(x)))));',
  beale: `  const term = (constant, power) => square(add(sub(constant, x), mul(x, power)));
  return add(add(term(1.5, y), term(2.25, square(y))), term(2.625, mul(square(y), y)));`,
  himmelblau: '  return add(square(sub(add(square(x), y), 11)), square(sub(add(x, square(y)), 7)));',
  plane: `  // The mean loss of a small network on some images: its weights are a point of a plane through all weights.
  const weights = (path) => add(plane[\`origin/\${path}\`], add(mul(x, plane[\`alongX/\${path}\`]), mul(y, plane[\`alongY/\${path}\`])));
  const hidden = tf.tanh(add(tf.matMul(images, weights('hidden/weights')), weights('hidden/bias')));
  const logits = add(tf.matMul(hidden, weights('output/weights')), weights('output/bias'));
  return tf.neg(tf.mean(tf.sum(mul(labels, tf.logSoftmax(logits)), -1)));`,
};

/** What the plane is made of. */
const planeLines = `const { tensors: plane } = readSafetensors(file('data/plane.safetensors'));
const [imagesRead, labelsRead] = ['images', 'labels'].map(load);
const images = tf.tensor(imagesRead.values, imagesRead.shape);
const labels = tf.cast(tf.oneHot(tf.tensor1d(labelsRead.values, 'int32'), plane['origin/output/bias'].size), 'float32');
`;

/** The body of the function that goes one step. */
function stepText({ noise, clip, surface }: DescentDescription): string {
  const border = borderOf(surface);
  const lines = [
    'const { grads } = tf.variableGrads(() => heightOf(p.point), [p.point]);',
    'const gradients = { point: grads[p.point.name] };',
    ...(noise > 0 ? [`gradients.point = add(gradients.point, mul(${noise}, tf.tensor2d([[...normal(key('noise'), 2, update)]])));`] : []),
    ...(clip ? ["const names = ['point'];", ...javascriptClipping(clip)] : []),
    'optimize(gradients, update + 1);',
    ...(border ? [`p.point.assign(tf.clipByValue(p.point, ${border.join(', ')}));`] : []),
  ];
  return `  tf.tidy(() => {\n${lines.map((line) => `    ${line}\n`).join('')}  });`;
}

/** The text of `train.mjs`, beside which lies `random.mjs` and, of the plane, the folder `data`. */
export function tensorflowJsDescent(run: RunOfArm<DescentDescription>): string {
  const { description: d } = run;
  const onPlane = d.surface === 'plane';
  const { changes = [] } = run;
  const optimizerOf = ({ optimizer }: DescentDescription): OptimizerText =>
    tensorflowOptimizer(optimizer, betasChange(d.optimizer, changes));
  const changed = javascriptChanges<DescentDescription>(d, changes, [
    { ...javascriptOptimize, bodyOf: (one) => javascriptOptimize.bodyOf(optimizerOf(one), one.optimizer.schedule) },
    { name: 'go', parameters: 'update', bodyOf: stepText },
  ]);
  return `${javascriptHead(run, ['normal'])}
const [STEPS, EVALUATE_EVERY] = [${d.steps}, ${d.evaluateEvery}];
const [START, SPREAD] = [[${d.start.join(', ')}], ${d.spread}];

${javascriptFiles}
const { add, mul, ${onPlane ? '' : 'square, sub, '}} = tf;

${onPlane ? `${javascriptLoad}\n\n${javascriptReadSafetensors}\n\n${planeLines}\n` : ''}function height(x, y) {
${heights[d.surface]}
}
const heightOf = (point) => height(...tf.unstack(tf.reshape(point, [2])));

// A matrix of one row: only Muon asks for matrices, and nothing of it decays otherwise.
const drawn = normal(key('start'), 2);
const p = { point: tf.variable(tf.tensor2d([START.map((at, i) => at + SPREAD * drawn[i])])) };
const isMatrix = () => ${d.optimizer.kind === 'muon'};

${javascriptOptimizer(optimizerOf(d), d.optimizer.schedule)}

const [losses, way] = [[], []];

function go(update) {
${stepText(d)}
}

${changed.functions}function evaluate(step) {
  losses.push(['train/height', step, tf.tidy(() => heightOf(p.point).dataSync()[0])]);
}

evaluate(0);
for (let step = 1; step <= STEPS; step++) {
${changed.call}  way.push([step - 1, ...p.point.dataSync()]);
  go(step - 1);
  if (step % EVALUATE_EVERY === 0 || step === STEPS) evaluate(step);
}
way.push([STEPS, ...p.point.dataSync()]);
writeFileSync(file('path.csv'), [['step', 'x', 'y'], ...way].map((row) => \`\${row.join()}\\n\`).join(''));

${javascriptEnd}
`;
}
