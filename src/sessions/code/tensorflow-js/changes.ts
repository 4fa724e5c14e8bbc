/** What was changed in an arm while it trained, as lines of a program on TensorFlow.js. */
import type { Description } from '../../../experiment/arm-description.ts';
import type { ArmChange } from '../run-of-arm.ts';

/** A function of a program that may become another. */
export interface ChangingFunction<D extends Description> {
  name: string;
  /** Between its parentheses. */
  parameters: string;
  /** Its lines for a description, indented. */
  bodyOf: (description: D) => string;
}

export interface ChangesText {
  /** Functions, with the lines between them; empty where nothing was changed. */
  functions: string;
  /** The line before each step of the loop; empty where nothing was changed. */
  call: string;
}

const sameTask = <D extends Description>(first: D, other: Description): other is D => other.task === first.task;

/** Functions that take the place of others from a step on, and `change(step)`, which puts them there. */
export function javascriptChanges<D extends Description>(
  first: D,
  changes: readonly ArmChange[],
  changing: readonly ChangingFunction<D>[],
): ChangesText {
  const [others, cases]: [string[], string[]] = [[], []];
  let before = first;
  for (const { step, description: now } of changes) {
    if (!sameTask(first, now)) continue;
    const renewed = changing.filter(({ bodyOf }) => bodyOf(now) !== bodyOf(before));
    for (const { name, parameters, bodyOf } of renewed) others.push(`function ${name}From${step}(${parameters}) {\n${bodyOf(now)}\n}\n\n`);
    if (renewed.length > 0) {
      const [names, next] = [renewed.map(({ name }) => name), renewed.map(({ name }) => `${name}From${step}`)];
      cases.push(`  if (step === ${step}) [${names.join(', ')}] = [${next.join(', ')}];`);
    }
    before = now;
  }
  if (cases.length === 0) return { functions: '', call: '' };
  return {
    functions: `${others.join('')}/** What was changed while it trained, when so many steps were done. */
function change(step) {
${cases.join('\n')}
}

`,
    call: '  change(step - 1);\n',
  };
}
