/** What page, command line and worker say to each other: one discriminated union each way. Imports types only. */
import type { HostState } from '../engine/training/host-state.ts';
import type { ObservedLayer } from '../engine/training/program.ts';
import type { StepWork } from '../engine/training/step-work.ts';
import type { Values } from '../experiment/hyperparameter.ts';

export type DeviceKind = 'webgpu' | 'wasm' | 'cpu';
export type DeviceChoice = 'auto' | DeviceKind;

/** What really runs. */
export interface DeviceDescription {
  kind: DeviceKind;
  /** For people: "Apple M3", "SwiftShader (software)", "2 WASM workers". */
  description: string;
  /** True for a software adapter and for everything that runs on the processor. */
  software: boolean;
  workers: number;
}

/** One run of a session: arm × seed. `run` is its index in the whole session, arm-major: arm · number of seeds + place of the seed. */
export interface RunAssignment {
  run: number;
  arm: number;
  seed: number;
}

/** A live hyperparameter of some arms takes another value when `step` steps are done. */
export interface LiveChange {
  step: number;
  /** Indices of the session's arms. */
  arms: number[];
  id: string;
  value: number;
}

export interface StartRequest {
  type: 'start';
  experiment: string;
  /** Full values per arm of the session, in the order of the session's arms. */
  arms: { id: string; values: Values }[];
  /** The runs this worker trains. */
  runs: RunAssignment[];
  sessionSeed: number;
  steps: number;
  device: DeviceKind;
  /** Where packed data and WASM files are served, absolute, ending in "/". */
  base: string;
  /** Files that no server has (own data), by the path that a program asks for. */
  files?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
  /** Continue from here instead of from the start; runs that it does not have begin at the start. */
  checkpoint?: Checkpoint;
  /** What changes on the way, or has changed before the checkpoint: a replay. */
  changes?: LiveChange[];
  /** Where to wait for the other workers, as in the message `limit`; absent: nowhere. */
  limit?: number;
}

export type ToWorker =
  | StartRequest
  /** Pause at the end of the block under way, or when step `at` is reached. */
  | { type: 'pause'; at?: number }
  | { type: 'resume' }
  /** Do exactly `count` steps, then pause. */
  | { type: 'step'; count: number }
  | { type: 'stop' }
  /** Do not go past this step before another limit comes; Infinity: no limit. */
  | { type: 'limit'; step: number }
  /** Stand still at the end of the block under way and say where, until released. */
  | { type: 'hold' }
  /** Go on as before the hold, with these changes from now on. None may lie before the furthest held step. */
  | { type: 'release'; changes: LiveChange[] }
  /** Probes to compute at the next evaluation and then at every evaluation, or at once while paused; empty: none. */
  | { type: 'watch'; probes: string[] }
  /** Copy all populations, each when it reaches step `at`, or at once without one and while paused. */
  | { type: 'checkpoint'; at?: number }
  | { type: 'inspect' };

/** The state of some runs that train as one population; rows in the order of `runs` (session indices). */
export interface PopulationState extends HostState {
  runs: number[];
}

/** Host copies of populations: everything needed to continue their runs to the bit. */
export interface Checkpoint {
  /** The least of its populations. */
  step: number;
  populations: PopulationState[];
}

/** A block of one measure: `values[i · runs.length + j]` is run `runs[j]` (session index) at step `steps[i]`. */
export interface MeasureBlock {
  measure: string;
  steps: Int32Array;
  runs: number[];
  values: Float32Array;
  /** Seconds of work on these runs, which advance together, up to the last of these steps; absent where nobody measured it. */
  seconds?: number;
}

export interface GridProbe {
  kind: 'grid';
  step: number;
  runs: number[];
  width: number;
  height: number;
  /** World coordinates of the grid's edges: centres of the outermost cells. */
  x: [number, number];
  y: [number, number];
  /** `values[(j · height + row) · width + column]`: probability of class 1 of run `runs[j]`; row 0 is the lowest y. */
  values: Float32Array;
  /** Training points of each run: x, y, label triples, `pointsPerRun` of them for each run in order. */
  pointsPerRun: number;
  points: Float32Array;
}

/** Where runs have been on a surface. */
export interface PathsProbe {
  kind: 'paths';
  step: number;
  runs: number[];
  /** x and y of run `runs[j]` after step `s` at `j · values.length / runs.length + 2 · s`; valid up to `step`. */
  values: Float32Array;
}

/** Text that runs have written. */
export interface TextProbe {
  kind: 'text';
  step: number;
  runs: number[];
  /** Token i is character i. */
  characters: string;
  /** Tokens of the prompt, at the beginning of every text. */
  prompt: number;
  /** Tokens of run `runs[j]` from `j · values.length / runs.length` on; −1 throughout for a run that has written nothing. */
  values: Float32Array;
}

/** Activations of some examples in several layers. */
export interface StatisticsProbe {
  kind: 'statistics';
  step: number;
  runs: number[];
  examples: number;
  layers: ObservedLayer[];
  /**
   * Of run `runs[j]` from `j · values.length / runs.length` on, for each layer in turn: means over the places of every example and feature
   * `[examples, features]`, then their variances.
   */
  values: Float32Array;
}

/** Numbers of runs, in named columns. */
export interface TableProbe {
  kind: 'table';
  step: number;
  runs: number[];
  columns: readonly { id: string; unit: 'count' | 'share' | 'bytes' }[];
  /** `values[j · columns.length + c]` of run `runs[j]`. */
  values: Float32Array;
}

/** What runs have trained, to take away as files. */
export interface WeightsProbe {
  kind: 'weights';
  step: number;
  runs: number[];
  /** Tensors of one run in the order of its numbers; empty where there is nothing to take away. */
  layout: readonly { path: string; shape: readonly number[] }[];
  lora: { rank: number; matrices: 'query-value' | 'attention' | 'all'; base: string };
  /** Numbers of run `runs[j]` from `j · values.length / runs.length` on. */
  values: Float32Array;
}

/** A number predicted over the only input of the networks. */
export interface CurveProbe {
  kind: 'curve';
  step: number;
  runs: number[];
  /** Names of the input and of the number; null where they have none. */
  input: string | null;
  target: string | null;
  /** Ascending. */
  x: Float32Array;
  /** What run `runs[j]` predicts at `x[i]` at `j · x.length + i`, in the units of the number. */
  values: Float32Array;
  /** Training examples of each run: x and number, `pointsPerRun` of them for each run in order. */
  pointsPerRun: number;
  points: Float32Array;
  /** Validation examples of all runs: x and number. */
  held: Float32Array;
}

/** A number predicted of some validation examples. */
export interface PredictedProbe {
  kind: 'predicted';
  step: number;
  runs: number[];
  /** Name of the number; null where it has none. */
  target: string | null;
  truth: Float32Array;
  /** What run `runs[j]` predicts in place of `truth[i]` at `j · truth.length + i`. */
  values: Float32Array;
}

export type ProbeResult = GridProbe | PathsProbe | TextProbe | TableProbe | WeightsProbe | StatisticsProbe | CurveProbe | PredictedProbe;

export interface Inspection {
  tensors: number;
  bytes: number;
  /** GPU buffers alive (in use and pooled); 0 elsewhere. */
  gpuBuffers: number;
  /** Kernel calls of one training step, for two consecutive steps: name, shapes and attributes, one line each. */
  trace: [string[], string[]];
  /** Blocking or asynchronous reads of device values during those two steps. */
  hostReads: number;
  /** What phases and evaluations were recorded as: dispatches of one step, else why it runs eagerly; neither when it is still to be. */
  recordings: { name: string; dispatches: number | null; reason: string | null }[];
}

export interface ArmWork extends StepWork {
  arm: number;
}

export type FromWorker =
  /** `work`: what one step asks of each run of an arm (index); only of arms where it is known. */
  | { type: 'started'; device: DeviceDescription; parameters: number; work: ArmWork[]; step: number }
  | { type: 'measures'; step: number; blocks: MeasureBlock[] }
  | { type: 'probe'; id: string; result: ProbeResult }
  /** What the worker's device holds now, where that has changed. */
  | { type: 'memory'; bytes: number }
  | { type: 'paused'; step: number }
  | { type: 'resumed'; step: number }
  /** The furthest step that a population has reached. */
  | { type: 'held'; step: number }
  | { type: 'done'; step: number }
  | { type: 'checkpoint'; checkpoint: Checkpoint }
  | { type: 'inspection'; inspection: Inspection }
  /** What happened, why, and what to do next, as a key of the message catalogue plus details. */
  | { type: 'failed'; error: WorkerError };

export interface WorkerError {
  code: 'deviceMissing' | 'checkpointUnfit' | 'dataMissing' | 'ownDataMissing' | 'outOfMemory' | 'deviceLost' | 'badRequest' | 'internal';
  detail: string;
}

/** A short benchmark instead of a session: one population of each workload, in turn. The sender ends it early by ending the worker. */
export interface BenchmarkRequest {
  type: 'benchmark';
  device: DeviceKind;
  /** Ids of workloads, in the order of measuring. */
  workloads: string[];
  runs: number;
  /** How long each is timed, after its first steps. */
  milliseconds: number;
}

export interface BenchmarkResult {
  workload: string;
  /** Trainable parameters of one run. */
  parameters: number;
  /** Steps of the population; each trains all its runs. */
  stepsPerSecond: number;
}

export type FromBenchmark =
  { type: 'benchmarked'; result: BenchmarkResult } | { type: 'benchmarkDone' } | { type: 'failed'; error: WorkerError };
