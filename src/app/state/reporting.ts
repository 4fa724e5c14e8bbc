/** Hears what happens to a session: says milestones, not steps, and keeps it as it grows. */
import { outcomeOf } from '../../experiment/verdict.ts';
import { announcer } from './announcer.svelte.ts';
import { history } from './history.svelte.ts';
import { keptSessions } from './kept-sessions.svelte.ts';
import { looks } from './looks.ts';
import { divergedRuns } from './outcome.ts';
import { preferences } from './preferences.svelte.ts';
import type { Session, SessionEvent } from './session.svelte.ts';

/** One for each session: it remembers what it has said. */
export function createReporter(): (session: Session, event: SessionEvent) => void {
  let quarter = 0;
  let diverged = 0;
  return (session, event) => {
    quarter = announce(session, event, quarter);
    const count = event === 'progress' ? divergedRuns(session) : diverged;
    if (count > diverged) announcer.say(preferences.messages.run.announce.diverged(count));
    diverged = count;
    if (event === 'done') {
      history.keep(session);
      looks.note(session.declared, session.configuration, session.look);
    }
    keptSessions.keep(session);
  };
}

/** Returns the quarter that was said last. */
function announce(session: Session, event: SessionEvent, quarter: number): number {
  const { messages } = preferences;
  const { step, steps } = session.progress;
  const said = messages.run.announce;
  if (event === 'started') announcer.say(said.running(session.device?.description ?? ''));
  if (event === 'paused') announcer.say(said.paused(step));
  if (event === 'failed') announcer.say(said.failed);
  if (event === 'recovered') announcer.say(messages.keep.recovered);
  if (event === 'done') announcer.say(said.done(session.verdicts.map((verdict) => messages.status[outcomeOf(verdict)]).join(', ')));
  if (event !== 'progress' || steps === 0) return quarter;
  const reached = Math.floor((4 * step) / steps);
  if (reached > quarter && reached < 4) announcer.say(said.quarter(reached * 25));
  return Math.max(quarter, reached);
}
