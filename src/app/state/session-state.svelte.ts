/** What a session is at a moment, and shows: what was asked for, what has been measured, what happened. Without what trains it. */
import { departures, resolveSteps, sessionArms, sessionValues } from '../../experiment/configuration.ts';
import type { Configuration } from '../../experiment/configuration.ts';
import type { Verdict } from '../../experiment/claim.ts';
import type { LiveEvent } from '../../experiment/events.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { changedFrom } from '../../experiment/fork.ts';
import { narrowed } from '../../experiment/narrowed.ts';
import { workFromKept, type KeptFacts } from '../../sessions/kept-facts.ts';
import { fillRecord, type KeptMeasure, type KeptSession } from '../../sessions/kept-session.ts';
import type { PastEvent } from '../../sessions/past-event.ts';
import { SessionRecord } from '../../sessions/record.ts';
import { Timekeeping } from '../../sessions/timekeeping.ts';
import type { ArmWork, DeviceDescription, WorkerError } from '../../worker/protocol.ts';
import type { SessionProgress } from '../../worker/session.ts';
import { browserName } from '../browser.ts';
import { build } from '../build.ts';
import { ChangingConfiguration } from './changing-configuration.svelte.ts';
import { Checkpointing, type CheckpointStore } from './checkpointing.svelte.ts';
import { verdictsOf } from './outcome.ts';
import { SessionHold } from './session-hold.ts';
import { Pictures } from './pictures.svelte.ts';
import { notStarted } from './progress.ts';
import { Stopwatch } from './stopwatch.ts';

/** A session as it was kept. */
export interface KeptContent {
  session: KeptSession;
  measures: readonly KeptMeasure[];
}

/** What trains here. */
export function thisPage(): Required<Pick<KeptFacts, 'build' | 'browser'>> {
  return { build, browser: browserName(navigator.userAgent) };
}

export class SessionState {
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
  readonly exploratory = $derived.by(() => departures(this.declared, this.configuration).length > 0);
  readonly restored: boolean;

  device = $state.raw<DeviceDescription | null>(null);
  progress = $state.raw<SessionProgress>(notStarted);
  failure = $state.raw<WorkerError | null>(null);
  /** What happened to it beside what it was asked for, in order. */
  past = $state.raw<readonly PastEvent[]>([]);
  verdicts = $state.raw<readonly Verdict[]>([]);
  /** Whether it was not gone on with because another tab holds it. */
  elsewhere = $state(false);
  /** Grows once a frame in which something new has arrived. */
  revision = $state(0);
  /** Bytes that its workers' devices hold, as they told last; null: they have not. */
  memory = $state.raw<number | null>(null);
  readonly pictures = new Pictures();

  /** What one step asks of each run, by arm, as far as workers told. */
  readonly works: ArmWork[] = [];

  /** The build and the browser that train it, or have trained it last. */
  trainedBy = $state.raw<Pick<KeptFacts, 'build' | 'browser'>>(thisPage());

  /** With all that is declared. */
  readonly declared: Experiment;
  protected readonly stopwatch = new Stopwatch();
  protected readonly hold: SessionHold;

  /** @param from - a kept session of this configuration, which is `restored`: shown as it was left, and not trained */
  constructor(experiment: Experiment, configuration: Configuration, store: CheckpointStore, from: KeptContent | null) {
    this.id = from?.session.id ?? crypto.randomUUID();
    this.began = from?.session.started ?? new Date().toISOString();
    this.restored = from !== null;
    this.experiment = narrowed(experiment, sessionValues(experiment, configuration), configuration.sweep !== undefined);
    this.declared = experiment;
    this.changing = new ChangingConfiguration(configuration);
    this.arms = sessionArms(experiment, configuration);
    this.steps = resolveSteps(experiment, configuration);
    const ids = this.arms.map(({ id }) => id);
    this.record = new SessionRecord(this.experiment, ids, configuration.seeds);
    this.checkpoints = new Checkpointing(this.id, store);
    this.hold = new SessionHold(this.id);
    this.progress = { ...this.progress, steps: this.steps };
    if (from) this.#restore(from);
  }

  /** Puts a kept session on the page. */
  #restore({ session, measures }: KeptContent): void {
    const { device, step, seconds, finished, past, look, times, work, build: madeBy, browser } = session;
    fillRecord(this.record, measures);
    this.record.times = new Timekeeping(this.arms.length, this.configuration.seeds, times);
    for (const one of workFromKept(work ?? [])) this.works[one.arm] = one;
    this.trainedBy = { ...(madeBy !== undefined && { build: madeBy }), ...(browser !== undefined && { browser }) };
    this.past = past ?? [];
    this.look = look ?? 1;
    void this.checkpoints.load();
    this.device = device;
    this.stopwatch.set(seconds);
    this.progress = { ...this.progress, step, state: finished ? 'done' : 'stopped' };
    this.judge();
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
    return this.stopwatch.seconds;
  }

  /** Whether it was left, or ended by an error, before its last step, and can go on. */
  get resumable(): boolean {
    return ['stopped', 'failed'].includes(this.progress.state) && this.record.completeStep() < this.steps;
  }

  /** The step from which live changes can be made: a fork on its way from its parent has to have parted. */
  protected changedFrom(wanted: readonly Pick<LiveEvent, 'arms'>[]): number {
    const over = (arm: string): boolean => this.record.completeStepOf(this.record.arms.indexOf(arm)) >= this.steps;
    return changedFrom(this.configuration, wanted, over);
  }

  /** Makes it this tab's to train; false, and it says so, while another tab holds it. */
  async take(): Promise<boolean> {
    this.elsewhere = !(await this.hold.take());
    return !this.elsewhere;
  }

  protected judge(): void {
    this.verdicts = verdictsOf(this);
  }
}
