/** What a method adds to a base model in TensorFlow.js: what it starts with, which parameters learn, and the layers that differ. */
import type { AdaptationDescription } from '../../../experiment/adaptation-description.ts';
import { adapterPlaces, loraPlaces, prefixPlaces } from '../adaptation-places.ts';

export interface MethodText {
  /** What it takes from the generator. */
  drawn: readonly string[];
  /** Lines that put into `p` what the base does not have. */
  starts: string;
  /** JavaScript: whether the parameter `name` learns. */
  learns: string;
}

const listed = (names: readonly string[]): string => `[
${names.map((name) => `  '${name}',`).join('\n')}
]`;

const loraStarts = (d: AdaptationDescription): string => `const RANK = ${d.adaptation.rank};
for (const name of ${listed(loraPlaces(d))}) {
  const [outputs, inputs] = p[\`\${name}.weight\`].shape;
  p[\`\${name}.a\`] = drawn(loraUniform, \`a/\${pathOf(name)}\`, [inputs, RANK]);
  p[\`\${name}.b\`] = tf.zeros([RANK, outputs]);
}
`;

const adapterStarts = (d: AdaptationDescription, draw: string): string => `const BOTTLENECK = ${d.adaptation.bottleneck};
for (const name of ${listed(adapterPlaces(d))}) {
  p[\`\${name}.down.weight\`] = tf.transpose(drawn(${draw}, \`weights/\${pathOf(name)}/down\`, [WIDTH, BOTTLENECK]));
  p[\`\${name}.down.bias\`] = tf.zeros([BOTTLENECK]);
  p[\`\${name}.up.weight\`] = tf.zeros([WIDTH, BOTTLENECK]);
  p[\`\${name}.up.bias\`] = tf.zeros([WIDTH]);
}
`;

const prefixStarts = (d: AdaptationDescription): string => `for (const name of ${listed(prefixPlaces(d))}) {
  for (const own of ['keys', 'values']) p[\`\${name}.\${own}\`] = drawn(tableNormal, \`\${own}/\${pathOf(name)}\`, [${d.adaptation.length}, WIDTH]);
}
`;

export function tensorflowMethod(d: AdaptationDescription): MethodText {
  const text = d.of === 'text';
  const nothingNew = (learns: string): MethodText => ({ drawn: [], starts: '', learns });
  switch (d.adaptation.method) {
    case 'lora':
      return { drawn: ['loraUniform'], starts: loraStarts(d), learns: '/\\.[ab]$/.test(name)' };
    case 'adapters': {
      const draw = text ? 'glorotUniform' : 'heNormal';
      return { drawn: [draw], starts: adapterStarts(d, draw), learns: "name.includes('.adapter.')" };
    }
    case 'prefix':
      return { drawn: ['tableNormal'], starts: prefixStarts(d), learns: "name.includes('.prefix.')" };
    case 'prompt':
      return {
        drawn: ['tableNormal'],
        starts: `p['body.prompt.prompt'] = drawn(tableNormal, 'prompt/body/prompt', [${d.adaptation.length}, WIDTH]);\n`,
        learns: "name === 'body.prompt.prompt'",
      };
    case 'head':
      return text
        ? { drawn: [], starts: "p['head.table'] = tf.clone(p['tokens.table']);\n", learns: "name === 'head.table'" }
        : nothingNew("name.startsWith('output.')");
    case 'bitfit':
      return nothingNew("name.endsWith('.bias')");
    case 'none':
      return nothingNew('false');
    case 'full':
      return nothingNew('true');
  }
}

/** `linear(x, name)`: the product that LoRA adapts where there is an A and a B. */
export const tensorflowLinear = {
  name: 'linear',
  parameters: 'x, name',
  bodyOf: ({ adaptation: { method, scaling } }: AdaptationDescription): string =>
    [
      'const rows = tf.reshape(x, [-1, x.shape.at(-1)]);',
      `${method === 'lora' ? 'let' : 'const'} y = tf.add(tf.matMul(rows, p[\`\${name}.weight\`], false, true), p[\`\${name}.bias\`]);`,
      ...(method === 'lora'
        ? [`if (p[\`\${name}.a\`]) y = tf.add(y, tf.mul(${scaling}, tf.matMul(tf.matMul(rows, p[\`\${name}.a\`]), p[\`\${name}.b\`])));`]
        : []),
      'return tf.reshape(y, [...x.shape.slice(0, -1), y.shape[1]]);',
    ]
      .map((line) => `  ${line}`)
      .join('\n'),
};

/** The function itself. */
export const linearText = (d: AdaptationDescription): string => `/** x W + b${
  d.adaptation.method === 'lora' ? ' + scaling (x A) B, the last where there are A and B (Hu et al. 2021)' : ''
}; weights are [out, in], as PyTorch has them. */
function linear(x, name) {
${tensorflowLinear.bodyOf(d)}
}
`;

/** `adapter(x, name)`, and the call of it; both empty where there are none. */
export function tensorflowAdapter(
  { adaptation }: AdaptationDescription,
  activation: string,
): { helper: string; after: (x: string, name: string) => string } {
  if (adaptation.method !== 'adapters') return { helper: '', after: (x) => x };
  return {
    helper: `
/** A bottleneck with a residual connection (Houlsby et al. 2019): it starts as the identity. */
const adapter = (x, name) => tf.add(x, linear(${activation}(linear(x, \`\${name}.down\`)), \`\${name}.up\`));
`,
    after: (x, name) => `adapter(${x}, ${name})`,
  };
}
