/** One session as the page sees it: starts the workers, collects what they send, and shows the newest state once a frame. */
import { trainedArms, type LiveEvent } from '../../experiment/events.ts';
import { departures, resolveSteps, sessionArms, sessionValues, type Configuration } from '../../experiment/configuration.ts';
import type { Verdict } from '../../experiment/claim.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { narrowed } from '../../experiment/narrowed.ts';
import { fillRecord, type KeptMeasure, type KeptSession } from '../../sessions/kept-session.ts';
import type { PastEvent } from '../../sessions/past-event.ts';
import { SessionRecord } from '../../sessions/record.ts';
import type { DeviceDescription, MeasureBlock, ProbeResult, WorkerError } from '../../worker/protocol.ts';
import type { RunningSession, SessionListener, SessionProgress } from '../../worker/session.ts';
import { ChangingConfiguration } from './changing-configuration.svelte.ts';
import { Checkpointing, type CheckpointStore } from './checkpointing.svelte.ts';
import { withOwnFiles } from './own-data.svelte.ts';
import { requestOf, secondsBefore } from './going-on.ts';
import { verdictsOf } from './outcome.ts';
import { Pictures } from './pictures.svelte.ts';
import { recovers } from './recovery.ts';
import { Showing } from './showing.ts';
import { Stopwatch } from './stopwatch.ts';

export type SessionEvent = 'started' | 'paused' | 'resumed' | 'recovered' | 'done' | 'failed' | 'progress' | 'changed';

/** While training verdicts are judged at most this often (milliseconds). */
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
  readonly arms: ReturnType<typeof sessionArms>;
  readonly steps: number;
  readonly record: SessionRecord;
  /** Its configuration as it grows. */
  readonly changing: ChangingConfiguration;
  readonly checkpoints: Checkpointing;
  readonly exploratory = $derived.by(() => departures(this.#declared, this.configuration).length > 0);
  readonly restored: boolean;

  device = $state.raw<DeviceDescription | null>(null);
  progress = $state.raw<SessionProgress>({
    step: 0,
    steps: 0,
    stepsPerSecond: 0,
    runStepsPerSecond: 0,
    secondsLeft: null,
    state: 'starting',
  });
  failure = $state.raw<WorkerError | null>(null);
  /** What happened to it beside what it was asked for, in order. */
  past = $state.raw<readonly PastEvent[]>([]);
  verdicts = $state.raw<readonly Verdict[]>([]);
  /** Grows once a frame in which something new has arrived. */
  revision = $state(0);
  readonly pictures = new Pictures();

  /** With all that is declared. */
  readonly #declared: Experiment;
  #starting: Promise<void> = Promise.resolve();
  #running: RunningSession | null = null;
  #newest: SessionProgress | null = null;
  #judgedAt = 0;
  readonly #showing = new Showing(() => this.#show());
  #watched: string[] = [];
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
    this.record = new SessionRecord(
      this.experiment,
      this.arms.map(({ id }) => id),
      configuration.seeds,
    );
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

  get runs(): number {
    return this.arms.length * this.configuration.seeds;
  }

  /** Seconds of training so far, without pauses. */
  get seconds(): number {
    return this.#watch.seconds;
  }

  divergedRuns(): number {
    return this.arms.reduce((sum, _, arm) => sum + this.record.divergedCount(arm), 0);
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
      this.#running.finished.catch(() => undefined);
      if (this.#watched.length > 0) this.#running.watch(this.#watched);
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
    if (this.#watched.includes(probe) === inSight) return;
    const probes = inSight ? [...this.#watched, probe] : this.#watched.filter((other) => other !== probe);
    this.#watched = probes;
    // A finished session's workers still hold its state and can draw it.
    if (this.active || this.progress.state === 'done') this.#running?.watch(probes);
  }

  /** @param from - the step from which it goes on */
  #listener(from: number): SessionListener {
    const turn = ++this.#turn;
    const heard =
      <T extends unknown[]>(take: (...told: T) => void) =>
      (...told: T): void => {
        if (turn === this.#turn) take(...told);
      };
    return {
      started: heard((device: DeviceDescription) => this.#runsOn(device, from)),
      measures: heard((blocks: MeasureBlock[]) => this.#take(blocks)),
      probe: heard((id: string, result: ProbeResult) => this.pictures.take(id, result)),
      progress: heard((progress: SessionProgress) => this.#advance(progress)),
      failed: heard((error: WorkerError) => this.#fail(error)),
    };
  }

  #runsOn(device: DeviceDescription, from: number): void {
    const [before, after] = [this.device, device].map((one) => one && (one.description || one.kind.toUpperCase()));
    if (this.device && before && after && before !== after) this.past = [...this.past, { kind: 'device', step: from, before, after }];
    this.device = device;
    this.checkpoints.begin(this.#running);
    this.#watch.run(true);
    this.#report('started');
  }

  #take(blocks: readonly MeasureBlock[]): void {
    for (const { seconds, ...block } of blocks) {
      const all = (seconds ?? NaN) + (this.#before.get(block.runs[0] ?? -1) ?? NaN);
      this.record.add({ ...block, ...(Number.isFinite(all) && { seconds: all }) });
    }
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
    this.#checkpoint();
    this.#report('progress');
  }

  /** A copy of the state to go on from: now and then while it trains, and where it stands still. */
  #checkpoint(): void {
    const { state, step } = this.progress;
    const standing = state === 'paused';
    if (this.#running && (state === 'running' || standing)) void this.checkpoints.consider(this.#running, step, standing);
  }

  #judge(): void {
    this.verdicts = verdictsOf(this);
  }
}
