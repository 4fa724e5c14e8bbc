/** A classifier of images in TensorFlow.js, adapted by one of the methods, and how it learns some images and is measured on two kinds. */
import type { ImageAdaptation } from '../../../experiment/adaptation-description.ts';
import type { AdaptedProgram } from './adaptation.ts';
import { linearText, tensorflowAdapter } from './methods.ts';

const measures = `function images(split) {
  const [x, y] = [load(\`\${split}_x\`), load(\`\${split}_y\`)];
  return { x: tf.tensor(x.values, x.shape), y: tf.tensor1d(y.values, 'int32') };
}

const train = images('train');
const [newImages, oldImages] = [images('validation'), images('old')];

/** Mean cross-entropy in nats. */
const crossEntropy = (logits, y) =>
  tf.neg(tf.mean(tf.sum(tf.mul(tf.cast(tf.oneHot(y, CLASSES), 'float32'), tf.logSoftmax(logits)), -1)));

function batchLoss(update) {
  const rows = tf.tensor1d(batch(key('order'), update, train.x.shape[0], BATCH_SIZE), 'int32');
  const [x, y] = [tf.gather(train.x, rows), tf.gather(train.y, rows)];
  return () => crossEntropy(model(x), y);
}

const heldOut = ({ x, y }) =>
  tf.tidy(() => {
    const logits = model(x);
    const accuracy = tf.mean(tf.cast(tf.equal(tf.argMax(logits, -1), y), 'float32'));
    return { loss: crossEntropy(logits, y).dataSync()[0], accuracy: accuracy.dataSync()[0] };
  });

// No more of it counts than the loss of guessing.
const baseLoss = Math.min(heldOut(newImages).loss, Math.log(CLASSES));

function evaluate(step) {
  const [now, old] = [heldOut(newImages), heldOut(oldImages)];
  losses.push(
    ['validation/loss', step, now.loss],
    ['validation/accuracy', step, now.accuracy],
    ['validation/gain', step, baseLoss - now.loss],
    ['validation/oldLoss', step, old.loss],
    ['validation/oldAccuracy', step, old.accuracy],
  );
}`;

export function tensorflowClassifier(d: ImageAdaptation): AdaptedProgram {
  const { helper, after } = tensorflowAdapter(d, 'tf.relu');
  return {
    drawn: ['batch'],
    numbers: `const [WIDTH, CLASSES] = [${d.sizes.width}, ${d.sizes.classes}];\n`,
    model: `${linearText(d)}${helper}
/** Standardized pixels to logits. */
function model(x) {
  for (const name of ['hidden1', 'hidden2']) x = ${after('tf.relu(linear(x, `${name}.product`))', '`${name}.adapter`')};
  return linear(x, 'output');
}
`,
    measures,
    last: '',
  };
}
