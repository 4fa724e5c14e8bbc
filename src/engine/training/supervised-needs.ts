/** What a population holds that learns from examples: estimated from the sizes of the data and of the network. */
import { dataSources, isDataSetId, sizesOf } from '../data/registry.ts';
import { evaluationBatch } from './example-batches.ts';
import { drawnRows, networkNeeds } from './memory-needs.ts';
import type { MemoryNeeds, PopulationSize } from './memory-needs.ts';
import type { SupervisedOptions } from './supervised.ts';

/** Sizes of a data set and its splits, before it is loaded. */
export interface ExampleSizes {
  /** Numbers of an example. */
  features: number;
  /** 1 where a number is predicted. */
  classes: number;
  train: number;
  validation: number;
  test: number;
  /** Rows of the set; `used`: only those that some run uses lie on the device. */
  rows: number;
  used: boolean;
}

/** Those of a data set of the program. Throws for an unknown id. */
export function exampleSizes(dataSet: string, splits: Pick<ExampleSizes, 'train' | 'validation' | 'test'>): ExampleSizes {
  if (!isDataSetId(dataSet)) throw new Error(`there is no data set ${dataSet}`);
  const { kind, defaultExamples, ownTest } = dataSources[dataSet];
  return { ...sizesOf(dataSet), ...splits, rows: defaultExamples + ownTest, used: kind === 'images' };
}

export function rowsOnDevice({ rows, used, train, validation, test }: ExampleSizes, seeds: number): number {
  return used ? Math.min(rows, validation + test + drawnRows(Math.max(1, rows - validation - test), train, seeds)) : rows;
}

export function supervisedNeeds(options: SupervisedOptions, sizes: ExampleSizes, size: PopulationSize): MemoryNeeds {
  const { features, classes, train, validation, test } = sizes;
  const evaluated = Math.min(train, options.evaluatedTrainingExamples);
  const rows = rowsOnDevice(sizes, size.seeds);
  return networkNeeds(
    {
      model: options.model({ featureCount: features, classes }),
      input: [features],
      moments: options.optimizer.moments,
      ...(options.members !== undefined && { members: options.members }),
      ...(options.keepBest && { copies: 1 }),
      passes: [
        { examples: options.batchSize, given: features * (options.augment ? 3 : 1), training: true },
        {
          examples: Math.min(evaluationBatch, Math.max(evaluated, validation, test)),
          given: features * (options.trainingMode ? 2 : 1),
          training: false,
        },
      ],
      perRun: (options.members ?? 1) * train + evaluated + validation + test,
      shared: rows * (features + 1),
      largestShared: rows * features,
    },
    size,
  );
}
