/**
 * Disjoint, seeded splits. All seeds of a session share validation and test examples (paired comparisons); each seed draws its own
 * training subset from the pool that remains.
 */
import { permutation } from '../random/permutation.ts';
import { FROZEN, streamKey } from '../random/streams.ts';

export interface Split {
  /** Row numbers that may be trained on, in the order of the draw. */
  pool: Int32Array;
  validation: Int32Array;
  test: Int32Array;
}

/** Rows `first` … `first + count − 1` in the random order of a stream. */
function shuffled(first: number, count: number, sessionSeed: number, seed: number, stream: string): Int32Array {
  const [key0, key1] = streamKey(sessionSeed, seed, stream);
  return Int32Array.from(permutation(key0, key1, 0, count), (row) => first + row);
}

function checkSize(size: number, name: string): void {
  if (!Number.isInteger(size) || size < 0) {
    throw new RangeError(`The ${name} size is ${size}, but it must be a whole number from 0 up. Choose another one.`);
  }
}

/**
 * Splits the rows 0 … examples − 1 into pool, validation and test, the same for all seeds of a session.
 *
 * @param ownTest - how many rows at the end are the data set's own test examples: the test split is drawn from them alone, and
 *   pool and validation from the others. 0: all three are drawn from all rows
 * @throws RangeError when the sizes leave no example to train on, or exceed the set's own test examples
 */
export function split(examples: number, sizes: { validation: number; test: number }, sessionSeed: number, ownTest = 0): Split {
  const { validation, test } = sizes;
  checkSize(validation, 'validation');
  checkSize(test, 'test');
  checkSize(ownTest, 'own test');
  if (ownTest > 0 && test > ownTest) {
    throw new RangeError(`The test split needs ${test} examples, but the data set has only ${ownTest} for testing. Choose a smaller one.`);
  }
  const common = examples - ownTest;
  const held = validation + (ownTest > 0 ? 0 : test);
  if (held >= common) {
    throw new RangeError(
      `Validation and test need ${held} examples, but there are only ${common}, and some must remain to train on. ` +
        'Choose smaller splits or more examples.',
    );
  }
  const order = shuffled(0, common, sessionSeed, FROZEN, 'split');
  const own = shuffled(common, ownTest, sessionSeed, FROZEN, 'split/test');
  return {
    validation: order.slice(0, validation),
    test: ownTest > 0 ? own.slice(0, test) : order.slice(validation, held),
    pool: order.slice(held),
  };
}

/**
 * The training examples of one seed, drawn from the pool without replacement.
 *
 * @param pool - row numbers
 * @param seed - the seed's index, or `FROZEN` to give all seeds the same subset
 * @returns `[size]` row numbers; a smaller size gives a prefix of a larger one
 * @throws RangeError when the pool is smaller than the subset, or the subset is empty
 */
export function trainingSubset(pool: Int32Array, size: number, sessionSeed: number, seed: number): Int32Array {
  checkSize(size, 'training');
  if (size < 1 || size > pool.length) {
    throw new RangeError(
      `A training subset of ${size} examples was asked for, but there are from 1 to ${pool.length} to draw from. ` +
        'Choose fewer training examples or smaller validation and test splits.',
    );
  }
  const places = shuffled(0, pool.length, sessionSeed, seed, 'subset');
  return places.slice(0, size).map((place) => pool[place] ?? 0);
}
