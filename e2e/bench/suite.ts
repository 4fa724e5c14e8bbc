/** What is measured, in which order. Whatever fails becomes a row that says so, and the rest goes on. */
import { cpus } from 'node:os';
import type { Workload } from '../../src/worker/benchmark/workloads.ts';
import type { Bench } from './browser.ts';
import { alternate, slice, startContender } from './compare.ts';
import type { Started } from './compare.ts';
import { details } from './details.ts';
import { fullPageRows } from './full-page.ts';
import { growthRows } from './growth.ts';
import type { BenchOptions, Device } from './options.ts';
import type { PeerName } from './contender.ts';
import { productRows } from './product.ts';
import { failure, row } from './rows.ts';
import type { Row, Subject } from './rows.ts';

export type Tell = (line: string) => void;

/** Workloads that are also measured with 16 runs. */
const populations = ['mlp-2-16-16-2', 'mlp-784-128-10'];

export async function measure(bench: Bench, options: BenchOptions, tell: Tell): Promise<Row[]> {
  const rows: Row[] = [];
  for (const device of options.devices) {
    if (device === 'webgpu' && bench.adapter === null) {
      rows.push(
        failure({ workload: 'all', device, runs: 1, metric: 'ms per step' }, null, new Error('this browser has no WebGPU adapter')),
      );
      continue;
    }
    if (options.parts.includes('page')) {
      tell(`the dropout experiment on the page, ${device}`);
      rows.push(...(await fullPageRows(bench, device, cpus().length, options)));
    }
    const [smallest] = options.workloads;
    if (options.parts.includes('growth') && smallest) {
      tell(`growth, ${device}`);
      rows.push(...(await growthRows(bench, device, smallest)));
    }
    if (options.parts.includes('product')) rows.push(...(await productRows(bench, device, options, tell)));
    for (const workload of options.workloads) {
      for (const runs of populations.includes(workload.id) ? [1, 16] : [1]) {
        if (options.parts.includes('steps') || options.parts.includes('details')) {
          rows.push(...(await compareAll(bench, { workload, device, runs }, 1, options, tell)));
        }
        // One GPU serves all workers, and a software one takes every core for itself: only on the processor are cores a question.
        if (options.parts.includes('cores') && device === 'wasm') {
          rows.push(...(await compareAll(bench, { workload, device, runs }, cpus().length, options, tell)));
        }
      }
    }
  }
  return rows;
}

interface Setting {
  workload: Workload;
  device: Device;
  runs: number;
}

/** Whom a workload is compared with. The eager step of tfjs is only the measure of what its JavaScript costs, on one run. */
function peersFor({ workload, runs }: Setting, { peers, parts }: BenchOptions): readonly PeerName[] {
  return peers.filter((peer) => {
    if (peer === 'ConvNetJS') return workload.kind !== 'transformer';
    if (peer === 'tfjs eager') return peers.length === 1 || (parts.includes('details') && runs === 1 && workload.kind === 'perceptron');
    return true;
  });
}

async function compareAll(bench: Bench, setting: Setting, workers: number, options: BenchOptions, tell: Tell): Promise<Row[]> {
  const { workload, device, runs } = setting;
  const metric = workers === 1 ? 'ms per step' : 'ms per step, all cores';
  const subject: Subject = { workload: workload.id, device, runs, metric };
  const what = `${workload.id}, ${device}, ${runs === 1 ? '1 run' : `${runs} runs`}${workers === 1 ? '' : `, ${workers} workers`}`;
  tell(`${what}: ours`);
  let ours: Started;
  try {
    ours = await startContender(bench, 'ours', setting, options, workers);
  } catch (error) {
    return [failure(subject, null, error)];
  }
  const rows: Row[] = [];
  try {
    const own = workers === 1 && options.parts.includes('details') ? await details(ours, setting) : null;
    const peers = peersFor(setting, options);
    if (peers.length === 0) {
      rows.push(row(subject, await slice(ours)), ...(own ? own.rowsAgainst(subject, null, null) : []));
    }
    for (const peer of peers) {
      tell(`${what}: ${peer}`);
      try {
        const theirs = await startContender(bench, peer, setting, options, workers);
        try {
          const times = await alternate(ours, theirs, options.rounds);
          tell(`  ours ${times.ours.toPrecision(3)} ms, ${peer} ${times.peer.toPrecision(3)} ms a step`);
          rows.push(row(subject, times.ours, peer, times.peer));
          if (own) rows.push(...own.rowsAgainst(subject, peer, await details(theirs, setting)));
        } finally {
          await theirs.workers.close();
        }
      } catch (error) {
        rows.push(failure(subject, peer, error));
      }
    }
  } catch (error) {
    rows.push(failure(subject, null, error));
  } finally {
    await ours.workers.close();
  }
  return rows;
}
