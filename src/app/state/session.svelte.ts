/** One session as the page sees it: starts the workers, collects what they send, and shows the newest state once a frame. */
import { eventsMade, trainedArms, type LiveEvent } from '../../experiment/events.ts';
import { sessionArms, withFork } from '../../experiment/configuration.ts';
import type { Configuration, WantedFork } from '../../experiment/configuration.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { buildChange, deviceSwitch } from '../../sessions/past-event.ts';
import type { Checkpoint, DeviceChoice, DeviceDescription, MeasureBlock, WorkerError } from '../../worker/protocol.ts';
import type { RunningSession, SessionListener, SessionProgress } from '../../worker/session.ts';
import type { CheckpointStore } from './checkpointing.svelte.ts';
import { lastOfAll, pointOf, requestOf, secondsBefore, sinceTheStart } from './going-on.ts';
import { whileCurrent } from './listening.ts';
import { withOwnFiles } from './own-data.svelte.ts';
import { fromTheStart, recovers, startFailure } from './recovery.ts';
import { SessionState, thisPage, type KeptContent } from './session-state.svelte.ts';
import { Showing } from './showing.ts';

export type SessionEvent = 'started' | 'paused' | 'resumed' | 'recovered' | 'done' | 'failed' | 'progress' | 'changed';

/** Milliseconds between judgements while training. */
const judgeEvery = 300;

/** How a session starts. */
interface Start {
  /** Only that many steps, then a pause; absent or 0: all. */
  thenStep?: number;
  /** No step yet. */
  paused?: boolean;
  /** States to go on from; absent: those that are kept. */
  from?: readonly Checkpoint[];
}

export class Session extends SessionState {
  #starting: Promise<void> = Promise.resolve();
  #asked: Start = {};
  #running: RunningSession | null = null;
  #newest: SessionProgress | null = null;
  #judgedAt = 0;
  readonly #showing = new Showing(() => this.#show());
  #stopped = false;
  #before: ReadonlyMap<number, number> = new Map();
  /** Steps at which the workers died. */
  readonly #deaths: number[] = [];
  /** Counts starts: what workers of an earlier one still say is no longer listened to. */
  #turn = 0;
  readonly #report: (event: SessionEvent) => void;

  /** See `SessionState`. */
  constructor(
    experiment: Experiment,
    configuration: Configuration,
    report: (event: SessionEvent) => void,
    store: CheckpointStore,
    from: KeptContent | null = null,
  ) {
    super(experiment, configuration, store, from);
    this.#report = report;
    this.#stopped = this.restored;
  }

  /** Changes live hyperparameters at one step, in those of their arms that still train; the events that it were. Rejects when none does. */
  async change(wanted: readonly Omit<LiveEvent, 'step'>[]): Promise<LiveEvent[]> {
    await this.#starting;
    if (!this.#running) throw new Error('the session is over');
    const indices = (arms: readonly string[], id: string): number[] => trainedArms(this.experiment, this.arms, arms, id);
    const trained = wanted.map(({ arms, id, value }) => ({ arms: indices(arms, id), id, value }));
    const made = await this.#running.change(trained, this.changedFrom(wanted));
    const events = eventsMade(wanted, made, (arm, id) => indices([arm], id));
    for (const event of events) this.changing.add(event);
    this.#report('changed');
    this.#showing.soon();
    return events;
  }

  /**
   * Lets a new arm part from another: from the nearest checkpoint up to where the others are, and on with them. Of a session that is over it
   * trains alone, of one that was left all go on. False while another tab holds it. Throws a RangeError when there is no such arm.
   */
  async fork(wanted: WantedFork): Promise<boolean> {
    await this.#starting;
    if (!(await this.take())) return false;
    await this.checkpoints.load();
    const left = this.resumable;
    this.changing.grow(withFork(this.declared, this.configuration, wanted));
    this.arms = sessionArms(this.declared, this.configuration);
    const arm = this.arms.length - 1;
    this.record = this.record.withArm(this.arms[arm]?.id ?? '', { of: this.record.arms.indexOf(wanted.of), step: wanted.step });
    if (left) {
      await this.goOn();
    } else if (this.#running && !this.#stopped) {
      const { arms, changes = [] } = requestOf(this, []);
      const checkpoint = pointOf(this, [arm], this.checkpoints.list);
      this.#before = new Map([...secondsBefore(this.record, checkpoint), ...this.#before]);
      await this.#running.add({ arms, armIndices: [arm], checkpoint, changes });
    } else {
      this.#stopped = false;
      // It is done no more.
      this.#leaveWorkers();
      await this.start();
    }
    this.#report('changed');
    this.#showing.now();
    return true;
  }

  /** Goes on where it was left, or after an error, from the latest checkpoint: on the same device to the same numbers as without the break. */
  async goOn(device = this.configuration.device): Promise<void> {
    if (!(await this.take())) return;
    this.#stopped = false;
    this.failure = null;
    this.#deaths.length = 0;
    this.changing.grow({ ...this.configuration, device });
    await this.checkpoints.load();
    if (this.resumable) await this.#again('resumption');
  }

  /** Goes on on another device, from the state at the step that it has come to; paused as it was. Does nothing when it is over before that. */
  async moveTo(device: DeviceChoice): Promise<void> {
    this.changing.grow({ ...this.configuration, device });
    await this.#starting;
    const running = this.#running;
    if (!running || !this.active) return;
    if (this.progress.state === 'starting') {
      this.#leaveWorkers();
      await this.start(this.#asked);
      return;
    }
    const reached = await running.checkpoint().catch(() => null);
    if (!reached || running !== this.#running || !this.active) return;
    const paused = this.progress.state === 'paused';
    this.checkpoints.add(reached);
    this.#leaveWorkers();
    // Past the budget it is not among those that are kept.
    await this.start({ paused, from: [...this.checkpoints.list.filter(({ step }) => step !== reached.step), reached] });
  }

  /** Ends the present workers in the middle of the session. */
  #leaveWorkers(): void {
    this.#turn++;
    this.#running?.stop();
    this.#running = null;
    this.#newest = null;
    this.progress = { ...this.progress, state: 'starting', secondsLeft: null };
  }

  /** Starts new workers in the middle of the session. */
  async #again(kind: 'recovery' | 'resumption', paused = false): Promise<void> {
    this.#leaveWorkers();
    const step = Math.max(0, this.record.completeStep());
    const from = requestOf(this, this.checkpoints.list).checkpoint?.step ?? 0;
    this.past = [...this.past, { kind, step, from }];
    await this.start({ paused });
  }

  /** Trains what is still to be trained. */
  start(asked: Start = {}): Promise<void> {
    this.#asked = asked;
    this.#starting = this.#start(asked);
    return this.#starting;
  }

  async #start({ thenStep = 0, paused = false, from = this.checkpoints.list }: Start): Promise<void> {
    try {
      const [{ startSession }] = await Promise.all([import('../../worker/client.ts'), this.hold.take()]);
      const request = await withOwnFiles(requestOf(this, from));
      if (this.#stopped) return void this.hold.leave();
      this.#before = secondsBefore(this.record, request.checkpoint);
      this.#running?.stop();
      this.#running = startSession(request, this.#listener(request.checkpoint?.step ?? 0));
      if (this.pictures.watched.length > 0) this.#running.watch([...this.pictures.watched]);
      if (thenStep > 0) this.#running.step(thenStep);
      if (paused) this.#running.pause();
    } catch (error) {
      this.#fail(startFailure(error));
    }
  }

  pause(): void {
    // Workers of a finished one only hold its state.
    if (this.active) this.#running?.pause();
  }

  resume(): void {
    this.#running?.resume();
  }

  step(count: number): void {
    this.#running?.step(count);
  }

  stop(): void {
    this.#stopped = true;
    this.#running?.stop();
    this.hold.leave();
    this.stopwatch.run(false);
    if (this.active) this.progress = { ...this.progress, state: 'stopped', secondsLeft: null };
  }

  /** Says of a probe whether it is in sight: only then it is computed. */
  watch(probe: string, inSight: boolean): void {
    const probes = this.pictures.watch(probe, inSight);
    if (!probes) return;
    // A finished session's workers still hold its state and can draw it.
    if (this.active || this.progress.state === 'done') this.#running?.watch([...probes]);
    if (probes.length > 0) void this.#awaken();
  }

  /** A finished session that no worker holds draws its pictures from its last state, where that is kept. */
  async #awaken(): Promise<void> {
    const wanted = (): boolean => !this.#running && this.progress.state === 'done' && this.pictures.watched.length > 0;
    if (!wanted()) return;
    await this.checkpoints.load();
    const state = lastOfAll(this, this.checkpoints.list);
    if (!state) return;
    const { startSession } = await import('../../worker/client.ts');
    const request = await withOwnFiles(requestOf(this, []));
    if (!wanted()) return;
    const turn = ++this.#turn;
    const heard = (): boolean => turn === this.#turn;
    const device = this.device?.kind ?? this.configuration.device;
    this.#running = startSession(
      { ...request, armIndices: [...this.arms.keys()], checkpoint: state, device },
      {
        probe: (id, result) => heard() && this.pictures.take(id, result),
        failed: () => void (heard() && (this.#running = null)),
      },
    );
    this.#running.watch([...this.pictures.watched]);
  }

  /** @param from - the step from which it goes on */
  #listener(from: number): SessionListener {
    const turn = ++this.#turn;
    return whileCurrent(() => turn === this.#turn, {
      started: (device) => this.#runsOn(device, from),
      work: (work) => work.forEach((one) => (this.works[one.arm] = one)),
      measures: (blocks) => this.#take(blocks),
      memory: (bytes) => (this.memory = bytes),
      probe: (id, result) => this.pictures.take(id, result),
      progress: (progress) => this.#advance(progress),
      failed: (error) => this.#fail(error),
    });
  }

  #runsOn(device: DeviceDescription, from: number): void {
    const here = thisPage();
    this.past = [...this.past, ...deviceSwitch(this.device, device, from), ...buildChange(this.trainedBy, here, from)];
    this.trainedBy = here;
    this.device = device;
    this.checkpoints.begin(this.#running);
    this.stopwatch.run(true);
    this.#report('started');
  }

  #take(blocks: readonly MeasureBlock[]): void {
    for (const block of blocks) this.record.add(sinceTheStart(block, this.#before));
    this.#showing.soon();
  }

  #advance(progress: SessionProgress): void {
    if (this.#stopped) return;
    const before = this.#newest?.state ?? this.progress.state;
    this.#newest = progress;
    if (progress.state === before) {
      this.#showing.soon();
      return;
    }
    // A change of state is shown at once: the buttons depend on it.
    this.progress = progress;
    this.stopwatch.run(progress.state === 'running');
    if (progress.state === 'done') {
      this.hold.leave();
      this.judge();
      void this.checkpoints.end();
    }
    if (progress.state === 'paused') this.#report('paused');
    if (progress.state === 'running' && before === 'paused') this.#report('resumed');
    if (progress.state === 'done') this.#report('done');
    this.#showing.now();
  }

  /** What was kept does not fit this build: the start always does, and nothing is trained on from a state that only looks like one. */
  #leaveUnfit(): void {
    this.checkpoints.replace([]);
    this.past = fromTheStart(this.past);
    this.#leaveWorkers();
    const { from: _, ...asked } = this.#asked;
    void this.start(asked);
  }

  #fail(error: WorkerError): void {
    if (error.code === 'checkpointUnfit' && this.checkpoints.list.length > 0) return void this.#leaveUnfit();
    const step = this.record.completeStep();
    if (recovers(this.#deaths, error.code, step)) {
      this.#deaths.push(step);
      this.stopwatch.run(false);
      void this.#again('recovery', this.progress.state === 'paused');
      this.#report('recovered');
      return;
    }
    this.failure = error;
    this.hold.leave();
    this.stopwatch.run(false);
    this.progress = { ...(this.#newest ?? this.progress), state: 'failed', secondsLeft: null };
    this.#newest = null;
    this.#report('failed');
    this.#showing.now();
  }

  #show(): void {
    if (this.#newest && this.active) this.progress = this.#newest;
    this.revision++;
    const now = performance.now();
    if (!this.active || now - this.#judgedAt > judgeEvery) {
      this.#judgedAt = now;
      this.judge();
    }
    if (this.#running) this.checkpoints.consider(this.#running, this.progress);
    this.#report('progress');
  }
}
