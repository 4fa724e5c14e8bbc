/**
 * Checkpoints by runs. A run's numbers depend neither on how many others train beside it nor on which, so the rows of a state may be taken
 * apart and put together again: for another number of workers, another device, or a fork that goes on from its parent's rows.
 */
import type { HostState, HostTensor } from '../engine/training/host-state.ts';
import { UnfitStateError } from '../engine/training/state-form.ts';
import type { Checkpoint, PopulationState } from './protocol.ts';

/** The step from which a run goes on: 0 when the checkpoint does not have it. */
export function stepOfRun(checkpoint: Checkpoint | undefined, run: number): number {
  return checkpoint?.populations.find(({ runs }) => runs.includes(run))?.step ?? 0;
}

/** The state of these runs, in this order, as one population; null when none is there. Throws an UnfitStateError when they stand at several steps or some lack. */
export function stateOfRuns(checkpoint: Checkpoint, runs: readonly number[]): HostState | null {
  const rows = runs.flatMap((run) => {
    const population = checkpoint.populations.find((candidate) => candidate.runs.includes(run));
    return population ? [{ population, row: population.runs.indexOf(run) }] : [];
  });
  const [first] = rows;
  if (!first) return null;
  const { step, phase } = first.population;
  if (rows.length < runs.length) throw new UnfitStateError('the checkpoint does not have all runs of a population');
  if (rows.some(({ population }) => population.step !== step))
    throw new UnfitStateError('the checkpoint has runs of one population at several steps');
  const whole =
    first.population.runs.length === runs.length && rows.every((one, i) => one.population === first.population && one.row === i);
  if (whole) return { step, phase, tensors: first.population.tensors };
  const paths = Object.keys(first.population.tensors);
  return { step, phase, tensors: Object.fromEntries(paths.map((path) => [path, stacked(path, rows)])) };
}

/** What a checkpoint has of some runs, under other run numbers: `taken` maps the new number to the old one. Copies the rows. */
export function takenFrom(checkpoint: Checkpoint, taken: ReadonlyMap<number, number>): Checkpoint {
  const populations = checkpoint.populations.flatMap((population): PopulationState[] => {
    const own = [...taken].filter(([, old]) => population.runs.includes(old));
    const state =
      own.length === 0
        ? null
        : stateOfRuns(
            { step: population.step, populations: [population] },
            own.map(([, old]) => old),
          );
    return state ? [{ ...state, runs: own.map(([run]) => run) }] : [];
  });
  return merged([{ step: checkpoint.step, populations }]);
}

/** Only some runs, for the worker that trains them. */
export function partOf(checkpoint: Checkpoint, runs: readonly number[]): Checkpoint {
  return takenFrom(checkpoint, new Map(runs.map((run) => [run, run])));
}

/** One checkpoint of all runs of several; of a run that is in two the first holds. At step 0 when they have none. */
export function merged(checkpoints: readonly Checkpoint[]): Checkpoint {
  const populations = checkpoints.flatMap((checkpoint) => checkpoint.populations);
  return { step: populations.length === 0 ? 0 : Math.min(...populations.map(({ step }) => step)), populations };
}

/** Where a run parted from another, if it did. */
export type OriginOf = (run: number) => { of: number; step: number } | null;

/** The latest state from which a run can go on, its own or its parent's up to where it parted; null: only the start. */
export function nearestTo(
  checkpoints: readonly Checkpoint[],
  run: number,
  origin: OriginOf,
  before = Infinity,
): { checkpoint: Checkpoint; run: number; step: number } | null {
  const own = checkpoints.flatMap((checkpoint) => {
    const population = checkpoint.populations.find(({ runs, step }) => runs.includes(run) && step <= before);
    return population ? [{ checkpoint, run, step: population.step }] : [];
  });
  const parted = origin(run);
  const inherited = parted && nearestTo(checkpoints, parted.of, origin, Math.min(before, parted.step));
  return [...own, ...(inherited ? [inherited] : [])].reduce<(typeof own)[number] | null>(
    (best, one) => (best === null || one.step > best.step ? one : best),
    null,
  );
}

/** A checkpoint from which these runs go on as late as any of those allow. */
export function startingPoint(checkpoints: readonly Checkpoint[], runs: readonly number[], origin: OriginOf): Checkpoint {
  const taken = new Map<Checkpoint, Map<number, number>>();
  for (const run of runs) {
    const found = nearestTo(checkpoints, run, origin);
    if (found) taken.set(found.checkpoint, (taken.get(found.checkpoint) ?? new Map<number, number>()).set(run, found.run));
  }
  return merged([...taken].map(([checkpoint, own]) => takenFrom(checkpoint, own)));
}

/** Whether something was thrown for a checkpoint that fits nothing here. */
export const isUnfit = (error: unknown): boolean => error instanceof UnfitStateError;

/** Bytes of its numbers. */
export function bytesOf({ populations }: Checkpoint): number {
  return populations.reduce((sum, { tensors }) => sum + Object.values(tensors).reduce((bytes, { data }) => bytes + data.byteLength, 0), 0);
}

interface Row {
  population: PopulationState;
  row: number;
}

/** One tensor of several runs. Members of an ensemble lie side by side within their run. */
function stacked(path: string, rows: readonly Row[]): HostTensor {
  const parts = rows.map(({ population, row }) => {
    const tensor = population.tensors[path];
    const [length = 0] = tensor?.shape ?? [];
    const each = length / population.runs.length;
    if (!tensor || !Number.isInteger(each)) throw new UnfitStateError(`the checkpoint has no rows by run at ${path}`);
    const size = tensor.data.length / population.runs.length;
    return { tensor, each, data: tensor.data.subarray(row * size, (row + 1) * size) };
  });
  const [first] = parts;
  if (!first) throw new UnfitStateError(`the checkpoint has no run at ${path}`);
  const { shape, dtype } = first.tensor;
  const length = parts.reduce((sum, { data }) => sum + data.length, 0);
  const data = dtype === 'int32' ? new Int32Array(length) : new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { shape: [parts.reduce((sum, { each }) => sum + each, 0), ...shape.slice(1)], dtype, data };
}
