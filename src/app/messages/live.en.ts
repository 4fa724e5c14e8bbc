/** Texts about live changes in English. */
import { formatCount } from '../format.ts';

const times = (count: number, one: string, many: string): string => (count === 1 ? one : `${formatCount(count)} ${many}`);

export const live = {
  title: 'Live changes',
  departure: (count: number) => times(count, 'one live change while training', 'live changes while training'),
  count: (max: number, got: number) => `A session has at most ${max} events, not ${got}.`,
  form: (got: string) => `An event is written “step:arm.name=value”, as in “120:*.learningRate=0.03”, not “${got}”.`,
  exploratory: 'A session with live changes is exploratory: its claims are neither supported nor refuted.',
  replays: (count: number) => `This session replays ${times(count, 'one live change at its step', 'live changes at their steps')}.`,
  nextReplays: (count: number) =>
    count === 1 ? 'The next run makes this change at its step.' : `The next run makes these ${formatCount(count)} changes at their steps.`,
  nextDrops: 'The next run begins without these changes.',
  drop: 'Run without them',
  all: 'all arms',
  toCome: 'to come',
  fromTo: (from: string, to: string) => `${from} to ${to}`,
  undo: 'Undo',
  undoLast: 'Undo the last change (Ctrl+Z)',
  undoOf: (name: string, step: string) => `Undo the change of ${name} at step ${step}`,
  tooLate: (name: string) => `The session ended before: ${name} waits for the next run.`,
  announce: (name: string, value: string, step: string) => `${name} is ${value} from step ${step} on.`,
};
