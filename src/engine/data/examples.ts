/** Makes a data set ready for a population: seeded splits, each run's own training subset, standardization from it alone. */
import type { Population } from '../training/population.ts';
import type { Examples } from '../training/supervised.ts';
import type { DataSet } from './data-set.ts';
import { isDataSetId, dataSources, loadDataSet } from './registry.ts';
import { withLabelNoise } from './label-noise.ts';
import { split, trainingSubset } from './split.ts';
import { standardization, type Standardization } from './standardize.ts';
import { usedRows } from './used-rows.ts';

export interface ExampleOptions {
  dataSet: string;
  /** Examples in each run's training subset. */
  train: number;
  validation: number;
  test: number;
  /** Noise of generated points. */
  noise?: number;
  /** Share of wrong labels among those that may be trained on. */
  labelNoise?: number;
}

/**
 * Loads and prepares the examples of a population, all of whose runs belong to one session.
 *
 * @throws Error with a sentence for people when the data cannot be loaded or has too few examples
 */
export async function examplesFor(population: Pick<Population, 'runs' | 'fetchBytes'>, options: ExampleOptions): Promise<Examples> {
  const [first] = population.runs;
  if (!first) throw new Error('a population needs at least one run');
  const { sessionSeed } = first;
  if (population.runs.some((run) => run.sessionSeed !== sessionSeed)) throw new Error('the runs of a population share one session seed');
  const images = isDataSetId(options.dataSet) && dataSources[options.dataSet].kind === 'images';
  const set = await loadDataSet(options.dataSet, {
    sessionSeed,
    fetchBytes: population.fetchBytes,
    ...(!images && options.noise !== undefined && { noise: options.noise }),
  });
  return prepared(population, set, options, { perFeature: !images });
}

/**
 * Splits, subsets and standardization of a loaded set, for runs of one session.
 *
 * @param how - `perFeature`: each feature by its own statistics; false: all by the same, and only the rows that are used are kept
 */
export function prepared(
  population: Pick<Population, 'runs'>,
  set: DataSet,
  options: Pick<ExampleOptions, 'train' | 'validation' | 'test' | 'labelNoise'>,
  { perFeature }: { perFeature: boolean },
): Examples {
  const sessionSeed = population.runs[0]?.sessionSeed ?? 0;
  const rows = split(set.examples, { validation: options.validation, test: options.test }, sessionSeed, set.ownTest);
  const featureCount = set.features.length / set.examples;
  const bySeed = new Map<number, { subset: Int32Array; mean: Float32Array; scale: Float32Array; target: Standardization | null }>();
  for (const { seed } of population.runs) {
    if (bySeed.has(seed)) continue;
    const subset = trainingSubset(rows.pool, options.train, sessionSeed, seed);
    const target = set.targets ? standardization(set.targets, 1, subset, { perFeature }) : null;
    bySeed.set(seed, { subset, target, ...standardization(set.features, featureCount, subset, { perFeature }) });
  }
  const own = population.runs.map(({ seed }) => {
    const found = bySeed.get(seed);
    if (!found) throw new Error('a seed without a subset');
    return found;
  });
  const examples = {
    features: set.features,
    labels: withLabelNoise(set.labels, rows.pool, { share: options.labelNoise ?? 0, classes: set.classes, sessionSeed }),
    featureCount,
    classes: set.classes,
    subsets: own.map(({ subset }) => subset),
    validation: rows.validation,
    test: rows.test,
    mean: concatenate(own.map(({ mean }) => mean)),
    scale: concatenate(own.map(({ scale }) => scale)),
    ...(set.names && { names: set.names }),
    ...(set.targets && {
      targets: {
        values: set.targets,
        mean: concatenate(own.flatMap(({ target }) => target?.mean ?? [])),
        scale: concatenate(own.flatMap(({ target }) => target?.scale ?? [])),
      },
    }),
  };
  // Images are many and large; points are few, and drawn all.
  return perFeature ? examples : usedRows(examples);
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
