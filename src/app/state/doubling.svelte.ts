/**
 * Twice the seeds for a finished session: only the new ones are trained, on the device of the others. Until all of them have come to the end the
 * session stays what it was, so that nothing is judged in between; then it is shown, and kept, with all its seeds and one more look spent.
 */
import { limits, type Configuration } from '../../experiment/configuration.ts';
import { keptMeasures, type KeptMeasure, type KeptSession } from '../../sessions/kept-session.ts';
import { asDoubled, runAmong } from '../../sessions/more-seeds.ts';
import { SessionRecord } from '../../sessions/record.ts';
import type { SessionContent } from '../../sessions/session-file.ts';
import type { WorkerError } from '../../worker/protocol.ts';
import type { RunningSession, SessionProgress } from '../../worker/session.ts';
import { announcer } from './announcer.svelte.ts';
import type { ArmsViewState } from './arms-view.svelte.ts';
import { requestOf } from './going-on.ts';
import { keptSessions } from './kept-sessions.svelte.ts';
import { keptOf } from './outcome.ts';
import { preferences } from './preferences.svelte.ts';
import { createReporter } from './reporting.ts';
import type { Session } from './session.svelte.ts';

class Doubling {
  progress = $state.raw<SessionProgress | null>(null);
  failure = $state.raw<WorkerError | null>(null);
  readonly session: Session;
  readonly #record: SessionRecord;
  readonly #done: (content: SessionContent) => void;
  #running: RunningSession | null = null;
  #cancelled = false;
  #began = performance.now();

  /** @param done - told once with the session as it then is; it is not kept yet */
  constructor(session: Session, done: (content: SessionContent) => void) {
    this.session = session;
    this.#record = session.record.withSeeds(2 * session.configuration.seeds);
    this.#done = done;
  }

  get active(): boolean {
    return !this.#cancelled && this.failure === null;
  }

  async start(): Promise<void> {
    const { session } = this;
    const { seeds } = session.configuration;
    const { startSession } = await import('../../worker/client.ts');
    if (this.#cancelled) return;
    // Nothing of the new seeds is there yet.
    const record = new SessionRecord(session.experiment, session.record.arms, seeds);
    const request = requestOf({ ...unfinished(session), record }, []);
    this.#began = performance.now();
    this.#running = startSession(
      {
        ...request,
        ...(session.device && { device: session.device.kind }),
        seeds: 2 * seeds,
        seedIndices: Array.from({ length: seeds }, (_, index) => seeds + index),
      },
      {
        // Seconds of the new seeds would be taken for those of the old.
        measures: (blocks) => {
          for (const { seconds: _, ...block } of blocks) this.#record.add(asDoubled(block, seeds));
        },
        progress: (progress) => {
          this.progress = progress;
          if (progress.state === 'done') void this.#finish();
        },
        failed: (error) => {
          this.failure = error;
        },
      },
    );
    this.#running.finished.catch(() => undefined);
  }

  pause(): void {
    this.#running?.pause();
  }

  resume(): void {
    this.#running?.resume();
  }

  /** The session stays as it was. */
  cancel(): void {
    this.#cancelled = true;
    this.#running?.stop();
  }

  async #finish(): Promise<void> {
    if (this.#cancelled) return;
    const { session } = this;
    const kept = keptOf(session);
    const configuration: Configuration = { ...session.configuration, seeds: 2 * session.configuration.seeds };
    const seconds = kept.seconds + (performance.now() - this.#began) / 1000;
    // States are numbered by runs, and these have other numbers now.
    await keptSessions.keepCheckpoint(session.id, { step: 0, populations: [] }, []);
    if (this.active)
      this.#done({ session: { ...kept, configuration, seconds, look: session.look + 1 }, measures: keptMeasures(this.#record) });
    this.cancel();
  }
}

/** What of an open experiment it works on. */
interface Doubled {
  session: Session | null;
  configuration: Configuration;
  readonly view: ArmsViewState;
  reopen(kept: KeptSession, measures: readonly KeptMeasure[]): boolean;
}

/** The seeds that are being added to an experiment's session, if any are. */
export class SeedDoubling {
  present = $state.raw<Doubling | null>(null);
  readonly #model: Doubled;
  readonly #pauseOthers: () => void;

  constructor(model: Doubled, pauseOthers: () => void) {
    this.#model = model;
    this.#pauseOthers = pauseOthers;
  }

  /** Trains as many seeds again for the finished session. */
  begin(): void {
    const { session } = this.#model;
    if (!canDouble(session) || this.present?.active) return;
    this.#pauseOthers();
    this.present = new Doubling(session, (content) => this.#finish(session, content));
    void this.present.start();
    announcer.say(preferences.messages.doubling.started(session.configuration.seeds));
  }

  /** The session stays as it was. */
  cancel(): void {
    this.present?.cancel();
    this.present = null;
  }

  /** The session with all its seeds takes the place of the one that it was; what was changed meanwhile stays changed. */
  #finish(before: Session, { session, measures }: SessionContent): void {
    const model = this.#model;
    const [configuration, view] = [{ ...model.configuration, seeds: session.configuration.seeds }, model.view.value];
    if (!model.reopen(session, measures) || !model.session) return;
    [model.configuration, model.view.value] = [configuration, view];
    carryPictures(before.pictures, model.session.pictures, before.configuration.seeds);
    createReporter()(model.session, 'done');
  }
}

function unfinished({ experiment, configuration, arms, steps }: Session): Omit<Parameters<typeof requestOf>[0], 'record'> {
  return { experiment, configuration, arms, steps };
}

/** Whether a session may have twice its seeds. */
export function canDouble(session: Session | null): session is Session {
  return session?.progress.state === 'done' && 2 * session.configuration.seeds <= limits.seeds.max;
}

/** Whether nothing else was changed since the session ended than that it is to have twice its seeds. */
export function doublesOnly(changes: readonly object[], session: Session, wanted: Configuration): boolean {
  return canDouble(session) && changes.length === 1 && wanted.seeds === 2 * session.configuration.seeds;
}

/** The pictures of the seeds that were there, under the numbers that their runs have in the doubled session. */
function carryPictures(from: Session['pictures'], to: Session['pictures'], seeds: number): void {
  for (const [probe, byRun] of from.byProbe) {
    const renumbered = [...byRun].map(([run, picture]) => [runAmong(run, seeds, 0, 2 * seeds), picture] as const);
    to.byProbe.set(probe, new Map(renumbered));
  }
}

/**
 * Which look at the seeds a session is that is trained anew. The same settings from the same session seed give the same numbers: that looks at
 * them again and earns nothing, and other numbers of seeds look once more.
 */
export function lookOfNew(before: Session | null, after: Configuration, changes: readonly object[]): number {
  const harmless = changes.every((change) => 'field' in change && (change.field === 'seeds' || change.field === 'device'));
  const sameNumbers = before?.progress.state === 'done' && harmless;
  if (!sameNumbers) return 1;
  return before.look + (after.seeds > before.configuration.seeds ? 1 : 0);
}
