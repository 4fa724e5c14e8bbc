/** The examples that a value for data names: of a data set of the program, or of the table that a session brings along. */
import { DataError } from '../engine/data/data-error.ts';
import { examplesFor, prepared, type ExampleOptions } from '../engine/data/examples.ts';
import { tableSet } from '../engine/data/table.ts';
import type { Population } from '../engine/training/population.ts';
import type { Examples } from '../engine/training/supervised.ts';
import { ownDataOf, ownPath } from './own-data.ts';

/**
 * Splits, subsets and standardization of the examples of a population, all of whose runs belong to one session.
 *
 * @throws Error with a sentence for people when the data cannot be loaded, have too few examples, or are not the table that was named
 */
export async function namedExamples(population: Pick<Population, 'runs' | 'fetchBytes'>, options: ExampleOptions): Promise<Examples> {
  const own = ownDataOf(options.dataSet);
  if (!own) return examplesFor(population, options);
  const set = tableSet(await population.fetchBytes(ownPath(own.hash)));
  if (set.examples !== own.rows || set.featureShape[0] !== own.features || set.classes !== own.classes) {
    throw new DataError('The table that this session brings along is not the one that its settings name. Open the right file again.');
  }
  return prepared(population, set, options, { perFeature: true });
}
