/** A language model in TensorFlow.js, adapted by one of the methods, and how it learns one text and is measured on two. */
import type { Method } from '../../../engine/layers/adaptation-methods.ts';
import type { TextAdaptation } from '../../../experiment/adaptation-description.ts';
import type { AdaptedProgram } from './adaptation.ts';
import { linearText, tensorflowAdapter } from './methods.ts';

const layers = `
function layerNorm(x, name) {
  const { mean, variance } = tf.moments(x, -1, true);
  const normalized = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normalized, p[\`\${name}.weight\`]), p[\`\${name}.bias\`]);
}

/** Its approximation by tanh. */
function gelu(x) {
  const inner = tf.mul(Math.sqrt(2 / Math.PI), tf.add(x, tf.mul(0.044715, tf.mul(x, tf.square(x)))));
  return tf.mul(tf.mul(0.5, x), tf.add(1, tf.tanh(inner)));
}

/** [sequences, characters, width] to [sequences, heads, characters, width of one]. */
const inHeads = (x) => tf.transpose(tf.reshape(x, [x.shape[0], -1, HEADS, WIDTH / HEADS]), [0, 2, 1, 3]);

/** The same rows before each sequence. */
const before = (rows, x) => tf.concat([tf.tile(tf.expandDims(rows, 0), [x.shape[0], 1, 1]), x], 1);
`;

/** What stands in front of sequences: it is left out where the base itself is measured. */
const inFront = (method: Method): boolean => method === 'prefix' || method === 'prompt';

function modelText(d: TextAdaptation): string {
  const { method } = d.adaptation;
  const { helper, after } = tensorflowAdapter(d, 'gelu');
  const usesBefore = inFront(method);
  const prefix = `  if (inFront) [keys, values] = [before(p[\`\${name}.prefix.keys\`], keys), before(p[\`\${name}.prefix.values\`], values)];\n`;
  return `${linearText(d)}${usesBefore ? layers : layers.replace(/\n\/\*\* The same rows[^]*$/, '')}${helper}${
    usesBefore ? '\n/** Whether what the method puts in front is there. */\nlet inFront = true;\n' : ''
  }
/** Causal, in heads.${method === 'prefix' ? ' Every query sees the keys and values in front (Li & Liang 2021).' : ''} */
function attention(x, name) {
  ${method === 'prefix' ? 'let' : 'const'} [keys, values] = [linear(x, \`\${name}.key\`), linear(x, \`\${name}.value\`)];
${method === 'prefix' ? prefix : ''}  const [q, k, v] = [linear(x, \`\${name}.query\`), keys, values].map(inHeads);
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(WIDTH / HEADS));
  const seen = tf.linalg.bandPart(tf.ones([q.shape[2], k.shape[2]]), -1, k.shape[2] - q.shape[2]);
  const joined = tf.matMul(tf.softmax(tf.add(scores, tf.mul(1e9, tf.sub(seen, 1)))), v);
  return linear(tf.reshape(tf.transpose(joined, [0, 2, 1, 3]), x.shape), \`\${name}.output\`);
}

/** x + branch(norm(x)) twice, as in GPT-2. */
function block(x, name) {
  const [first, second] = [\`\${name}.attention\`, \`\${name}.perceptron\`];
  const seen = attention(layerNorm(x, \`\${first}.norm\`), \`\${first}.branch.attention\`);
  x = tf.add(x, ${after('seen', '`${first}.branch.adapter`')});
  const up = gelu(linear(layerNorm(x, \`\${second}.norm\`), \`\${second}.branch.up\`));
  const down = linear(up, \`\${second}.branch.down\`);
  return tf.add(x, ${after('down', '`${second}.branch.adapter`')});
}

/** Characters [sequences, characters] to logits of the next ones, in rows; the head is ${
    method === 'head' ? 'a table of its own' : 'the table of the characters'
  }. */
function model(ids) {
  let x = tf.gather(p['tokens.table'], ids);
  x = tf.add(x, tf.slice(p['body.positions.table'], [0, 0], [ids.shape[1], WIDTH]));
${method === 'prompt' ? "  // Vectors in front of every sequence (Lester et al. 2021).\n  if (inFront) x = before(p['body.prompt.prompt'], x);\n" : ''}  for (let i = 0; i < LAYERS; i++) x = block(x, \`body.block\${i}\`);
  x = layerNorm(x, 'body.norm');
${method === 'prompt' ? '  x = tf.slice(x, [0, x.shape[1] - ids.shape[1], 0], [-1, -1, -1]);\n' : ''}  return tf.matMul(tf.reshape(x, [-1, WIDTH]), p['${method === 'head' ? 'head' : 'tokens'}.table'], false, true);
}
`;
}

const measuresText = (d: TextAdaptation): string => `const trainTokens = load('${d.text}_train').values;

/** Characters from some places on, and those that follow them. */
function windowsAt(tokens, places) {
  const from = (shift) => Array.from(places).flatMap((place) => Array.from(tokens.subarray(place + shift, place + shift + CONTEXT)));
  return { ids: tf.tensor2d(from(0), [places.length, CONTEXT], 'int32'), labels: tf.tensor1d(from(1), 'int32') };
}

/** Evenly spaced over a text. */
function evaluatedWindows(name) {
  const tokens = load(name).values;
  const room = tokens.length - CONTEXT - 1;
  const last = Math.max(1, EVALUATED_WINDOWS - 1);
  return windowsAt(tokens, Array.from({ length: EVALUATED_WINDOWS }, (_, i) => Math.floor((i * room) / last)));
}

const [newWindows, oldWindows] = [evaluatedWindows('${d.text}_validation'), evaluatedWindows('${d.old}_validation')];

/** Mean cross-entropy in nats. */
const lossOf = ({ ids, labels }) =>
  tf.neg(tf.mean(tf.sum(tf.mul(tf.cast(tf.oneHot(labels, VOCABULARY), 'float32'), tf.logSoftmax(model(ids))), -1)));

function batchLoss(update) {
  const windows = windowsAt(trainTokens, integerBelow(key('order'), BATCH_SIZE, update, trainTokens.length - CONTEXT));
  return () => lossOf(windows);
}

const heldOut = (windows) => tf.tidy(() => lossOf(windows).dataSync()[0]);

${inFront(d.adaptation.method) ? 'inFront = false;\nconst baseLoss = heldOut(newWindows);\ninFront = true;' : 'const baseLoss = heldOut(newWindows);'}

function evaluate(step) {
  const [loss, old] = [heldOut(newWindows), heldOut(oldWindows)];
  losses.push(
    ['validation/loss', step, loss],
    ['validation/perplexity', step, Math.exp(loss)],
    ['validation/gain', step, baseLoss - loss],
    ['validation/oldLoss', step, old],
  );
}

/** Goes on from a text that the vocabulary holds, one character after the other. */
function write(text, length = 200, temperature = 0.8) {
  const ids = Array.from(text, (character) => CHARACTERS.indexOf(character));
  for (let i = 0; i < length; i++) {
    const next = tf.tidy(() => {
      const seen = ids.slice(-CONTEXT);
      const logits = model(tf.tensor2d(seen, [1, seen.length], 'int32'));
      const last = tf.slice(logits, [logits.shape[0] - 1, 0], [1, -1]);
      return tf.multinomial(tf.div(last, temperature), 1).dataSync()[0];
    });
    ids.push(next);
  }
  return ids.map((id) => CHARACTERS[id]).join('');
}`;

export function tensorflowLanguageModel(d: TextAdaptation, characters: string): AdaptedProgram {
  const { sizes } = d;
  return {
    drawn: ['integerBelow'],
    numbers: `const EVALUATED_WINDOWS = ${d.evaluationWindows};
const [VOCABULARY, WIDTH, HEADS, LAYERS, CONTEXT] = [${d.vocabulary}, ${sizes.width}, ${sizes.heads}, ${sizes.layers}, ${sizes.context}];
const CHARACTERS = Array.from(${JSON.stringify(characters)});
`,
    model: modelText(d),
    measures: measuresText(d),
    last: "console.log(write('No '));\n",
  };
}
