/** A language model in PyTorch, adapted by one of the methods: its classes, what of it learns, and how what is new starts. */
import { adapts, type Adaptation, type Method } from '../../engine/layers/adaptation-methods.ts';

const loraClass = `class LoRA(nn.Linear):
    """x W + b + SCALING (x A) B: W and b stay, A and B learn (Hu et al. 2021)."""

    def __init__(self, inputs, outputs):
        super().__init__(inputs, outputs)
        self.a = nn.Parameter(torch.zeros(inputs, RANK))
        self.b = nn.Parameter(torch.zeros(RANK, outputs))

    def forward(self, x):
        return super().forward(x) + SCALING * (x @ self.a @ self.b)


`;
const adapterClass = `class Adapter(nn.Module):
    """A bottleneck with a residual connection (Houlsby et al. 2019): it starts as the identity."""

    def __init__(self):
        super().__init__()
        self.down, self.up = nn.Linear(WIDTH, BOTTLENECK), nn.Linear(BOTTLENECK, WIDTH)

    def forward(self, x):
        return x + self.up(F.gelu(self.down(x), approximate="tanh"))


`;
const prefixClass = `class Prefix(nn.Module):
    def __init__(self):
        super().__init__()
        self.keys, self.values = (nn.Parameter(torch.zeros(LENGTH, WIDTH)) for _ in range(2))


`;
const promptClass = `class Prompt(nn.Module):
    """Vectors in front of every sequence (Lester et al. 2021)."""

    in_front = True

    def __init__(self):
        super().__init__()
        self.prompt = nn.Parameter(torch.zeros(LENGTH, WIDTH))

    def forward(self, x):
        if not Prompt.in_front:
            return x
        return torch.cat([self.prompt.expand(len(x), -1, -1), x], dim=1)


`;

/** With its scaling as a number. */
type Numbers = Adaptation & { scaling: number };

/** What a method adds: classes of its own, which parameters learn, and how what is new starts. */
interface MethodText {
  /** Lines of numbers above the model. */
  numbers: string;
  /** The classes and functions up to `LanguageModel`. */
  classes: string;
  /** Python: whether the parameter `name` learns. */
  learns: string;
  /** Lines inside \`for name, module in model.named_modules()\`, where `path` is the name with slashes. */
  starts: readonly string[];
}

function methodText({ method, rank, scaling, bottleneck, length }: Numbers): MethodText {
  const text = (learns: string, more: Partial<MethodText> = {}): MethodText => ({ numbers: '', classes: '', starts: [], ...more, learns });
  switch (method) {
    case 'lora':
      return text('name.endswith((".a", ".b"))', {
        numbers: `RANK, SCALING = ${rank}, ${scaling}\n`,
        classes: loraClass,
        starts: ['if isinstance(module, LoRA):', '    start(module.a, ablate_random.lora_uniform, f"a/{path}")'],
      });
    case 'adapters':
      return text('".adapter." in name', {
        numbers: `BOTTLENECK = ${bottleneck}\n`,
        classes: adapterClass,
        starts: [
          'if isinstance(module, Adapter):',
          '    start(module.down.weight.T, ablate_random.glorot_uniform, f"weights/{path}/down")',
          '    for zero in (module.down.bias, module.up.weight, module.up.bias):',
          '        nn.init.zeros_(zero)',
        ],
      });
    case 'prefix':
      return text('".prefix." in name', {
        numbers: `LENGTH = ${length}\n`,
        classes: prefixClass,
        starts: [
          'if isinstance(module, Prefix):',
          '    start(module.keys, ablate_random.table_normal, f"keys/{path}")',
          '    start(module.values, ablate_random.table_normal, f"values/{path}")',
        ],
      });
    case 'prompt':
      return text('name.startswith("body.prompt.")', {
        numbers: `LENGTH = ${length}\n`,
        classes: promptClass,
        starts: ['if isinstance(module, Prompt):', '    start(module.prompt, ablate_random.table_normal, f"prompt/{path}")'],
      });
    case 'head':
      return text('name.startswith("head.")');
    case 'bitfit':
      return text('name.endswith(".bias")');
    case 'none':
      return text('False');
    case 'full':
      return text('True');
  }
}

/** `def matrix(...)`: each matrix of a block, adapted or not. */
function matrixText({ method, matrices }: Numbers): string {
  if (method !== 'lora') return '';
  const all = (['query', 'key', 'value', 'output', 'up', 'down'] as const).filter((name) => adapts(matrices, name));
  return `ADAPTED = {${all.map((name) => `"${name}"`).join(', ')}}


def matrix(name, inputs, outputs):
    return (LoRA if name in ADAPTED else nn.Linear)(inputs, outputs)


`;
}

function modelText(method: Method): string {
  const matrix = (name: string, inputs: string, outputs: string): string =>
    method === 'lora' ? `matrix("${name}", ${inputs}, ${outputs})` : `nn.Linear(${inputs}, ${outputs})`;
  const attentionParts = ['query', 'key', 'value', 'output'].map((name) => `        self.${name} = ${matrix(name, 'WIDTH', 'WIDTH')}`);
  const after = method === 'adapters' ? ', ("adapter", Adapter())' : '';
  return `class Table(nn.Module):
    def __init__(self, rows):
        super().__init__()
        self.table = nn.Parameter(torch.zeros(rows, WIDTH))


class Positions(Table):
    def forward(self, x):
        return x + self.table[: x.shape[1]]


class Attention(nn.Module):
    """Causal, in heads.${method === 'prefix' ? ' Every query sees the keys and values in front (Li & Liang 2021).' : ''}"""
${method === 'prefix' ? '\n    in_front = True\n' : ''}
    def __init__(self):
        super().__init__()
${attentionParts.join('\n')}${method === 'prefix' ? '\n        self.prefix = Prefix()' : ''}

    def forward(self, x):
        keys, values = self.key(x), self.value(x)${
          method === 'prefix'
            ? `
        if Attention.in_front:
            keys = torch.cat([self.prefix.keys.expand(len(x), -1, -1), keys], dim=1)
            values = torch.cat([self.prefix.values.expand(len(x), -1, -1), values], dim=1)`
            : ''
        }
        q, k, v = (y.unflatten(2, (HEADS, -1)).transpose(1, 2) for y in (self.query(x), keys, values))
        seen = torch.ones(q.shape[2], k.shape[2], dtype=torch.bool).tril(k.shape[2] - q.shape[2])
        joined = F.scaled_dot_product_attention(q, k, v, attn_mask=seen)
        return self.output(joined.transpose(1, 2).flatten(2))


class Residual(nn.Module):
    """x + branch(norm(x)), as in GPT-2."""

    def __init__(self, *branch):
        super().__init__()
        self.norm, self.branch = nn.LayerNorm(WIDTH), nn.Sequential(OrderedDict(branch))

    def forward(self, x):
        return x + self.branch(self.norm(x))


def block():
    up, down = ${matrix('up', 'WIDTH', '4 * WIDTH')}, ${matrix('down', '4 * WIDTH', 'WIDTH')}
    attention = Residual(("attention", Attention())${after})
    perceptron = Residual(("up", up), ("activation", nn.GELU(approximate="tanh")), ("down", down)${after})
    return nn.Sequential(OrderedDict([("attention", attention), ("perceptron", perceptron)]))


class LanguageModel(nn.Module):
    """Characters to logits of the next one; the head is ${method === 'head' ? 'a table of its own' : 'the table of the characters'}."""

    def __init__(self):
        super().__init__()
        self.tokens = Table(VOCABULARY)
        blocks = [(f"block{i}", block()) for i in range(LAYERS)]
        self.body = nn.Sequential(OrderedDict([("positions", Positions(CONTEXT)), ${
          method === 'prompt' ? '("prompt", Prompt()), ' : ''
        }*blocks, ("norm", nn.LayerNorm(WIDTH))]))${method === 'head' ? '\n        self.head = Table(VOCABULARY)' : ''}

    def forward(self, ids):
        x = self.body(self.tokens.table[ids])
        return x${method === 'prompt' ? '[:, -ids.shape[1] :]' : ''} @ self.${method === 'head' ? 'head' : 'tokens'}.table.T


`;
}

/** The model of one method; the program around it defines WIDTH, HEADS, LAYERS, CONTEXT and VOCABULARY. */
export function languageModelText(adaptation: Numbers): MethodText {
  const own = methodText(adaptation);
  return { ...own, classes: `${own.classes}${matrixText(adaptation)}${modelText(adaptation.method)}` };
}
