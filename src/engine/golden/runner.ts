/** Runs the cases of a golden file where they belong and says for each what, if anything, is wrong. */
import { Tensor, engine, tensor } from '@tensorflow/tfjs-core';
import { readTensor } from '../device/read.ts';
import { compare } from './compare.ts';
import type { HostResult } from './compare.ts';
import type { Fields, GoldenArray, GoldenCase, GoldenFile } from './fixture.ts';
import type { CaseContext, Place, Result, Suite } from './suite.ts';
import { checksOf } from './tolerances.ts';

export interface CaseOutcome {
  name: string;
  /** Empty when the case passed. */
  problems: string[];
}

/** Every run is fed the same case; two show whether a run depends on its neighbour. */
const runs = 2;

async function readRuns(value: Tensor): Promise<GoldenArray> {
  const [R = 0, ...shape] = value.shape;
  if (R !== runs) throw new Error(`a result has shape [${value.shape.join(', ')}] in place of [${runs}, …]`);
  const all = await readTensor(value);
  const size = all.length / R;
  for (let i = size; i < all.length; i++) {
    if (!Object.is(all[i], all[i % size])) throw new Error(`runs of the same case differ: ${all[i % size]} and ${all[i]} at ${i % size}`);
  }
  return { shape, data: [...all.subarray(0, size)] };
}

function isGoldenArray(result: object): result is GoldenArray {
  return 'data' in result && 'shape' in result && Array.isArray(result.data);
}

async function readAll(result: Result, path = ''): Promise<HostResult> {
  if (result instanceof Tensor) {
    return readRuns(result).catch((error: unknown) => {
      throw new Error(`${path}: ${String(error)}`);
    });
  }
  if (result === null || typeof result !== 'object') return result;
  if (isGoldenArray(result)) return result;
  const read: Record<string, HostResult> = {};
  // One after the other: reads of one device do not overlap anyway.
  for (const [name, inner] of Object.entries<Result>({ ...result })) read[name] = await readAll(inner, `${path}/${name}`);
  return read;
}

function contextOf(place: Place, shared: Fields): CaseContext {
  const repeat = ({ data }: GoldenArray): number[] => Array.from({ length: runs }, () => data).flat();
  return {
    place,
    R: runs,
    shared,
    tensor: (array, dtype = 'float32') => tensor(repeat(array), [runs, ...array.shape], dtype),
    values: (array, dtype = 'float32') => (dtype === 'int32' ? Int32Array.from(repeat(array)) : Float32Array.from(repeat(array))),
    vector: (value) => tensor(repeat({ shape: [], data: [value] }), [runs], 'float32'),
    read: readRuns,
  };
}

async function problemsOf(suite: Suite, one: GoldenCase, context: CaseContext): Promise<string[]> {
  // Own entries only: a type called `constructor` must not find one.
  const runner = Object.hasOwn(suite.runners, one.config.type) ? suite.runners[one.config.type] : undefined;
  if (!runner) return [`nothing runs cases of type ${one.config.type}`];
  engine().startScope();
  try {
    return compare(checksOf(suite.file, one, context.place), await readAll(await runner(one, context)));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  } finally {
    engine().endScope();
  }
}

/** Runs all cases of a file at one place; the device must be the current one. */
export async function runFile(suite: Suite, file: GoldenFile, place: Place): Promise<CaseOutcome[]> {
  const outcomes: CaseOutcome[] = [];
  const context = contextOf(place, file.shared);
  for (const one of file.cases) outcomes.push({ name: one.name, problems: await problemsOf(suite, one, context) });
  return outcomes;
}
