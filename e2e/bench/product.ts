/** One fixed product beside everything else: what the device and each library make of arithmetic alone. */
import type { Bench, BenchWorkers } from './browser.ts';
import type { BenchOptions, Device } from './options.ts';
import type { ContenderName } from './page.ts';
import { failure, median, row } from './rows.ts';
import type { Row, Subject } from './rows.ts';
import type { Tell } from './suite.ts';

/** `[n, n] · [n, n]`. */
const n = 512;
const operations = 2 * n ** 3;

interface Ready {
  workers: BenchWorkers;
  device: Device;
  count: number;
}

export async function productRows(bench: Bench, device: Device, options: BenchOptions, tell: Tell): Promise<Row[]> {
  const subject: Subject = { workload: `product ${n}×${n}`, device, runs: 1, metric: 'product GF/s' };
  tell(`product, ${device}`);
  const rows: Row[] = [];
  let ours: Ready;
  try {
    ours = await ready(bench, 'ours', device, options);
  } catch (error) {
    return [failure(subject, null, error)];
  }
  // Both tfjs contenders have the same product, and ConvNetJS has none.
  const peers = options.peers.filter((name) => name === 'jax-js' || name === 'tfjs model.fit');
  if (peers.length === 0) rows.push(row(subject, await speed(ours)));
  for (const peer of peers) {
    try {
      const theirs = await ready(bench, peer, device, options);
      const speeds: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
      for (let round = 0; round < options.rounds; round++) {
        speeds.ours.push(await speed(ours));
        speeds.peer.push(await speed(theirs));
      }
      await theirs.workers.close();
      rows.push(row(subject, median(speeds.ours), peer, median(speeds.peer)));
    } catch (error) {
      rows.push(failure(subject, peer, error));
    }
  }
  await ours.workers.close();
  return rows;
}

async function ready(bench: Bench, name: ContenderName, device: Device, { sliceMilliseconds }: BenchOptions): Promise<Ready> {
  const workers = await bench.open(name);
  let count = 1;
  await multiply(workers, device, count);
  for (;;) {
    const took = await multiply(workers, device, count);
    if (took >= sliceMilliseconds / 2) return { workers, device, count };
    count = Math.max(count + 1, Math.min(count * 8, Math.ceil((count * sliceMilliseconds) / Math.max(took, 0.1))));
  }
}

async function multiply(workers: BenchWorkers, device: Device, count: number): Promise<number> {
  const [answer] = await workers.ask({ do: 'multiply', device, n, count });
  return answer?.milliseconds ?? NaN;
}

/** GF/s of one slice. */
async function speed({ workers, device, count }: Ready): Promise<number> {
  return (operations * count) / (await multiply(workers, device, count)) / 1e6;
}
