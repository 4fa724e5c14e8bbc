/** One session as the page sees it: starts the workers, collects what they send, and shows the newest state once a frame. */
import { trainedArms, type LiveEvent } from '../../experiment/events.ts';
import { departures, resolveSteps, sessionArms, sessionValues, withFork } from '../../experiment/configuration.ts';
import type { Configuration, WantedFork } from '../../experiment/configuration.ts';
import type { Verdict } from '../../experiment/claim.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { narrowed } from '../../experiment/narrowed.ts';
import { fillRecord, type KeptMeasure, type KeptSession } from '../../sessions/kept-session.ts';
import { deviceSwitch, type PastEvent } from '../../sessions/past-event.ts';
import { SessionRecord } from '../../sessions/record.ts';
import type { ArmWork, DeviceDescription, MeasureBlock, WorkerError } from '../../worker/protocol.ts';
import type { RunningSession, SessionListener, SessionProgress } from '../../worker/session.ts';
import { ChangingConfiguration } from './changing-configuration.svelte.ts';
import { Checkpointing, type CheckpointStore } from './checkpointing.svelte.ts';
import { pointOf, requestOf, secondsBefore, sinceTheStart } from './going-on.ts';
import { whileCurrent } from './listening.ts';
import { withOwnFiles } from './own-data.svelte.ts';
import { verdictsOf } from './outcome.ts';
import { Pictures } from './pictures.svelte.ts';
import { notStarted } from './progress.ts';
import { recovers } from './recovery.ts';
import { Showing } from './showing.ts';
import { Stopwatch } from './stopwatch.ts';

export type SessionEvent = 'started' | 'paused' | 'resumed' | 'recovered' | 'done' | 'failed' | 'progress' | 'changed';

/** Milliseconds between judgements while training. */
const judgeEvery = 300;

export class Session {
  /** Narrowed to the session's settings. */
  readonly experiment: Experiment;
  readonly id: string;
  /** ISO date and time in UTC. */
  readonly began: string;
  /** Which look at the data its seeds are, from 1. */
  look = 1;
  /** As they are trained: with a sweep each one once for every value. */
  arms = $state.raw<ReturnType<typeof sessionArms>>([]);
  readonly steps: number;
  /** Another one when an arm has joined. */
  record: SessionRecord;
  /** Its configuration as it grows. */
  readonly changing: ChangingConfiguration;
  readonly checkpoints: Checkpointing;
  readonly exploratory = $derived.by(() => departures(this.#declared, this.configuration).length > 0);
  readonly restored: boolean;

  device = $state.raw<DeviceDescription | null>(null);
  progress = $state.raw<SessionProgress>(notStarted);
  failure = $state.raw<WorkerError | null>(null);
  /** What happened to it beside what it was asked for, in order. */
  past = $state.raw<readonly PastEvent[]>([]);
  verdicts = $state.raw<readonly Verdict[]>([]);
  /** Grows once a frame in which something new has arrived. */
  revision = $state(0);
  readonly pictures = new Pictures();

  /** What one step asks of each run, by arm, as far as workers told. */
  readonly works: ArmWork[] = [];

  /** With all that is declared. */
  readonly #declared: Experiment;
  #starting: Promise<void> = Promise.resolve();
  #running: RunningSession | null = null;
  #newest: SessionProgress | null = null;
  #judgedAt = 0;
  readonly #showing = new Showing(() => this.#show());
  #stopped = false;
  readonly #watch = new Stopwatch();
  #before: ReadonlyMap<number, number> = new Map();
  /** Steps at which the workers died. */
  readonly #deaths: number[] = [];
  /** Counts starts: what workers of an earlier one still say is no longer listened to. */
  #turn = 0;
  readonly #report: (event: SessionEvent) => void;

  /** @param from - a kept session of this configuration, which is `restored`: shown as it was left, and not trained */
  constructor(
    experiment: Experiment,
    configuration: Configuration,
    report: (event: SessionEvent) => void,
    store: CheckpointStore,
    from: { session: KeptSession; measures: readonly KeptMeasure[] } | null = null,
  ) {
    this.id = from?.session.id ?? crypto.randomUUID();
    this.began = from?.session.started ?? new Date().toISOString();
    this.restored = from !== null;
    this.experiment = narrowed(experiment, sessionValues(experiment, configuration), configuration.sweep !== undefined);
    this.#declared = experiment;
    this.changing = new ChangingConfiguration(configuration);
    this.arms = sessionArms(experiment, configuration);
    this.steps = resolveSteps(experiment, configuration);
    const ids = this.arms.map(({ id }) => id);
    this.record = new SessionRecord(this.experiment, ids, configuration.seeds);
    this.#report = report;
    this.checkpoints = new Checkpointing(this.id, store);
    this.progress = { ...this.progress, steps: this.steps };
    if (from) this.#restore(from.session, from.measures);
  }

  /** Puts a kept session on the page. */
  #restore({ device, step, seconds, finished, past, look }: KeptSession, measures: readonly KeptMeasure[]): void {
    fillRecord(this.record, measures);
    this.past = past ?? [];
    this.look = look ?? 1;
    void this.checkpoints.load();
    this.device = device;
    this.#watch.set(seconds);
    this.progress = { ...this.progress, step, state: finished ? 'done' : 'stopped' };
    this.#stopped = true;
    this.#judge();
    this.revision++;
  }

  /** What it began with, and the live changes since. */
  get configuration(): Configuration {
    return this.changing.now;
  }

  /** Whether workers hold this session: it runs, is paused, or is about to start. */
  readonly active = $derived.by(() => ['starting', 'running', 'paused'].includes(this.progress.state));

  readonly runs = $derived.by(() => this.arms.length * this.configuration.seeds);
  /** Seconds of training so far, without pauses. */
  get seconds(): number {
    return this.#watch.seconds;
  }

  /** Changes a live hyperparameter of some arms; the event that it was. Rejects when the session is over. */
  async change({ arms, id, value }: Omit<LiveEvent, 'step'>): Promise<LiveEvent> {
    await this.#starting;
    if (!this.#running) throw new Error('the session is over');
    const { step } = await this.#running.change({ arms: trainedArms(this.experiment, this.arms, arms, id), id, value });
    const event = { step, arms, id, value };
    this.changing.add(event);
    this.#report('changed');
    this.#showing.soon();
    return event;
  }

  /**
   * Lets a new arm part from another: from the nearest checkpoint up to where the others are, and on with them. Of a session that is over it
   * trains alone, of one that was left all go on. Throws a RangeError when there is no such arm.
   */
  async fork(wanted: WantedFork): Promise<void> {
    await this.#starting;
    await this.checkpoints.load();
    const left = this.resumable;
    this.changing.grow(withFork(this.#declared, this.configuration, wanted));
    this.arms = sessionArms(this.#declared, this.configuration);
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
      await this.start();
    }
    this.#report('changed');
    this.#showing.now();
  }

  /** Whether it was left, or ended by an error, before its last step, and can go on. */
  get resumable(): boolean {
    return ['stopped', 'failed'].includes(this.progress.state) && this.record.completeStep() < this.steps;
  }

  /** Goes on where it was left, or after an error: from the latest checkpoint, to the same numbers as without the break. */
  async goOn(): Promise<void> {
    this.#stopped = false;
    this.failure = null;
    this.#deaths.length = 0;
    await this.checkpoints.load();
    await this.#again('resumption');
  }

  /** Starts new workers in the middle of the session. */
  async #again(kind: 'recovery' | 'resumption', paused = false): Promise<void> {
    this.#turn++;
    this.#running?.stop();
    this.#running = null;
    this.#newest = null;
    this.progress = { ...this.progress, state: 'starting', secondsLeft: null };
    const step = Math.max(0, this.record.completeStep());
    const from = requestOf(this, this.checkpoints.list).checkpoint?.step ?? 0;
    this.past = [...this.past, { kind, step, from }];
    await this.start(0, paused);
  }

  /** Trains what is still to be trained. `thenStep`: only that many steps, then a pause; `paused`: none yet. */
  start(thenStep = 0, paused = false): Promise<void> {
    this.#starting = this.#start(thenStep, paused);
    return this.#starting;
  }

  async #start(thenStep: number, paused: boolean): Promise<void> {
    try {
      const { startSession } = await import('../../worker/client.ts');
      const request = await withOwnFiles(requestOf(this, this.checkpoints.list));
      if (this.#stopped) return;
      this.#before = secondsBefore(this.record, request.checkpoint);
      this.#running = startSession(request, this.#listener(request.checkpoint?.step ?? 0));
      if (this.pictures.watched.length > 0) this.#running.watch([...this.pictures.watched]);
      if (thenStep > 0) this.#running.step(thenStep);
      if (paused) this.#running.pause();
    } catch (error) {
      this.#fail({ code: 'internal', detail: error instanceof Error ? error.message : String(error) });
    }
  }

  pause(): void {
    this.#running?.pause();
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
    this.#watch.run(false);
    if (this.active) this.progress = { ...this.progress, state: 'stopped', secondsLeft: null };
  }

  /** Says of a probe whether it is in sight: only then it is computed. */
  watch(probe: string, inSight: boolean): void {
    const probes = this.pictures.watch(probe, inSight);
    // A finished session's workers still hold its state and can draw it.
    if (probes && (this.active || this.progress.state === 'done')) this.#running?.watch([...probes]);
  }

  /** @param from - the step from which it goes on */
  #listener(from: number): SessionListener {
    const turn = ++this.#turn;
    return whileCurrent(() => turn === this.#turn, {
      started: (device) => this.#runsOn(device, from),
      work: (work) => work.forEach((one) => (this.works[one.arm] = one)),
      measures: (blocks) => this.#take(blocks),
      probe: (id, result) => this.pictures.take(id, result),
      progress: (progress) => this.#advance(progress),
      failed: (error) => this.#fail(error),
    });
  }

  #runsOn(device: DeviceDescription, from: number): void {
    this.past = [...this.past, ...deviceSwitch(this.device, device, from)];
    this.device = device;
    this.checkpoints.begin(this.#running);
    this.#watch.run(true);
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
    this.#watch.run(progress.state === 'running');
    if (progress.state === 'done') this.#judge();
    if (progress.state === 'paused') this.#report('paused');
    if (progress.state === 'running' && before === 'paused') this.#report('resumed');
    if (progress.state === 'done') this.#report('done');
    this.#showing.now();
  }

  #fail(error: WorkerError): void {
    const step = this.record.completeStep();
    if (recovers(this.#deaths, error.code, step)) {
      this.#deaths.push(step);
      this.#watch.run(false);
      void this.#again('recovery', this.progress.state === 'paused');
      this.#report('recovered');
      return;
    }
    this.failure = error;
    this.#watch.run(false);
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
      this.#judge();
    }
    if (this.#running) this.checkpoints.consider(this.#running, this.progress);
    this.#report('progress');
  }

  #judge = (): void => void (this.verdicts = verdictsOf(this));
}
