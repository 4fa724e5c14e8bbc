/** The examples of one run, as its arm draws them: its own training subset, validation and test, raw, and how they are standardized. */
import type { FetchBytes } from '../../engine/data/data-set.ts';
import { examplesFor } from '../../engine/data/examples.ts';
import { standardized } from '../../engine/data/standardize.ts';
import type { ProgramFiles, RunOfArm } from './run-of-arm.ts';
import { writeNpy } from './npy.ts';

export interface SplitData {
  name: 'train' | 'validation' | 'test';
  /** `[N, F]`, raw, in the order in which batches count them. */
  features: Float32Array;
  labels: Int32Array;
}

export interface RunData {
  featureCount: number;
  splits: SplitData[];
  /** Standardization by the training examples: per feature, or one number for all. */
  mean: Float32Array;
  scale: Float32Array;
}

/** @throws Error with a sentence for people when the data cannot be loaded */
export async function dataOfRun(run: Pick<RunOfArm, 'seed' | 'sessionSeed' | 'description'>, fetchBytes: FetchBytes): Promise<RunData> {
  const { seed, sessionSeed, description } = run;
  const examples = await examplesFor({ runs: [{ sessionSeed, seed, values: {} }], fetchBytes }, description.data);
  const { featureCount, features, labels, subsets, validation, test, mean, scale } = examples;
  const rowsOf = (name: SplitData['name'], rows: Int32Array): SplitData => {
    const own = new Float32Array(rows.length * featureCount);
    rows.forEach((row, at) => own.set(features.subarray(row * featureCount, (row + 1) * featureCount), at * featureCount));
    return { name, features: own, labels: rows.map((row) => labels[row] ?? 0) };
  };
  const splits = [
    rowsOf('train', subsets[0] ?? new Int32Array()),
    rowsOf('validation', validation),
    ...(test.length > 0 ? [rowsOf('test', test)] : []),
  ];
  return { featureCount, splits, mean, scale };
}

/** As NumPy arrays in the folder `data`: raw features and labels of each split, mean and scale. */
export function arrayFiles({ featureCount, splits, mean, scale }: RunData): Record<string, Uint8Array<ArrayBuffer>> {
  return {
    ...Object.fromEntries(
      splits.flatMap(({ name, features, labels }) => [
        [`data/${name}_x.npy`, writeNpy(features, [labels.length, featureCount])],
        [`data/${name}_y.npy`, writeNpy(labels, [labels.length])],
      ]),
    ),
    'data/mean.npy': writeNpy(mean, [mean.length]),
    'data/scale.npy': writeNpy(scale, [scale.length]),
  };
}

/** One line for each example, the label first; numbers with the digits that give the float32 again. */
function csvOf(features: Float32Array, labels: Int32Array, featureCount: number): string {
  const head = ['label', ...Array.from({ length: featureCount }, (_, i) => `x${i}`)].join();
  const lines = Array.from(labels, (label, row) => {
    const own = features.subarray(row * featureCount, (row + 1) * featureCount);
    return `${label},${Array.from(own, (value) => Number(value.toPrecision(9))).join()}`;
  });
  return `${[head, ...lines].join('\r\n')}\r\n`;
}

/** As text only what a person would read. */
const mostColumns = 32;

/** The data alone: raw and standardized, as arrays and, of points, as CSV. */
export function dataFiles(run: RunOfArm, data: RunData): ProgramFiles {
  const { featureCount, splits, mean, scale } = data;
  const tables = splits.flatMap(({ name, features, labels }): [string, string | Uint8Array<ArrayBuffer>][] => {
    const own = standardized(features, featureCount, { mean, scale });
    if (featureCount > mostColumns) return [[`standardized/${name}_x.npy`, writeNpy(own, [labels.length, featureCount])]];
    return [
      [`raw/${name}.csv`, csvOf(features, labels, featureCount)],
      [`standardized/${name}.csv`, csvOf(own, labels, featureCount)],
    ];
  });
  return { 'README.md': dataReadme(run, data), ...arrayFiles(data), ...Object.fromEntries(tables) };
}

/** What lies in the folder `data`, for a README. */
export function dataWords({ description: { data } }: RunOfArm, { featureCount, splits, mean }: RunData): string {
  const sizes = splits.map(({ name, labels }) => `${labels.length} ${name}`).join(', ');
  const noise =
    (data.labelNoise ?? 0) > 0 ? ` A share of ${data.labelNoise ?? 0} of the labels that may be trained on is wrong on purpose.` : '';
  return `Data set ${data.dataSet}: ${sizes} examples of ${featureCount} numbers. The training examples are this seed's own; validation and test are the same for all seeds.${noise}

- \`data/<split>_x.npy\`: raw features, float32, [examples, ${featureCount}]; \`data/<split>_y.npy\`: labels, int32
- \`data/mean.npy\`, \`data/scale.npy\`: standardized = (raw − mean) · scale, from the training examples alone, ${mean.length === 1 ? 'one for all features' : 'one for each feature'}
`;
}

function dataReadme(run: RunOfArm, data: RunData): string {
  const further =
    data.featureCount > mostColumns
      ? '- `standardized/<split>_x.npy`: standardized features, float32'
      : '- `raw/<split>.csv`, `standardized/<split>.csv`: the same as text, the label first';
  return `# Data of ${run.experiment}, arm ${run.arm}, seed ${run.seed}

Session seed ${run.sessionSeed}. ${dataWords(run, data)}${further}
`;
}
