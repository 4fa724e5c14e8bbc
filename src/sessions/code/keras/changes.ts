/**
 * What was changed in an arm while it trained, as lines of a program in Keras. They stand in the function of an update, and ask which one it
 * is: so members of an ensemble need none of their own.
 */
import type { ArmDescription, Description, OptimizerDescription } from '../../../experiment/arm-description.ts';
import type { ArmChange } from '../run-of-arm.ts';

/** What an arm is from an update on; the first from 0. */
export interface Segment<D extends Description> {
  description: D;
  /** Python: the number of the first update. */
  from: string;
}

/**
 * What an arm is, one after the other.
 *
 * @param perStep - Python's name for the updates in a step; null: each step is one
 */
export function segmentsOf<D extends Description>(first: D, changes: readonly ArmChange[], perStep: string | null): Segment<D>[] {
  const sameTask = (other: Description): other is D => other.task === first.task;
  return [
    { description: first, from: '0' },
    ...changes.flatMap(({ step, description }) =>
      sameTask(description) ? [{ description, from: perStep === null ? String(step) : `${step} * ${perStep}` }] : [],
    ),
  ];
}

/** Python: an expression of `update` for what may be another text in each segment; the text itself where it is the same in all. */
export function byUpdate<D extends Description>(segments: readonly Segment<D>[], textOf: (description: D) => string): string {
  let found = '';
  let last = '';
  for (const { description, from } of segments) {
    const text = textOf(description);
    if (found === '') found = text;
    else if (text !== last) found += ` if update < ${from} else ${text}`;
    last = text;
  }
  return found;
}

/** Lines that give an optimizer the numbers of another of its kind. */
function optimizerLines(before: OptimizerDescription, now: OptimizerDescription): string[] {
  const { kind } = now;
  const changed = (name: keyof OptimizerDescription, ...kinds: string[]): boolean =>
    before[name] !== now[name] && (kinds.length === 0 || kinds.includes(kind));
  const set = (name: string, value: number, ask: boolean): string[] => (ask ? [`optimizer.${name} = ${value}`] : []);
  const moments = ['adam', 'adamw', 'nadam', 'lion'];
  const rescaled = changed('learningRate', 'momentum', 'nesterov')
    ? [
        '# Velocities of Keras have the rate in them that they were made with.',
        'for velocity in optimizer.momentums:',
        `    velocity.assign(velocity * ${now.learningRate / before.learningRate})`,
      ]
    : [];
  return [
    // Where there is a schedule the function of an update sets the rate.
    ...(changed('learningRate') && !now.schedule ? [`optimizer.learning_rate.assign(${now.learningRate})`] : []),
    ...rescaled,
    ...set('momentum', now.momentum, changed('momentum', 'momentum', 'nesterov', 'muon')),
    ...set('rho', now.beta2, changed('beta2', 'rmsprop')),
    ...set('beta_1', now.beta1, changed('beta1', ...moments)),
    ...set('beta_2', now.beta2, changed('beta2', ...moments)),
    ...set('weight_decay', now.weightDecay, changed('weightDecay', 'adamw', 'lion')),
    ...set('decay', now.weightDecay, changed('weightDecay', 'muon')),
    ...set('others', now.otherRate / now.learningRate, kind === 'muon' && (changed('otherRate') || changed('learningRate'))),
  ];
}

type Trained = Pick<ArmDescription, 'optimizer' | 'clip'> & Partial<Pick<ArmDescription, 'l1'>>;

function linesOf(before: Trained, now: Trained): string[] {
  const limit = now.clip && now.clip.limit !== before.clip?.limit ? now.clip : null;
  return [
    ...optimizerLines(before.optimizer, now.optimizer),
    ...(limit ? [`optimizer.${limit.by === 'norm' ? 'global_clipnorm' : 'clipvalue'} = ${limit.limit}`] : []),
    ...(now.l1 === before.l1 ? [] : [`optimizer.l1 = ${now.l1 ?? 0}`]),
  ];
}

/**
 * Lines in the function of an `update` that make of an arm what it became.
 *
 * @param lossOf - what `model` is compiled with
 */
export function kerasChanges<D extends Description & Trained>(
  segments: readonly Segment<D>[],
  lossOf: (description: D) => string,
): string[] {
  const lines = segments.flatMap(({ description: now, from }, at) => {
    const before = segments[at - 1]?.description;
    if (!before) return [];
    const own = linesOf(before, now);
    if (own.length === 0 && lossOf(before) === lossOf(now)) return [];
    return [`if update == ${from}:`, ...[...own, `model.compile(optimizer, loss=${lossOf(now)})`].map((line) => `    ${line}`)];
  });
  if (lines.length === 0) return [];
  return ['# What was changed while it trained. Backends that compile what trains do so again.', ...lines];
}
