/** What the programs that adapt a model share: the frame's view of a model, and low-rank updates. */
import type { Adaptation } from '../../../engine/layers/adaptation-methods.ts';

/** With its scaling as a number. */
export type Numbers = Adaptation & { scaling: number };

/** What a method adds to a model: classes of its own, which parameters learn, and how what is new starts. */
export interface MethodText {
  /** Lines of numbers above the model. */
  numbers: string;
  classes: string;
  /** Python: whether the parameter `name` learns. */
  learns: string;
  /** Lines inside `for name, module in model.named_modules()`, where `path` is the name with slashes. */
  starts: readonly string[];
}

export const methodWith = (learns: string, more: Partial<MethodText> = {}): MethodText => ({
  numbers: '',
  classes: '',
  starts: [],
  ...more,
  learns,
});

const loraClass = `class LoRA(nn.Linear):
    """x W + b + SCALING (x A) B: W and b stay, A and B learn (Hu et al. 2021)."""

    def __init__(self, inputs, outputs):
        super().__init__(inputs, outputs)
        self.a = nn.Parameter(torch.zeros(inputs, RANK))
        self.b = nn.Parameter(torch.zeros(RANK, outputs))

    def forward(self, x):
        return super().forward(x) + SCALING * (x @ self.a @ self.b)


`;
export const lora = ({ rank, scaling }: Numbers): MethodText =>
  methodWith('name.endswith((".a", ".b"))', {
    numbers: `RANK, SCALING = ${rank}, ${scaling}\n`,
    classes: loraClass,
    starts: ['if isinstance(module, LoRA):', '    start(module.a, ablate_random.lora_uniform, f"a/{path}")'],
  });

/** @param how - the activation in the bottleneck as a function of y, and how the weights of the first layer start */
export const adapters = ({ bottleneck }: Numbers, how: { activation: string; initial: string }): MethodText =>
  methodWith('".adapter." in name', {
    numbers: `BOTTLENECK = ${bottleneck}\n`,
    classes: `class Adapter(nn.Module):
    """A bottleneck with a residual connection (Houlsby et al. 2019): it starts as the identity."""

    def __init__(self):
        super().__init__()
        self.down, self.up = nn.Linear(WIDTH, BOTTLENECK), nn.Linear(BOTTLENECK, WIDTH)

    def forward(self, x):
        return x + self.up(${how.activation})


`,
    starts: [
      'if isinstance(module, Adapter):',
      `    start(module.down.weight.T, ablate_random.${how.initial}, f"weights/{path}/down")`,
      '    for zero in (module.down.bias, module.up.weight, module.up.bias):',
      '        nn.init.zeros_(zero)',
    ],
  });

/** A model that is adapted, and what it is trained and measured by. */
export interface AdaptedText extends MethodText {
  /** Makes the model. */
  make: string;
  /** What of the base stands for parameters that it does not have: "new = old" of its names. */
  from: Readonly<Record<string, string>>;
  /** Reads the data; defines `batch_loss(update)`, `evaluate(step)` and `base_loss`. */
  measures: string;
  /** The last line that is run. */
  last: string;
}
