/** Activation statistics of one run, layer by layer: what is close to mean 0 and deviation 1, features, examples, or either within the other. */
import type { StatisticsProbe } from '../../worker/protocol.ts';

/** Mean and variance over places, `[examples, features]` each. */
export interface Cells {
  examples: number;
  features: number;
  /** Places (pixels, tokens) of each cell. */
  places: number;
  means: Float32Array;
  variances: Float32Array;
}

/** A place for a normalization: what comes in and what goes out. */
export interface Stage {
  before: Cells;
  after: Cells;
}

/** A typical mean (root of the mean square over the sets) and a typical standard deviation (likewise). */
export interface Spread {
  mean: number;
  deviation: number;
}

/** The stages of run `index` of the result, in the order of the network: layers observed one after the other under the same path. */
export function stagesOf(result: StatisticsProbe, index: number): Stage[] {
  const { examples, layers, values } = result;
  const perRun = values.length / result.runs.length;
  let offset = index * perRun;
  const cells = layers.map(({ path, features, places }) => {
    const size = examples * features;
    const means = values.subarray(offset, offset + size);
    const variances = values.subarray(offset + size, offset + 2 * size);
    offset += 2 * size;
    return { stage: path.slice(0, path.lastIndexOf('/')), own: { examples, features, places, means, variances } };
  });
  return cells.flatMap(({ stage, own }, i) => {
    const next = cells[i + 1];
    return next?.stage === stage ? [{ before: own, after: next.own }] : [];
  });
}

/** Over each feature (all examples and places), each example (all features and places), each feature of each example, or everything. */
export type Sets = 'feature' | 'example' | 'cell' | 'all';

export function spreadOver(sets: Sets, { examples, features, means, variances }: Cells): Spread {
  const setOf = (cell: number): number => {
    if (sets === 'all') return 0;
    return sets === 'cell' ? cell : sets === 'feature' ? cell % features : Math.floor(cell / features);
  };
  const count = { all: 1, cell: means.length, feature: features, example: examples }[sets];
  const [sum, squares, size] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  means.forEach((mean, cell) => {
    const set = setOf(cell);
    sum[set] = (sum[set] ?? 0) + mean;
    squares[set] = (squares[set] ?? 0) + mean * mean + (variances[cell] ?? 0);
    size[set] = (size[set] ?? 0) + 1;
  });
  let [meanSquare, variance] = [0, 0];
  for (let set = 0; set < count; set++) {
    const n = size[set] ?? 1;
    const mean = (sum[set] ?? 0) / n;
    meanSquare += mean * mean;
    variance += Math.max(0, (squares[set] ?? 0) / n - mean * mean);
  }
  return { mean: Math.sqrt(meanSquare / count), deviation: Math.sqrt(variance / count) };
}
