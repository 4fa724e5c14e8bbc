/** What a transformer over patches of an image consists of, as classes of a PyTorch program. */
import type { PlacedLayer } from '../../../experiment/arm-description.ts';
import { hasSequences } from '../layer-tree.ts';

const classes: Partial<Record<PlacedLayer['kind'], string>> = {
  patches: `class Patches(nn.Conv2d):
    """Windows side by side, which become the tokens of a sequence, row by row."""

    def forward(self, x):
        return super().forward(x).flatten(2).transpose(1, 2)


`,
  positions: `class Positions(nn.Module):
    def __init__(self, tokens, width):
        super().__init__()
        self.table = nn.Parameter(torch.zeros(tokens, width))

    def forward(self, x):
        return x + self.table


`,
  attention: `class Attention(nn.Module):
    """Of every token to all, in heads (Vaswani et al. 2017)."""

    def __init__(self, width, heads):
        super().__init__()
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))
        self.heads = heads

    def forward(self, x):
        q, k, v = (product(x).unflatten(2, (self.heads, -1)).transpose(1, 2) for product in (self.query, self.key, self.value))
        return self.output(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


`,
  tokenMean: `class TokenMean(nn.Module):
    def forward(self, x):
        return x.mean(1)


`,
};

const residualClass = `class Residual(nn.Sequential):
    """x + f(x)."""

    def forward(self, x):
        return x + super().forward(x)


`;
const featuresSecondClass = `def FeaturesSecond(norm):
    """A norm that expects [batch, feature, token] in a sequence [batch, token, feature]."""
    norm.register_forward_pre_hook(lambda _, inputs: inputs[0].transpose(1, 2))
    norm.register_forward_hook(lambda _, inputs, output: output.transpose(1, 2))
    return norm


`;

const secondFeatures = ({ kind }: PlacedLayer): boolean => kind === 'batchNorm' || kind === 'groupNorm';

/** Those that the layers need, with the lines between them. */
export function pytorchTransformerClasses(layers: readonly PlacedLayer[], residuals: boolean): string {
  const norms = hasSequences(layers) && layers.some(secondFeatures);
  return [
    ...Object.entries(classes).flatMap(([kind, text]) => (layers.some((layer) => layer.kind === kind) ? [text] : [])),
    residuals ? residualClass : '',
    norms ? featuresSecondClass : '',
  ].join('');
}
