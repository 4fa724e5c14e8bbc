/** The network of an arm as lines of a PyTorch program: its modules, the classes that PyTorch lacks, and how its weights start. */
import type { ActivationFunction, ArmDescription, PlacedLayer } from '../../../experiment/arm-description.ts';
import { drawnWeights, pythonDraw } from '../drawn-weights.ts';
import { hasImages, hasSequences, layerTree, normedShape, type LayerTree } from '../layer-tree.ts';
import { pytorchTransformerClasses } from './transformer.ts';

const activations: Readonly<Record<ActivationFunction, string>> = {
  relu: 'nn.ReLU()',
  leakyRelu: 'nn.LeakyReLU(0.01)',
  elu: 'nn.ELU()',
  gelu: 'nn.GELU()',
  geluTanh: 'nn.GELU(approximate="tanh")',
  silu: 'nn.SiLU()',
  tanh: 'nn.Tanh()',
  sigmoid: 'nn.Sigmoid()',
  softplus: 'nn.Softplus()',
};

/** A norm of the features, which lie second in PyTorch and last in sequences. */
const ofFeatures = (shape: readonly number[], norm: string): string => (shape.length === 2 ? `FeaturesSecond(${norm})` : norm);

/** Whether as many pixels of padding are needed on each side, whatever the image. */
const isEven = ({ size, stride = 1 }: { size: number; stride?: number }): boolean => stride === 1 && size % 2 === 1;

function moduleOf(layer: PlacedLayer, members: boolean): string {
  switch (layer.kind) {
    case 'dense':
      return `nn.Linear(${layer.inputs}, ${layer.outputs})`;
    case 'convolution':
      return isEven(layer)
        ? `nn.Conv2d(${layer.inputs}, ${layer.outputs}, ${layer.size}, padding=${(layer.size - 1) / 2})`
        : `Convolution(${layer.inputs}, ${layer.outputs}, ${layer.size}, stride=${layer.stride ?? 1})`;
    case 'activation':
      return activations[layer.of];
    case 'dropout':
      return `Dropout("masks/${layer.path}", ${layer.rate}${members ? ', member' : ''})`;
    case 'batchNorm':
      return ofFeatures(layer.shape, `nn.BatchNorm${layer.shape.length === 3 ? 2 : 1}d(${layer.shape.at(-1) ?? 1})`);
    case 'groupNorm':
      return ofFeatures(layer.shape, `nn.GroupNorm(${layer.groups}, ${layer.shape.at(-1) ?? 1})`);
    case 'layerNorm':
      return layer.shape.length === 3
        ? `ChannelsLast(nn.LayerNorm((${layer.shape.join(', ')})))`
        : `nn.LayerNorm(${normedShape(layer.shape).join()})`;
    case 'rmsNorm':
      return layer.shape.length === 3
        ? `ChannelsLast(nn.RMSNorm(${layer.shape.at(-1) ?? 1}, eps=1e-6))`
        : `nn.RMSNorm(${normedShape(layer.shape).join()}, eps=1e-6)`;
    case 'maxPool':
      return `nn.MaxPool2d(${layer.size})`;
    case 'averagePool':
      return `nn.AvgPool2d(${layer.size})`;
    case 'image':
      return `nn.Unflatten(1, (1, ${layer.shape[0]}, ${layer.shape[1]}))`;
    case 'flatten':
      return 'Flatten()';
    case 'patches':
      return `Patches(${layer.inputs}, ${layer.outputs}, ${layer.size}, stride=${layer.size})`;
    case 'positions':
      return `Positions(${layer.shape.join(', ')})`;
    case 'attention':
      return `Attention(${layer.width}, ${layer.heads})`;
    case 'tokenMean':
      return 'TokenMean()';
  }
}

interface Modules {
  members: boolean;
  residuals: readonly string[];
}

function sequential(layers: readonly LayerTree[], indent: string, modules: Modules, name = 'nn.Sequential'): string {
  const lines = layers.map((one) => {
    const made =
      'layer' in one
        ? moduleOf(one.layer, modules.members)
        : sequential(one.layers, `${indent}    `, modules, modules.residuals.includes(one.path) ? 'Residual' : undefined);
    return `${indent}    ("${one.name}", ${made}),`;
  });
  return `${name}(OrderedDict([\n${lines.join('\n')}\n${indent}]))`;
}

/** @param members - whether it is asked of which member of an ensemble it is */
const dropoutClass = (members: boolean): string => `class Dropout(nn.Module):
    """Inverted dropout with Ablate's masks: of the stream, the update and the place in the batch."""

    update = 0

    def __init__(self, stream, rate${members ? ', member' : ''}):
        super().__init__()
        self.key, self.rate = key(stream${members ? ', member' : ''}), rate

    def forward(self, x):
        if not self.training or self.rate == 0:
            return x
        shape = tuple(x.shape) if x.dim() == 2 else (x.shape[0], x.shape[2], x.shape[3], x.shape[1])
        mask = torch.from_numpy(ablate_random.dropout_mask(self.key, Dropout.update, shape, self.rate)).to(x.dtype)
        return x * (mask if x.dim() == 2 else mask.permute(0, 3, 1, 2))


`;
const convolutionClass = `class Convolution(nn.Conv2d):
    """Padded as TensorFlow's "same": a window begins every stride pixels; where padding is uneven the end has one pixel more."""

    def forward(self, x):
        pads = []
        for side, size, stride in zip(x.shape[:1:-1], self.kernel_size, self.stride):
            padding = max(0, (-(-side // stride) - 1) * stride + size - side)
            pads += [padding // 2, padding - padding // 2]
        return super().forward(F.pad(x, pads))


`;
const flattenClass = `class Flatten(nn.Module):
    """An image as a row in the order height, width, channel, as Ablate's weights expect it."""

    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


`;
const ensembleClass = `class Ensemble(nn.Module):
    """Networks that train on their own; their probabilities are averaged (Lakshminarayanan, Pritzel & Blundell 2017)."""

    def __init__(self, members):
        super().__init__()
        self.members = nn.ModuleList(members)

    def forward(self, x):
        log_p = torch.stack([F.log_softmax(member(x), dim=1) for member in self.members])
        return torch.logsumexp(log_p, dim=0) - math.log(len(self.members))


`;
const channelsLastClass = `def ChannelsLast(norm):
    """A norm over the last axes of images [height, width, channel]."""
    norm.register_forward_pre_hook(lambda _, inputs: inputs[0].permute(0, 2, 3, 1))
    norm.register_forward_hook(lambda _, inputs, output: output.permute(0, 3, 1, 2))
    return norm


`;

/** `[path, stream, initial, shape in Ablate]` of every layer with weights to draw. */
const initialWeights = (layers: readonly PlacedLayer[]): string[] =>
  layers.flatMap(drawnWeights).flatMap(({ path, leaf, shape, initial }) => {
    if (leaf === 'table') return [];
    return [`    ("${path.replaceAll('/', '.')}", "${leaf}/${path}", ablate_random.${pythonDraw[initial]}, (${shape.join(', ')})),`];
  });

/** Lines that start tables, which have no biases. */
const initialTables = (layers: readonly PlacedLayer[], module: string, own: string): string[] =>
  layers.flatMap(drawnWeights).flatMap(({ path, leaf, shape, initial }) => {
    if (leaf !== 'table') return [];
    const drawn = `ablate_random.${pythonDraw[initial]}(key("table/${path}"${own}), (${shape.join(', ')}))`;
    return ['with torch.no_grad():', `    ${module}.get_submodule("${path.replaceAll('/', '.')}").table.copy_(torch.from_numpy(${drawn}))`];
  });

type Network = Pick<ArmDescription, 'layers' | 'members' | 'residuals'>;

/** Classes before the model. */
export function pytorchClasses({ layers, members = 1, residuals = [] }: Network): string {
  const kinds = new Set(layers.map(({ kind }) => kind));
  const lastAxes = hasImages(layers) && !hasSequences(layers) && (kinds.has('layerNorm') || kinds.has('rmsNorm'));
  return [
    kinds.has('dropout') ? dropoutClass(members > 1) : '',
    layers.some((layer) => layer.kind === 'convolution' && !isEven(layer)) ? convolutionClass : '',
    kinds.has('flatten') ? flattenClass : '',
    lastAxes ? channelsLastClass : '',
    pytorchTransformerClasses(layers, residuals.length > 0),
    members > 1 ? ensembleClass : '',
  ].join('');
}

/** Makes `model` in the type DTYPE and starts its weights. */
export function pytorchModel({ layers, members = 1, residuals = [] }: Network): string {
  const network = sequential(layerTree(layers), members > 1 ? '    ' : '', { members: members > 1, residuals });
  const made =
    members > 1
      ? `def network(member):
    return ${network}


model = Ensemble(network(member) for member in range(MEMBERS)).to(DTYPE)`
      : `model = ${network}.to(DTYPE)`;
  const starts = (module: string, own: string): string => `for path, stream, draw, shape in (
${initialWeights(layers).join('\n')}
):
    layer = ${module}.get_submodule(path)
    drawn = torch.from_numpy(draw(key(stream${own}), shape))
    with torch.no_grad():
        layer.weight.copy_(drawn.T if drawn.dim() == 2 else drawn.permute(3, 2, 0, 1))
        layer.bias.zero_()${initialTables(layers, module, own)
          .map((line) => `\n${line}`)
          .join('')}`;
  const all = `for m, member in enumerate(model.members):
${starts('member', ', m')
  .split('\n')
  .map((line) => `    ${line}`)
  .join('\n')}`;
  return `${made}

# Ablate keeps weights as [in, out] and kernels as [height, width, in, out]; biases start at 0.
${members > 1 ? all : starts('model', '')}`;
}
