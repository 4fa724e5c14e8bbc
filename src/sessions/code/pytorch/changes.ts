/** What was changed in an arm while it trained, as lines of a PyTorch program. */
import type { Description, OptimizerDescription } from '../../../experiment/arm-description.ts';
import type { ArmChange } from '../run-of-arm.ts';

/** Python that gives an optimizer another rate, before the schedule. */
const rateLines = (index: 0 | 1, rate: number): string[] => [
  `optimizers[${index}] = (optimizers[${index}][0], ${rate})`,
  `for group in optimizers[${index}][0].param_groups:`,
  `    group["lr"] = ${rate}`,
];

const everyGroup = (name: string, value: string): string[] => [
  'for group in optimizers[0][0].param_groups:',
  `    group["${name}"] = ${value}`,
];

function optimizerLines(before: OptimizerDescription, now: OptimizerDescription): string[] {
  const { kind } = now;
  const changed = (name: 'learningRate' | 'momentum' | 'beta1' | 'beta2' | 'weightDecay' | 'otherRate', ...kinds: string[]): boolean =>
    before[name] !== now[name] && (kinds.length === 0 || kinds.includes(kind));
  const moments = ['adam', 'adamw', 'nadam', 'lion'];
  const betas = changed('beta1', ...moments) || changed('beta2', ...moments);
  return [
    ...(changed('learningRate') ? rateLines(0, now.learningRate) : []),
    ...(changed('otherRate', 'muon') ? ['if rest:', ...rateLines(1, now.otherRate).map((line) => `    ${line}`)] : []),
    ...(changed('momentum', 'momentum', 'nesterov', 'muon') ? everyGroup('momentum', String(now.momentum)) : []),
    ...(changed('beta2', 'rmsprop') ? everyGroup('alpha', String(now.beta2)) : []),
    ...(betas ? everyGroup('betas', `(${now.beta1}, ${now.beta2})`) : []),
    // The first group are the weights and kernels.
    ...(changed('weightDecay', 'adamw', 'lion', 'muon') ? [`optimizers[0][0].param_groups[0]["weight_decay"] = ${now.weightDecay}`] : []),
  ];
}

/** Python that makes of an arm what it became, but for what stands in the function of a step. */
function linesOf(before: Description, now: Description): string[] {
  if (now.task === 'adaptation' || before.task === 'adaptation') {
    if (now.task !== 'adaptation' || before.task !== 'adaptation') return [];
    const rate = before.learningRate === now.learningRate ? [] : [`globals().update(LEARNING_RATE=${now.learningRate})`];
    const scaling = now.adaptation.scaling === before.adaptation.scaling ? [] : [`globals().update(SCALING=${now.adaptation.scaling})`];
    return [...rate, ...scaling];
  }
  const rates =
    now.task === 'examples' && before.task === 'examples'
      ? now.layers.flatMap((layer, index) => {
          const was = before.layers[index];
          if (layer.kind !== 'dropout' || was?.kind !== 'dropout' || was.rate === layer.rate) return [];
          const rate = `get_submodule("${layer.path.replaceAll('/', '.')}").rate = ${layer.rate}`;
          return now.members === undefined ? [`model.${rate}`] : ['for member in model.members:', `    member.${rate}`];
        })
      : [];
  return [...optimizerLines(before.optimizer, now.optimizer), ...rates];
}

const sameTask = <D extends Description>(first: D, other: Description): other is D => other.task === first.task;

export interface ChangesText {
  /** Functions, with the lines between them; empty where nothing was changed. */
  functions: string;
  /** The line before each step of the loop, indented so far; empty where nothing was changed. */
  call: string;
}

/**
 * Changes as a function of the step, and the function of a step itself where that became another.
 *
 * @param name - of the function that makes one update
 * @param bodyOf - its lines for a description, indented
 */
export function pytorchChanges<D extends Description>(
  first: D,
  changes: readonly ArmChange[],
  name: string,
  bodyOf: (description: D) => string,
): ChangesText {
  const [others, cases]: [string[], string[]] = [[], []];
  let before = first;
  for (const { step, description: now } of changes) {
    if (!sameTask(first, now)) continue;
    const lines = linesOf(before, now);
    if (bodyOf(now) !== bodyOf(before)) {
      others.push(`def ${name}_from_${step}(update):\n${bodyOf(now)}\n\n\n`);
      lines.push(`${name} = ${name}_from_${step}`);
    }
    // What its optimizer does not use may change too.
    if (lines.length > 0) cases.push(`    if step == ${step}:\n${lines.map((line) => `        ${line}`).join('\n')}`);
    before = now;
  }
  if (cases.length === 0) return { functions: '', call: '' };
  const functions = `${others.join('')}def change(step):
    """What was changed while it trained, when so many steps were done."""
    global ${name}
${cases.join('\n')}


`;
  return { functions, call: '        change(step - 1)\n' };
}
