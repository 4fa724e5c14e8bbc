/**
 * Twice the seeds for a finished session: only the new ones are trained, on the device of the others. Until all of them have come to the end the
 * session stays what it was, so that nothing is judged in between; then it is shown, and kept, with all its seeds and one more look spent.
 */
import { limits, type Configuration } from '../../experiment/configuration.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { keptMeasures, type KeptMeasure, type KeptSession } from '../../sessions/kept-session.ts';
import { asDoubled, runAmong } from '../../sessions/more-seeds.ts';
import { buildChange, deviceSwitch, type PastEvent } from '../../sessions/past-event.ts';
import { SessionRecord } from '../../sessions/record.ts';
import type { SessionContent } from '../../sessions/session-file.ts';
import { Timekeeping } from '../../sessions/timekeeping.ts';
import type { Checkpoint, MeasureBlock, WorkerError } from '../../worker/protocol.ts';
import type { RunningSession, SessionProgress } from '../../worker/session.ts';
import { announcer } from './announcer.svelte.ts';
import type { ArmsViewState } from './arms-view.svelte.ts';
import { Checkpointing, type CheckpointStore } from './checkpointing.svelte.ts';
import { doubledCheckpoints } from './doubled-checkpoints.ts';
import { requestOf } from './going-on.ts';
import { looks } from './looks.ts';
import { keptOf } from './outcome.ts';
import { withOwnFiles } from './own-data.svelte.ts';
import { Pictures } from './pictures.svelte.ts';
import { preferences } from './preferences.svelte.ts';
import { createReporter } from './reporting.ts';
import { thisPage } from './session-state.svelte.ts';
import type { Session } from './session.svelte.ts';

/** What a session has become. */
interface Doubled extends SessionContent {
  checkpoints: Checkpoint[];
}

/** Of the new seeds alone, until they join the others. */
const forgetful: CheckpointStore = { checkpoints: () => Promise.resolve([]), keepCheckpoint: () => Promise.resolve() };

class Doubling {
  progress = $state.raw<SessionProgress | null>(null);
  failure = $state.raw<WorkerError | null>(null);
  readonly session: Session;
  /** Of the new seeds, under the numbers that their runs have by themselves. */
  readonly pictures = new Pictures();
  readonly #record: SessionRecord;
  readonly #times: Timekeeping;
  readonly #checkpoints: Checkpointing;
  readonly #done: (content: Doubled) => void;
  /** What the session did not have on its way. */
  #past: PastEvent[] = [];
  #running: RunningSession | null = null;
  #cancelled = false;
  #began = performance.now();

  /** @param done - told once with the session as it then is; it is not kept yet */
  constructor(session: Session, done: (content: Doubled) => void) {
    const { seeds } = session.configuration;
    this.session = session;
    this.#record = session.record.withSeeds(2 * seeds);
    this.#times = new Timekeeping(session.record.arms.length, seeds);
    this.#checkpoints = new Checkpointing(session.id, forgetful);
    this.#done = done;
  }

  get active(): boolean {
    return !this.#cancelled && this.failure === null;
  }

  async start(): Promise<void> {
    const { session } = this;
    const { seeds } = session.configuration;
    const { startSession } = await import('../../worker/client.ts');
    // Nothing of the new seeds is there yet.
    const record = new SessionRecord(session.experiment, session.record.arms, seeds);
    const request = await withOwnFiles(requestOf({ ...unfinished(session), record }, []));
    if (this.#cancelled) return;
    this.#began = performance.now();
    const running = startSession(
      {
        ...request,
        ...(session.device && { device: session.device.kind }),
        seeds: 2 * seeds,
        seedIndices: Array.from({ length: seeds }, (_, index) => seeds + index),
      },
      {
        started: (device) => {
          const here = thisPage();
          this.#past = [...deviceSwitch(session.device, device, 0), ...buildChange(session.trainedBy, here, 0)];
          this.#checkpoints.begin(this.#running);
        },
        measures: (blocks) => {
          for (const block of blocks) this.#take(block, seeds);
        },
        probe: (id, result) => this.pictures.take(id, result),
        progress: (progress) => {
          this.progress = progress;
          if (this.#running) this.#checkpoints.consider(this.#running, progress);
          if (progress.state === 'done') void this.#finish();
        },
        failed: (error) => {
          this.failure = error;
        },
      },
    );
    this.#running = running;
    running.watch([...session.pictures.watched]);
    running.finished.catch(() => undefined);
  }

  /** Seconds of the new seeds are counted apart from those of the old. */
  #take({ seconds, ...block }: MeasureBlock, seeds: number): void {
    this.#record.add(asDoubled(block, seeds));
    if (seconds !== undefined) this.#times.tell(block.runs, block.steps.at(-1) ?? 0, seconds);
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
    const { session } = this;
    const { seeds } = session.configuration;
    const seconds = session.seconds + (performance.now() - this.#began) / 1000;
    await this.#checkpoints.end();
    const states = await Promise.all([session.checkpoints.all(), this.#checkpoints.all()]);
    if (!this.active) return;
    const kept = {
      ...keptOf(session),
      ...thisPage(),
      configuration: { ...session.configuration, seeds: 2 * seeds },
      seconds,
      times: session.record.times.plus(this.#times, 2 * seeds).kept(),
      past: [...session.past, ...this.#past],
    };
    this.#done({ session: kept, measures: keptMeasures(this.#record), checkpoints: doubledCheckpoints(...states, seeds) });
    this.cancel();
  }
}

/** What of an open experiment it works on. */
interface Doubles {
  readonly experiment: Experiment;
  session: Session | null;
  configuration: Configuration;
  readonly view: ArmsViewState;
  reopen(kept: KeptSession, measures: readonly KeptMeasure[]): boolean;
}

/** The seeds that are being added to an experiment's session, if any are. */
export class SeedDoubling {
  present = $state.raw<Doubling | null>(null);
  readonly #model: Doubles;
  readonly #pauseOthers: () => void;

  constructor(model: Doubles, pauseOthers: () => void) {
    this.#model = model;
    this.#pauseOthers = pauseOthers;
  }

  /** Trains as many seeds again for the finished session. */
  begin(): void {
    const { session } = this.#model;
    if (!canDouble(session) || this.present?.active) return;
    this.#pauseOthers();
    const doubling: Doubling = new Doubling(session, (content) => this.#finish(session, doubling.pictures, content));
    this.present = doubling;
    void doubling.start();
    announcer.say(preferences.messages.doubling.started(session.configuration.seeds));
  }

  /** The session stays as it was. */
  cancel(): void {
    this.present?.cancel();
    this.present = null;
  }

  /** Which look at the data twice the seeds are. */
  lookOf(session: Session): number {
    const { configuration } = session;
    return looks.of(this.#model.experiment, { ...configuration, seeds: 2 * configuration.seeds });
  }

  /** The session with all its seeds takes the place of the one that it was; what was changed meanwhile stays changed. */
  #finish(before: Session, added: Pictures, { session, measures, checkpoints }: Doubled): void {
    const model = this.#model;
    const { seeds } = before.configuration;
    const [configuration, view] = [{ ...model.configuration, seeds: session.configuration.seeds }, model.view.value];
    if (!model.reopen({ ...session, look: this.lookOf(before) }, measures) || !model.session) return;
    [model.configuration, model.view.value] = [configuration, view];
    model.session.checkpoints.replace(checkpoints);
    // Until they are drawn anew.
    const { pictures } = model.session;
    pictures.takeFrom(before.pictures, (run) => runAmong(run, seeds, 0, 2 * seeds));
    pictures.takeFrom(added, (run) => runAmong(run, seeds, seeds, 2 * seeds));
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
