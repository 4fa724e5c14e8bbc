/** What the client of the worker offers to page and command line: one running session over one worker or a pool. Types only. */
import type { Values } from '../experiment/hyperparameter.ts';
import type {
  ArmWork,
  Checkpoint,
  DeviceChoice,
  DeviceDescription,
  Inspection,
  LiveChange,
  MeasureBlock,
  ProbeResult,
  WorkerError,
} from './protocol.ts';

export interface SessionRequest {
  experiment: string;
  arms: { id: string; values: Values }[];
  seeds: number;
  sessionSeed: number;
  steps: number;
  device: DeviceChoice;
  /** Ids of live hyperparameters, whose values do not change how long a step takes. */
  live?: readonly string[];
  base: string;
  /** Files that no server has (own data), by the path that a program asks for. */
  files?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Workers to use, at most one per run; default: one for a GPU, else the cores. */
  workers?: number;
  /** Run only these seeds (for splitting and for adding seeds); default 0 … seeds − 1. */
  seedIndices?: number[];
  /** Run only these arms (by index), the others being there already; default: all. */
  armIndices?: number[];
  /** Continue from here, whatever workers it was taken from; runs that it does not have begin at the start. */
  checkpoint?: Checkpoint;
  /** Live changes to make on the way: a replay of a session in which they were made. */
  changes?: LiveChange[];
}

/** Arms that join a running session; its other arms stay as they are. */
export interface AddedArms {
  /** All arms of the session with the new ones behind the old. */
  arms: SessionRequest['arms'];
  /** The new ones. */
  armIndices: number[];
  checkpoint?: Checkpoint;
  /** All live changes of the session, those of the new arms among them. */
  changes: LiveChange[];
}

export interface SessionProgress {
  /** The step that every run has reached. */
  step: number;
  steps: number;
  /** Steps per second of each run over the last seconds, and summed over runs. */
  stepsPerSecond: number;
  runStepsPerSecond: number;
  secondsLeft: number | null;
  state: 'starting' | 'running' | 'paused' | 'done' | 'failed' | 'stopped';
}

export interface SessionListener {
  started?(device: DeviceDescription): void;
  /** What one step asks of each run of some arms, as soon as their workers know. */
  work?(work: ArmWork[]): void;
  measures?(blocks: MeasureBlock[]): void;
  /** Bytes that the devices of all workers hold now. */
  memory?(bytes: number): void;
  probe?(id: string, result: ProbeResult): void;
  progress?(progress: SessionProgress): void;
  /** After this nothing more arrives. */
  failed?(error: WorkerError): void;
}

export interface RunningSession {
  /** Pauses those that started together at one step, the furthest at which one of them stands. */
  pause(): void;
  resume(): void;
  /** Exactly `count` more steps, then paused. */
  step(count: number): void;
  /** Ends the workers. */
  stop(): void;
  watch(probes: string[]): void;
  /**
   * Changes live hyperparameters of some arms in every worker at one step, the next from `from` (default 0) on that none of them has passed;
   * resolves with the changes as they will replay, in their order and without arms that are done. One call is served after the other. Rejects when the session is over
   * for all these arms or ends before.
   */
  change(changes: readonly Omit<LiveChange, 'step'>[], from?: number): Promise<LiveChange[]>;
  /**
   * The state of all runs: of those that started together and run, at one step that none of them has passed; of others where they stand.
   * Rejects when the session is over or ends before.
   */
  checkpoint(): Promise<Checkpoint>;
  /**
   * Trains further arms beside those that run: up to where a paused session stands, and on with one that runs. A session that was done is
   * so again when they are. Rejects when the session is over.
   */
  add(arms: AddedArms): Promise<void>;
  inspect(): Promise<Inspection[]>;
  /** Resolves when done or stopped; rejects with the WorkerError when it failed. */
  readonly finished: Promise<void>;
}

export type StartSession = (request: SessionRequest, listener: SessionListener) => RunningSession;
