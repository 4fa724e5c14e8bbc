/** A language model in Keras 3, adapted by one of the methods, and how it learns one text and is measured on two. */
import type { TextAdaptation } from '../../../experiment/adaptation-description.ts';
import { pythonTextMeasures } from '../python/adaptation.ts';
import type { AdaptedProgram } from './adaptation.ts';
import { kerasAdapter, kerasLinear } from './methods.ts';

/** Whether the method puts something in front of sequences, which is left out where the base itself is measured. */
const inFront = ({ adaptation: { method } }: TextAdaptation): boolean => method === 'prefix' || method === 'prompt';

const beforeText = `IN_FRONT = True


def before(rows, x):
    """The same rows before each sequence."""
    return ops.concatenate([ops.broadcast_to(ops.expand_dims(rows, 0), (ops.shape(x)[0], *rows.shape)), x], axis=1)


`;

function modelText(d: TextAdaptation): string {
  const { method } = d.adaptation;
  const { helper, after } = kerasAdapter(d, (x) => `ops.gelu(${x}, approximate=True)`);
  const prefix = `    if IN_FRONT:
        keys, values = before(p[f"{name}.prefix.keys"], keys), before(p[f"{name}.prefix.values"], values)
`;
  const prompt = `    if IN_FRONT:
        # Vectors in front of every sequence (Lester et al. 2021).
        x = before(p["body.prompt.prompt"], x)
`;
  return `${kerasLinear(d)}def layer_norm(x, name):
    centred = x - ops.mean(x, axis=-1, keepdims=True)
    variance = ops.mean(ops.square(centred), axis=-1, keepdims=True)
    return centred / ops.sqrt(variance + 1e-5) * p[f"{name}.weight"] + p[f"{name}.bias"]


${helper}${inFront(d) ? beforeText : ''}def in_heads(x):
    """[sequences, characters, width] to [sequences, heads, characters, width of one]."""
    return ops.transpose(ops.reshape(x, (-1, x.shape[1], HEADS, WIDTH // HEADS)), (0, 2, 1, 3))


def attention(x, name):
    """Causal, in heads.${method === 'prefix' ? ' Every query sees the keys and values in front (Li & Liang 2021).' : ''}"""
    keys, values = linear(x, f"{name}.key"), linear(x, f"{name}.value")
${method === 'prefix' ? prefix : ''}    q, k, v = in_heads(linear(x, f"{name}.query")), in_heads(keys), in_heads(values)
    scores = ops.matmul(q, ops.transpose(k, (0, 1, 3, 2))) / math.sqrt(WIDTH // HEADS)
    seen = np.tril(np.ones((q.shape[2], k.shape[2]), np.float32), k.shape[2] - q.shape[2])
    hidden = ops.convert_to_tensor(1e9 * (seen - 1))
    joined = ops.transpose(ops.matmul(ops.softmax(scores + hidden), v), (0, 2, 1, 3))
    return linear(ops.reshape(joined, (-1, x.shape[1], WIDTH)), f"{name}.output")


def block(x, name):
    """x + branch(norm(x)) twice, as in GPT-2."""
    first, second = f"{name}.attention", f"{name}.perceptron"
    seen = attention(layer_norm(x, f"{first}.norm"), f"{first}.branch.attention")
    x = x + ${after('seen', 'f"{first}.branch.adapter"')}
    up = ops.gelu(linear(layer_norm(x, f"{second}.norm"), f"{second}.branch.up"), approximate=True)
    down = linear(up, f"{second}.branch.down")
    return x + ${after('down', 'f"{second}.branch.adapter"')}


def forward(ids):
    """Characters to logits of the next one; the head is ${method === 'head' ? 'a table of its own' : 'the table of the characters'}."""
    characters = ids.shape[1]
    x = ops.take(p["tokens.table"], ids, axis=0) + p["body.positions.table"][:characters]
${method === 'prompt' ? prompt : ''}    for i in range(LAYERS):
        x = block(x, f"body.block{i}")
    x = layer_norm(x, "body.norm")
    return ops.matmul(x${method === 'prompt' ? '[:, -characters:]' : ''}, ops.transpose(p["${method === 'head' ? 'head' : 'tokens'}.table"]))


`;
}

const measuresText = (d: TextAdaptation): string => `train_tokens = np.load(here / "data" / "${d.text}_train.npy")


def windows_of(tokens):
    """Evenly spaced over a text: characters, and those that follow them."""
    room = len(tokens) - CONTEXT - 1
    starts = np.arange(EVALUATED_WINDOWS) * room // max(1, EVALUATED_WINDOWS - 1)
    rows = starts[:, None] + np.arange(CONTEXT)
    return tokens[rows], tokens[rows + 1]


new_windows = windows_of(np.load(here / "data" / "${d.text}_validation.npy"))
old_windows = windows_of(np.load(here / "data" / "${d.old}_validation.npy"))


def batch(update):
    places = ablate_random.integer_below(key("order"), np.arange(BATCH_SIZE), update, len(train_tokens) - CONTEXT)
    rows = places[:, None] + np.arange(CONTEXT)
    return train_tokens[rows], train_tokens[rows + 1]


def held_out(windows):
    ids, following = windows
    return cross_entropy(logits_of(ids).reshape(-1, VOCABULARY), following.reshape(-1))


${pythonTextMeasures}


def write(text, length=200, temperature=0.8):
    """Goes on from a text that the vocabulary holds, one character after the other."""
    ids, dice = [CHARACTERS.index(c) for c in text], np.random.default_rng()
    for _ in range(length):
        logits = logits_of(np.array([ids[-CONTEXT:]], np.int32))[0, -1] / temperature
        chances = np.exp(logits - logits.max())
        ids.append(int(dice.choice(VOCABULARY, p=chances / chances.sum())))
    return "".join(CHARACTERS[i] for i in ids)


${inFront(d) ? 'IN_FRONT = False\nbase_loss = held_out(new_windows)\nIN_FRONT = True' : 'base_loss = held_out(new_windows)'}`;

export function kerasLanguageModel(d: TextAdaptation, characters: string): AdaptedProgram {
  const { sizes } = d;
  return {
    numbers: `EVALUATED_WINDOWS = ${d.evaluationWindows}
VOCABULARY, WIDTH, HEADS, LAYERS, CONTEXT = ${d.vocabulary}, ${sizes.width}, ${sizes.heads}, ${sizes.layers}, ${sizes.context}
CHARACTERS = ${JSON.stringify(characters)}
`,
    model: modelText(d),
    measures: measuresText(d),
    last: 'print(write("No "))',
  };
}
