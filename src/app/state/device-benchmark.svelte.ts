/** The benchmark of the Device page: which devices are measured, what came of it so far, and how it ended. */
import { startBenchmark } from '../../worker/benchmark/client.ts';
import type { RunningBenchmark } from '../../worker/benchmark/client.ts';
import { workloads } from '../../worker/benchmark/workloads.ts';
import type { BenchmarkResult, WorkerError } from '../../worker/protocol.ts';

export type MeasuredDevice = 'webgpu' | 'wasm';

/** How long each network is timed on each device. */
const milliseconds = 600;

class DeviceBenchmark {
  state = $state<'idle' | 'running' | 'done' | 'cancelled'>('idle');
  device = $state<MeasuredDevice | null>(null);
  results = $state.raw<Readonly<Record<MeasuredDevice, readonly BenchmarkResult[]>>>({ webgpu: [], wasm: [] });
  failures = $state.raw<readonly { device: MeasuredDevice; error: WorkerError }[]>([]);
  /** Networks measured of all that will be. */
  done = $state(0);
  all = $state(0);
  #running: RunningBenchmark | null = null;
  /** Counts presses of the button: an earlier one that was cancelled must not go on. */
  #round = 0;

  /** Networks of the present device that were measured already: the next one is under way. */
  get position(): number {
    return this.device === null ? 0 : this.results[this.device].length;
  }

  async run(devices: readonly MeasuredDevice[]): Promise<void> {
    if (this.state === 'running') return;
    const round = ++this.#round;
    // Functions, since both may change during an await.
    const current = (): boolean => round === this.#round && this.state === 'running';
    this.state = 'running';
    this.results = { webgpu: [], wasm: [] };
    this.failures = [];
    this.done = 0;
    this.all = devices.length * workloads.length;
    for (const device of devices) {
      if (!current()) return;
      this.device = device;
      this.#running = startBenchmark(
        { device, workloads: workloads.map(({ id }) => id), runs: 1, milliseconds },
        {
          measured: (result) => {
            this.results = { ...this.results, [device]: [...this.results[device], result] };
            this.done++;
          },
        },
      );
      const error = await this.#running.finished;
      if (error && current()) this.failures = [...this.failures, { device, error }];
    }
    if (!current()) return;
    this.state = 'done';
    this.device = null;
  }

  cancel(): void {
    if (this.state !== 'running') return;
    this.state = 'cancelled';
    this.device = null;
    this.#running?.cancel();
  }
}

export const deviceBenchmark = new DeviceBenchmark();
