/** A language model in PyTorch, adapted by one of the methods, and how it learns one text and is measured on two. */
import { adapts, type Method } from '../../../engine/layers/adaptation-methods.ts';
import type { TextAdaptation } from '../../../experiment/adaptation-description.ts';
import { pythonTextMeasures } from '../python/adaptation.ts';
import { adapters, lora, methodWith, type AdaptedText, type MethodText, type Numbers } from './methods.ts';

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

function methodText(adaptation: Numbers): MethodText {
  const { method, length } = adaptation;
  switch (method) {
    case 'lora':
      return lora(adaptation);
    case 'adapters':
      return adapters(adaptation, { activation: 'F.gelu(self.down(x), approximate="tanh")', initial: 'glorot_uniform' });
    case 'prefix':
      return methodWith('".prefix." in name', {
        numbers: `LENGTH = ${length}\n`,
        classes: prefixClass,
        starts: [
          'if isinstance(module, Prefix):',
          '    start(module.keys, ablate_random.table_normal, f"keys/{path}")',
          '    start(module.values, ablate_random.table_normal, f"values/{path}")',
        ],
      });
    case 'prompt':
      return methodWith('name.startswith("body.prompt.")', {
        numbers: `LENGTH = ${length}\n`,
        classes: promptClass,
        starts: ['if isinstance(module, Prompt):', '    start(module.prompt, ablate_random.table_normal, f"prompt/{path}")'],
      });
    case 'head':
      return methodWith('name.startswith("head.")');
    case 'bitfit':
      return methodWith('name.endswith(".bias")');
    case 'none':
      return methodWith('False');
    case 'full':
      return methodWith('True');
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

/** What the base itself comes to: the model as it starts, but for what stands in front. */
function baseLoss(method: Method): string {
  const whose = method === 'prefix' ? 'Attention' : method === 'prompt' ? 'Prompt' : null;
  const lines = ['base_loss = held_out(new_windows)'];
  return (whose === null ? lines : [`${whose}.in_front = False`, ...lines, `${whose}.in_front = True`]).join('\n');
}

const measuresText = (d: TextAdaptation): string => `train_tokens = np.load(here / "data" / "${d.text}_train.npy")


def windows_of(tokens):
    """Evenly spaced over a text: characters, and those that follow them."""
    room = len(tokens) - CONTEXT - 1
    starts = np.arange(EVALUATED_WINDOWS) * room // max(1, EVALUATED_WINDOWS - 1)
    rows = starts[:, None] + np.arange(CONTEXT)
    return torch.from_numpy(tokens[rows]).long(), torch.from_numpy(tokens[rows + 1]).long()


new_windows = windows_of(np.load(here / "data" / "${d.text}_validation.npy"))
old_windows = windows_of(np.load(here / "data" / "${d.old}_validation.npy"))


def loss_of(ids, labels):
    return F.cross_entropy(model(ids).flatten(0, 1), labels.flatten())


def batch_loss(update):
    places = ablate_random.integer_below(key("order"), np.arange(BATCH_SIZE), update, len(train_tokens) - CONTEXT)
    rows = places[:, None] + np.arange(CONTEXT)
    return loss_of(torch.from_numpy(train_tokens[rows]).long(), torch.from_numpy(train_tokens[rows + 1]).long())


def held_out(windows):
    with torch.no_grad():
        return loss_of(*windows).item()


${pythonTextMeasures}


def write(text, length=200, temperature=0.8):
    """Goes on from a text that the vocabulary holds, one character after the other."""
    ids = [CHARACTERS.index(c) for c in text]
    with torch.no_grad():
        for _ in range(length):
            logits = model(torch.tensor([ids[-CONTEXT:]]))[0, -1] / temperature
            ids.append(torch.multinomial(F.softmax(logits, dim=0), 1).item())
    return "".join(CHARACTERS[i] for i in ids)


${baseLoss(d.adaptation.method)}`;

export function adaptedLanguageModel(d: TextAdaptation, characters: string): AdaptedText {
  const { adaptation, sizes } = d;
  const { method } = adaptation;
  const own = methodText(adaptation);
  return {
    ...own,
    numbers: `EVALUATED_WINDOWS = ${d.evaluationWindows}
VOCABULARY, WIDTH, HEADS, LAYERS, CONTEXT = ${d.vocabulary}, ${sizes.width}, ${sizes.heads}, ${sizes.layers}, ${sizes.context}
${own.numbers}CHARACTERS = ${JSON.stringify(characters)}
`,
    classes: `${own.classes}${matrixText(adaptation)}${modelText(method)}`,
    make: 'LanguageModel()',
    from: method === 'head' ? { 'head.table': 'tokens.table' } : {},
    measures: measuresText(d),
    last: 'print(write("No "))',
  };
}
