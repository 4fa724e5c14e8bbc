/** What a method adds to a base model in Keras 3: what it starts with, which parameters learn, and the layers that differ. */
import type { AdaptationDescription } from '../../../experiment/adaptation-description.ts';
import { adapterPlaces, loraPlaces, prefixPlaces } from '../adaptation-places.ts';

export interface MethodText {
  /** Lines that put into `state` what the base does not have. */
  starts: string;
  /** Python: whether the parameter `name` learns. */
  learns: string;
}

const listed = (names: readonly string[]): string => `(
${names.map((name) => `    "${name}",`).join('\n')}
)`;

const zeros = (part: string, shape: string): string => `    state[f"{name}.${part}"] = np.zeros(${shape}, np.float32)`;

const loraStarts = (d: AdaptationDescription): string => `RANK, SCALING = ${d.adaptation.rank}, ${d.adaptation.scaling}
for name in ${listed(loraPlaces(d))}:
    outputs, inputs = state[f"{name}.weight"].shape
    state[f"{name}.a"] = ablate_random.lora_uniform(key(f"a/{path_of(name)}"), (inputs, RANK))
${zeros('b', '(RANK, outputs)')}
`;

const adapterStarts = (d: AdaptationDescription): string => `BOTTLENECK = ${d.adaptation.bottleneck}
for name in ${listed(adapterPlaces(d))}:
    drawn = ablate_random.${d.of === 'text' ? 'glorot_uniform' : 'he_normal'}(key(f"weights/{path_of(name)}/down"), (WIDTH, BOTTLENECK))
    state[f"{name}.down.weight"] = drawn.T
${zeros('down.bias', 'BOTTLENECK')}
${zeros('up.weight', '(WIDTH, BOTTLENECK)')}
${zeros('up.bias', 'WIDTH')}
`;

const prefixStarts = (d: AdaptationDescription): string => `for name in ${listed(prefixPlaces(d))}:
    for own in ("keys", "values"):
        state[f"{name}.{own}"] = ablate_random.table_normal(key(f"{own}/{path_of(name)}"), (${d.adaptation.length}, WIDTH))
`;

export function kerasMethod(d: AdaptationDescription): MethodText {
  const text = d.of === 'text';
  const nothingNew = (learns: string): MethodText => ({ starts: '', learns });
  switch (d.adaptation.method) {
    case 'lora':
      return { starts: loraStarts(d), learns: 'name.endswith((".a", ".b"))' };
    case 'adapters':
      return { starts: adapterStarts(d), learns: '".adapter." in name' };
    case 'prefix':
      return { starts: prefixStarts(d), learns: '".prefix." in name' };
    case 'prompt':
      return {
        starts: `state["body.prompt.prompt"] = ablate_random.table_normal(key("prompt/body/prompt"), (${d.adaptation.length}, WIDTH))\n`,
        learns: 'name == "body.prompt.prompt"',
      };
    case 'head':
      return text
        ? { starts: 'state["head.table"] = state["tokens.table"].copy()\n', learns: 'name == "head.table"' }
        : nothingNew('name.startswith("output.")');
    case 'bitfit':
      return nothingNew('name.endswith(".bias")');
    case 'none':
      return nothingNew('False');
    case 'full':
      return nothingNew('True');
  }
}

/** `def linear(x, name)`: the product that LoRA adapts where there is an A and a B. */
export const kerasLinear = ({ adaptation }: AdaptationDescription): string =>
  adaptation.method === 'lora'
    ? `def linear(x, name):
    """x W + b + SCALING (x A) B, the last where there are A and B (Hu et al. 2021); weights are [out, in], as PyTorch has them."""
    y = ops.matmul(x, ops.transpose(p[f"{name}.weight"])) + p[f"{name}.bias"]
    if f"{name}.a" in p:
        y = y + SCALING * ops.matmul(ops.matmul(x, p[f"{name}.a"]), p[f"{name}.b"])
    return y


`
    : `def linear(x, name):
    """x W + b; weights are [out, in], as PyTorch has them."""
    return ops.matmul(x, ops.transpose(p[f"{name}.weight"])) + p[f"{name}.bias"]


`;

/** `def adapter(x, name)`, and the call of it: neither where there are none. */
export function kerasAdapter(
  { adaptation }: AdaptationDescription,
  activation: (x: string) => string,
): { helper: string; after: (x: string, name: string) => string } {
  if (adaptation.method !== 'adapters') return { helper: '', after: (x) => x };
  return {
    helper: `def adapter(x, name):
    """A bottleneck with a residual connection (Houlsby et al. 2019): it starts as the identity."""
    return x + linear(${activation('linear(x, f"{name}.down")')}, f"{name}.up")


`,
    after: (x, name) => `adapter(${x}, ${name})`,
  };
}
