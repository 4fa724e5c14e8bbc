/** One session as the page sees it: starts the workers, collects what they send, and shows the newest state once a frame. */
import { departures, liveChanges, resolveSteps, sessionArms, sessionValues, type Configuration } from '../../experiment/configuration.ts';
import type { Verdict } from '../../experiment/claim.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { narrowed } from '../../experiment/narrowed.ts';
import { evaluateClaims } from '../../experiment/verdict.ts';
import { armsOfRecord, endpointsOf } from '../../sessions/claim-endpoints.ts';
import { fillRecord, type KeptMeasure, type KeptSession } from '../../sessions/kept-session.ts';
import { SessionRecord } from '../../sessions/record.ts';
import type { DeviceDescription, MeasureBlock, ProbeResult, WorkerError } from '../../worker/protocol.ts';
import type { RunningSession, SessionListener, SessionProgress } from '../../worker/session.ts';
import { schedule } from '../charts/frames.ts';

/** One run's picture: the result it is a part of, and its position there. */
export interface RunPicture {
  result: ProbeResult;
  index: number;
}

export type SessionEvent = 'started' | 'paused' | 'resumed' | 'done' | 'failed' | 'progress';

/** While training, what is shown changes at most this often, and verdicts are judged at most that often (milliseconds). */
const showEvery = 100;
const judgeEvery = 300;

export class Session {
  /** Narrowed to the session's settings. */
  readonly experiment: Experiment;
  readonly configuration: Configuration;
  /** Under which it is kept. */
  readonly id: string;
  /** ISO date and time in UTC. */
  readonly began: string;
  /** As they are trained: with a sweep each one once for every value. */
  readonly arms: ReturnType<typeof sessionArms>;
  readonly steps: number;
  readonly record: SessionRecord;
  readonly exploratory: boolean;

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
  verdicts = $state.raw<readonly Verdict[]>([]);
  /** Grows once a frame in which something new has arrived. */
  revision = $state(0);
  pictureRevision = $state(0);
  /** By probe, by run. */
  readonly pictures = new Map<string, Map<number, RunPicture>>();

  #running: RunningSession | null = null;
  #newest: SessionProgress | null = null;
  #shownAt = 0;
  #judgedAt = 0;
  #timer = 0;
  #watched: string[] = [];
  #stopped = false;
  /** Milliseconds of training without pauses, for the estimate of the next session. */
  #trained = 0;
  #since: number | null = null;
  readonly #report: (event: SessionEvent) => void;

  /** @param from - a kept session of this configuration, which is shown as it was left and does not train */
  constructor(
    experiment: Experiment,
    configuration: Configuration,
    report: (event: SessionEvent) => void,
    from: { session: KeptSession; measures: readonly KeptMeasure[] } | null = null,
  ) {
    this.id = from?.session.id ?? crypto.randomUUID();
    this.began = from?.session.started ?? new Date().toISOString();
    this.experiment = narrowed(experiment, sessionValues(experiment, configuration), configuration.sweep !== undefined);
    this.configuration = configuration;
    this.arms = sessionArms(experiment, configuration);
    this.steps = resolveSteps(experiment, configuration);
    this.exploratory = departures(experiment, configuration).length > 0;
    this.record = new SessionRecord(
      this.experiment,
      this.arms.map(({ id }) => id),
      configuration.seeds,
    );
    this.#report = report;
    this.progress = { ...this.progress, steps: this.steps };
    if (from) this.#restore(from.session, from.measures);
  }

  /** Puts a kept session on the page. */
  #restore({ device, step, seconds, finished }: KeptSession, measures: readonly KeptMeasure[]): void {
    fillRecord(this.record, measures);
    this.device = device;
    this.#trained = seconds * 1000;
    this.progress = { ...this.progress, step, state: finished ? 'done' : 'stopped' };
    this.#stopped = true;
    this.#judge();
    this.revision++;
  }

  /** What is kept of it now; what a person wrote about it is the store's. */
  kept(): KeptSession {
    return {
      id: this.id,
      experiment: this.experiment.id,
      name: '',
      note: '',
      starred: false,
      started: this.began,
      changed: new Date().toISOString(),
      configuration: this.configuration,
      device: this.device,
      step: Math.max(0, this.record.completeStep()),
      steps: this.steps,
      seconds: this.seconds,
      finished: this.progress.state === 'done',
      verdicts: this.verdicts,
      deleted: null,
    };
  }

  /** Whether workers hold this session: it runs, is paused, or is about to start. */
  get active(): boolean {
    return ['starting', 'running', 'paused'].includes(this.progress.state);
  }

  get runs(): number {
    return this.arms.length * this.configuration.seeds;
  }

  /** Seconds of training so far, without pauses. */
  get seconds(): number {
    return (this.#trained + (this.#since === null ? 0 : performance.now() - this.#since)) / 1000;
  }

  divergedRuns(): number {
    return this.arms.reduce((sum, _, arm) => sum + this.record.divergedCount(arm), 0);
  }

  /** `thenStep`: only that many steps, then a pause. */
  async start(thenStep = 0): Promise<void> {
    try {
      const { startSession } = await import('../../worker/client.ts');
      if (this.#stopped) return;
      this.#running = startSession(
        {
          experiment: this.experiment.id,
          arms: this.arms,
          seeds: this.configuration.seeds,
          sessionSeed: this.configuration.sessionSeed,
          steps: this.steps,
          device: this.configuration.device,
          live: this.experiment.hyperparameters.filter(({ live }) => live).map(({ id }) => id),
          changes: liveChanges(this.experiment, this.configuration),
          base: new URL('./', document.baseURI).href,
        },
        this.#listener(),
      );
      this.#running.finished.catch(() => undefined);
      if (this.#watched.length > 0) this.#running.watch(this.#watched);
      if (thenStep > 0) this.#running.step(thenStep);
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
    this.#clock(false);
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

  #listener(): SessionListener {
    return {
      started: (device) => {
        this.device = device;
        this.#clock(true);
        this.#report('started');
      },
      measures: (blocks) => this.#take(blocks),
      probe: (id, result) => this.#picture(id, result),
      progress: (progress) => this.#advance(progress),
      failed: (error) => this.#fail(error),
    };
  }

  #take(blocks: readonly MeasureBlock[]): void {
    for (const block of blocks) this.record.add(block);
    this.#soon();
  }

  #picture(id: string, result: ProbeResult): void {
    const known = this.pictures.get(id) ?? new Map<number, RunPicture>();
    result.runs.forEach((run, index) => known.set(run, { result, index }));
    this.pictures.set(id, known);
    schedule(this.#showPictures);
  }

  #advance(progress: SessionProgress): void {
    if (this.#stopped) return;
    const before = this.#newest?.state ?? this.progress.state;
    this.#newest = progress;
    if (progress.state === before) {
      this.#soon();
      return;
    }
    // A change of state is shown at once: the buttons depend on it.
    this.progress = progress;
    this.#clock(progress.state === 'running');
    if (progress.state === 'done') this.#judge();
    if (progress.state === 'paused') this.#report('paused');
    if (progress.state === 'running' && before === 'paused') this.#report('resumed');
    if (progress.state === 'done') this.#report('done');
    schedule(this.#show);
  }

  #fail(error: WorkerError): void {
    this.failure = error;
    this.#clock(false);
    this.progress = { ...(this.#newest ?? this.progress), state: 'failed', secondsLeft: null };
    this.#newest = null;
    this.#report('failed');
    schedule(this.#show);
  }

  /** Shows the newest state at a frame, but not at every frame: training needs the processor more than the eye does. */
  #soon(): void {
    if (this.#timer !== 0) return;
    const wait = this.#shownAt + showEvery - performance.now();
    if (wait <= 0) schedule(this.#show);
    else this.#timer = window.setTimeout(() => schedule(this.#show), wait);
  }

  readonly #show = (): void => {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    this.#shownAt = performance.now();
    if (this.#newest && this.active) this.progress = this.#newest;
    this.revision++;
    const now = performance.now();
    if (!this.active || now - this.#judgedAt > judgeEvery) {
      this.#judgedAt = now;
      this.#judge();
    }
    this.#report('progress');
  };

  readonly #showPictures = (): void => {
    this.pictureRevision++;
  };

  #judge(): void {
    const { experiment, configuration, record } = this;
    const finished = this.progress.state === 'done';
    const facts = {
      preset: configuration.preset,
      arms: armsOfRecord(record),
      seeds: configuration.seeds,
      look: 1,
      finished,
      exploratory: this.exploratory,
    };
    this.verdicts = evaluateClaims(experiment, facts, endpointsOf(record, experiment.claims, configuration.sweep));
  }

  #clock(on: boolean): void {
    if (this.#since !== null) this.#trained += performance.now() - this.#since;
    this.#since = on ? performance.now() : null;
  }
}
