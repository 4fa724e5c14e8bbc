/** Of a large data set only the examples that some run uses need to lie on the device. */

/** Row numbers of examples: each run's training subset, validation and test. */
interface Rows {
  subsets: readonly Int32Array[];
  validation: Int32Array;
  test: Int32Array;
}

/**
 * The rows that are used, in the order of the data set, as a data set of their own with the row numbers in it. What is gathered by these is
 * the same, whichever other rows are there.
 *
 * @param features - `[N, featureCount]`; labels `[N]`
 */
export function usedRows<Set extends Rows & { features: Float32Array; labels: Int32Array; featureCount: number }>(set: Set): Set {
  const { features, labels, featureCount } = set;
  const place = new Int32Array(labels.length).fill(-1);
  for (const rows of [...set.subsets, set.validation, set.test]) for (const row of rows) place[row] = 0;
  let count = 0;
  for (let row = 0; row < place.length; row++) if (place[row] === 0) place[row] = count++;
  const kept = { features: new Float32Array(count * featureCount), labels: new Int32Array(count) };
  place.forEach((to, row) => {
    if (to < 0) return;
    kept.features.set(features.subarray(row * featureCount, (row + 1) * featureCount), to * featureCount);
    kept.labels[to] = labels[row] ?? 0;
  });
  const renumbered = (rows: Int32Array): Int32Array => rows.map((row) => place[row] ?? 0);
  return {
    ...set,
    ...kept,
    subsets: set.subsets.map(renumbered),
    validation: renumbered(set.validation),
    test: renumbered(set.test),
  };
}
