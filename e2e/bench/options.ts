/** Reads the command line of `npm run bench`, or says in a sentence what would be right. */
import { parseArgs } from 'node:util';
import { UsageError } from '../../src/cli/options.ts';
import { nearestName } from '../../src/experiment/configuration.ts';
import { workloads } from '../../src/worker/benchmark/workloads.ts';
import type { Workload } from '../../src/worker/benchmark/workloads.ts';
import { peerNames } from './contender.ts';
import type { PeerName } from './contender.ts';

export const devices = ['webgpu', 'wasm'] as const;
export type Device = (typeof devices)[number];

/** What a run of the benchmark measures, in the order of measuring. */
export const parts = ['steps', 'details', 'cores', 'product', 'page', 'growth'] as const;
export type Part = (typeof parts)[number];

export interface BenchOptions {
  json: boolean;
  quick: boolean;
  devices: readonly Device[];
  workloads: readonly Workload[];
  peers: readonly PeerName[];
  parts: readonly Part[];
  /** Slices of each contender in a comparison, and how long one should take. */
  rounds: number;
  sliceMilliseconds: number;
}

export const usage = `npm run --silent bench -- [flags]    times training against other libraries in a real browser

  --quick                the first two workloads and the CNN, fewer and shorter slices, no long runs
  --json                 one JSON document on standard output and nothing else there
  --device d             ${devices.join(' or ')}; may be repeated
  --workload id          ${workloads.map(({ id }) => id).join(', ')}; may be repeated
  --peer name            ${peerNames.join(', ')}; may be repeated; "none" for ours alone
  --part name            ${parts.join(', ')}; may be repeated
  --rounds n             slices of each contender; odd numbers have a median of their own
  --slice ms             how long one slice should take
  --help`;

const flags = {
  quick: { type: 'boolean' },
  json: { type: 'boolean' },
  device: { type: 'string', multiple: true },
  workload: { type: 'string', multiple: true },
  peer: { type: 'string', multiple: true },
  part: { type: 'string', multiple: true },
  rounds: { type: 'string' },
  slice: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Ids of the workloads that a quick run takes. */
const quickly = ['mlp-2-16-16-2', 'mlp-784-128-10', 'cnn-28x28'];
const quickParts: readonly Part[] = ['steps', 'details', 'product'];

/** The options, or null when help was asked for. @throws UsageError */
export function readOptions(args: readonly string[]): BenchOptions | null {
  let given;
  try {
    given = parseArgs({ args: [...args], options: flags, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
  if (given.help === true) return null;
  const quick = given.quick === true;
  const chosen = named(
    '--workload',
    given.workload,
    workloads.map(({ id }) => id),
  );
  const peers = given.peer?.includes('none') === true ? [] : named('--peer', given.peer, peerNames);
  return {
    json: given.json === true,
    quick,
    devices: named('--device', given.device, devices),
    workloads: workloads.filter(({ id }) => (given.workload ? chosen.includes(id) : !quick || quickly.includes(id))),
    peers,
    parts: given.part ? named('--part', given.part, parts) : quick ? quickParts : parts,
    rounds: count('--rounds', given.rounds, quick ? 5 : 9, 99),
    sliceMilliseconds: count('--slice', given.slice, quick ? 150 : 400, 60_000),
  };
}

/** The values of a repeatable flag, all possible ones where it was not given. */
function named<T extends string>(flag: string, given: readonly string[] | undefined, possible: readonly T[]): readonly T[] {
  if (!given) return possible;
  return given.map((value) => {
    const found = possible.find((name) => name === value);
    if (found !== undefined) return found;
    const near = nearestName(value, possible);
    throw new UsageError(
      `${flag}: there is no "${value}".${near === null ? '' : ` Did you mean "${near}"?`} There are: ${possible.join(', ')}.`,
    );
  });
}

function count(flag: string, given: string | undefined, otherwise: number, most: number): number {
  if (given === undefined) return otherwise;
  const value = Number(given);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new UsageError(`${flag} ${given}: must be a whole number from 1 to ${most}.`);
}
