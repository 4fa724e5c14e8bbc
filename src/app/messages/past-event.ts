/** What happened to a session beside what it was asked for, as a sentence. */
import type { PastEvent } from '../../sessions/past-event.ts';
import { formatCount } from '../format.ts';
import type { Messages } from './en.ts';

/** `next`: the event behind it. */
export function pastSentence(event: PastEvent, next: PastEvent | undefined, m: Messages): string {
  const t = m.keep.past;
  if (event.kind === 'device' || event.kind === 'build') return t[event.kind](event.before, event.after);
  // What goes on on another device says so in the next line.
  const exact = !next || (next.kind !== 'device' && next.kind !== 'build') || next.step !== event.from;
  const said = event.unfit ? t.unfit : t[event.kind](formatCount(event.from));
  return `${said}${exact ? t.exact : ''}`;
}
