/** What every contender of the benchmark does, ours and the peers alike. Each runs alone in a worker of its own. */
import type { StartRequest } from '../../src/worker/protocol.ts';
import type { Workload } from '../../src/worker/benchmark/workloads.ts';

export type BenchDevice = 'webgpu' | 'wasm' | 'js';

export interface Job {
  workload: Workload;
  device: BenchDevice;
  /** Models trained: ours as one population, peers one after the other. */
  runs: number;
}

export interface Training {
  /** Trains so many more steps of every run; resolves with a loss when the device has done them. */
  train(steps: number): Promise<number>;
  /** Tensors or arrays alive, where the library counts them. */
  tensors?(): number;
}

export interface Contender {
  /** Gets the device, puts data and weights there. Throws a sentence when it cannot. */
  start(job: Job): Promise<Training>;
  /** Trains a session to its end; the time is that from the first block of steps to the last, over the steps between. */
  session?(session: BareSession): Promise<{ steps: number; milliseconds: number }>;
  /** Multiplies two resident `[n, n]` matrices `count` times and waits for the last. */
  multiply?(device: BenchDevice, n: number): Promise<(count: number) => Promise<void>>;
}

/** What one worker trains of an experiment's session. */
export interface BareSession extends Pick<StartRequest, 'experiment' | 'arms' | 'runs' | 'sessionSeed' | 'steps'> {
  device: Exclude<BenchDevice, 'js'>;
}

export const learningRate = 0.001;

/** The libraries compared with. */
export const peerNames = ['jax-js', 'tfjs model.fit', 'tfjs eager', 'ConvNetJS'] as const;
export type PeerName = (typeof peerNames)[number];
