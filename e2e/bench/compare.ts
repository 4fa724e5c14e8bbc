/**
 * Two contenders on one workload: started in fresh workers, then timed in alternating slices, so that whatever else the machine does hits
 * both. Each slice ends when its device is done.
 */
import type { Workload } from '../../src/worker/benchmark/workloads.ts';
import type { Bench, BenchWorkers } from './browser.ts';
import type { BenchOptions, Device } from './options.ts';
import type { ContenderName } from './page.ts';
import { median } from './rows.ts';

export interface Started {
  workers: BenchWorkers;
  /** Milliseconds from a worker with its code loaded to the loss of the first step. */
  first: number;
  /** Steps of one slice, and about how long it takes. */
  steps: number;
  sliceMilliseconds: number;
}

/** Starts a contender, warms it up and finds how many steps a slice takes. */
export async function startContender(
  bench: Bench,
  name: ContenderName,
  { workload, device, runs }: { workload: Workload; device: Device; runs: number },
  { sliceMilliseconds }: Pick<BenchOptions, 'sliceMilliseconds'>,
  count = 1,
): Promise<Started> {
  const workers = await bench.open(name, count);
  try {
    const answers = await workers.ask({ do: 'start', job: { workload, device: name === 'ConvNetJS' ? 'js' : device, runs } });
    const { steps, took } = await sizeSlice(workers, sliceMilliseconds);
    return { workers, first: median(answers.map(({ milliseconds }) => milliseconds)), steps, sliceMilliseconds: took };
  } catch (error) {
    await workers.close();
    throw error;
  }
}

/**
 * Doubles the steps until they fill a slice. The first steps still compile, allocate and adapt, so a slice that was long enough is repeated
 * until the same number of steps is no longer much faster than before.
 */
async function sizeSlice(workers: BenchWorkers, sliceMilliseconds: number): Promise<{ steps: number; took: number }> {
  const train = async (count: number): Promise<number> =>
    Math.max(...(await workers.ask({ do: 'train', steps: count })).map(({ milliseconds }) => milliseconds));
  let steps = 1;
  let took = await train(steps);
  for (;;) {
    const again = await train(steps);
    const settled = again > 0.8 * took || took > 10 * sliceMilliseconds;
    took = again;
    if (took >= sliceMilliseconds / 2 && settled) return { steps, took };
    if (took >= sliceMilliseconds / 2) continue;
    const wanted = Math.ceil((steps * sliceMilliseconds) / Math.max(took, 0.1));
    steps = Math.max(steps + 1, Math.min(wanted, steps * 4));
  }
}

/** Milliseconds per step of a slice; of several workers side by side, of their summed steps. */
export async function slice({ workers, steps }: Started): Promise<number> {
  const answers = await workers.ask({ do: 'train', steps });
  for (const { loss } of answers) if (loss === null || !Number.isFinite(loss)) throw new Error('its loss is no longer finite');
  return 1 / answers.reduce((sum, { milliseconds }) => sum + steps / milliseconds, 0);
}

/** A comparison takes no longer than this: where one step of a peer takes seconds, fewer slices must do. */
const patienceMilliseconds = 15_000;

/** How many rounds of something this long there is patience for, at least one. */
export const roundsFor = (wanted: number, milliseconds: number): number =>
  Math.max(1, Math.min(wanted, Math.floor(patienceMilliseconds / Math.max(1, milliseconds))));

/** Medians over slices that alternate. */
export async function alternate(ours: Started, theirs: Started, wanted: number): Promise<{ ours: number; peer: number }> {
  const times: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  const rounds = roundsFor(wanted, ours.sliceMilliseconds + theirs.sliceMilliseconds);
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await slice(ours));
    times.peer.push(await slice(theirs));
  }
  return { ours: median(times.ours), peer: median(times.peer) };
}
