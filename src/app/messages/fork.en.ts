/** The words of forks, in English. */
import { formatCount } from '../format.ts';

export const fork = {
  here: (step: number) => `Fork from step ${formatCount(step)}`,
  open: 'Fork…',
  openHint: 'A new arm goes on from a step of another with changed hyperparameters (F)',
  title: 'Fork an arm',
  lead: 'A new arm is its parent up to a step and goes on from there with other values, beside it.',
  parent: 'Parent',
  at: (name: string) => `at ${name}`,
  step: 'Step',
  stepError: (min: string, max: string) => `A step from ${min} to ${max} that the parent has reached.`,
  from: 'From that step on',
  fixed: (names: string) => `Not in a fork: ${names}. The state of a step fits only the network and batches that it was trained with.`,
  addArm: 'Add an arm instead',
  cost: (from: number, to: number, duration: string | null) =>
    `${from === 0 ? 'Replays from the start' : `Goes on from the checkpoint at step ${formatCount(from)}`} and trains up to step ${formatCount(to)}${duration === null ? '' : `: ${duration} at most`}.`,
  exploratory: 'A session with a fork is exploratory.',
  outside: 'The fork stands outside the sweep, at this value. A session with a fork is exploratory.',
  name: (parent: string, isFork: boolean, changes: string | null, step: number) =>
    `${parent}${isFork ? ',' : ':'} ${changes === null ? `fork at ${formatCount(step)}` : `${changes} from ${formatCount(step)}`}`,
  make: 'Fork',
  cancel: 'Cancel',
  full: (most: number) => `A session has at most ${most} arms. Remove one to fork.`,
  announce: (step: number) => `A fork goes on from step ${formatCount(step)}.`,
};
