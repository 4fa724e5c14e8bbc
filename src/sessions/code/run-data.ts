/** The examples of one run, as its arm draws them: its own training subset, validation and test, raw, and how they are standardized. */
import type { FetchBytes } from '../../engine/data/data-set.ts';
import { standardized, type Standardization } from '../../engine/data/standardize.ts';
import { ownDataOf } from '../../experiment/own-data.ts';
import { namedExamples } from '../../experiment/own-examples.ts';
import type { ProgramFiles, RunOfArm } from './run-of-arm.ts';
import { writeNpy } from './npy.ts';

export interface SplitData {
  name: 'train' | 'validation' | 'test';
  /** `[N, F]`, raw, in the order in which batches count them. */
  features: Float32Array;
  /** `[N]`: labels, or raw numbers to predict. */
  wanted: Int32Array | Float32Array;
}

export interface RunData {
  featureCount: number;
  splits: SplitData[];
  /** Standardization by the training examples: per feature, or one number for all. */
  mean: Float32Array;
  scale: Float32Array;
  /** How the number to predict is standardized; null where there are classes. */
  target: Standardization | null;
}

/** @throws Error with a sentence for people when the data cannot be loaded */
export async function dataOfRun(run: Pick<RunOfArm, 'seed' | 'sessionSeed' | 'description'>, fetchBytes: FetchBytes): Promise<RunData> {
  const { seed, sessionSeed, description } = run;
  const examples = await namedExamples({ runs: [{ sessionSeed, seed, values: {} }], fetchBytes }, description.data);
  const { featureCount, features, labels, subsets, validation, test, mean, scale, targets } = examples;
  const rowsOf = (name: SplitData['name'], rows: Int32Array): SplitData => {
    const own = new Float32Array(rows.length * featureCount);
    rows.forEach((row, at) => own.set(features.subarray(row * featureCount, (row + 1) * featureCount), at * featureCount));
    return {
      name,
      features: own,
      wanted: targets ? Float32Array.from(rows, (row) => targets.values[row] ?? NaN) : rows.map((row) => labels[row] ?? 0),
    };
  };
  const splits = [
    rowsOf('train', subsets[0] ?? new Int32Array()),
    rowsOf('validation', validation),
    ...(test.length > 0 ? [rowsOf('test', test)] : []),
  ];
  return { featureCount, splits, mean, scale, target: targets ? { mean: targets.mean, scale: targets.scale } : null };
}

/** As NumPy arrays in the folder `data`: raw features and labels or numbers of each split, means and scales. */
export function arrayFiles({ featureCount, splits, mean, scale, target }: RunData): Record<string, Uint8Array<ArrayBuffer>> {
  return {
    ...Object.fromEntries(
      splits.flatMap(({ name, features, wanted }) => [
        [`data/${name}_x.npy`, writeNpy(features, [wanted.length, featureCount])],
        [`data/${name}_y.npy`, writeNpy(wanted, [wanted.length])],
      ]),
    ),
    'data/mean.npy': writeNpy(mean, [mean.length]),
    'data/scale.npy': writeNpy(scale, [scale.length]),
    ...(target && { 'data/target_mean.npy': writeNpy(target.mean, [1]), 'data/target_scale.npy': writeNpy(target.scale, [1]) }),
  };
}

/** One line for each example, the label or the number first; numbers with the digits that give the float32 again. */
function csvOf(features: Float32Array, wanted: Int32Array | Float32Array, featureCount: number): string {
  const digits = (value: number): number => Number(value.toPrecision(9));
  const first = wanted instanceof Float32Array ? 'number' : 'label';
  const head = [first, ...Array.from({ length: featureCount }, (_, i) => `x${i}`)].join();
  const lines = Array.from(wanted, (own, row) =>
    [own, ...features.subarray(row * featureCount, (row + 1) * featureCount)].map(digits).join(),
  );
  return `${[head, ...lines].join('\r\n')}\r\n`;
}

/** As text only what a person would read. */
const mostColumns = 32;
const mostNumbers = 500_000;

const asText = ({ featureCount, splits }: RunData): boolean =>
  featureCount <= mostColumns && splits.reduce((sum, { features }) => sum + features.length, 0) <= mostNumbers;

/** The data alone: raw and standardized, as arrays and, of points, as CSV. */
export function dataFiles(run: RunOfArm, data: RunData): ProgramFiles {
  const { featureCount, splits, mean, scale, target } = data;
  const tables: Record<string, string | Uint8Array<ArrayBuffer>> = {};
  for (const { name, features, wanted } of splits) {
    const own = standardized(features, featureCount, { mean, scale });
    const goal = target && wanted instanceof Float32Array ? standardized(wanted, 1, target) : wanted;
    if (asText(data)) {
      tables[`raw/${name}.csv`] = csvOf(features, wanted, featureCount);
      tables[`standardized/${name}.csv`] = csvOf(own, goal, featureCount);
    } else {
      tables[`standardized/${name}_x.npy`] = writeNpy(own, [wanted.length, featureCount]);
      if (target) tables[`standardized/${name}_y.npy`] = writeNpy(goal, [wanted.length]);
    }
  }
  return { 'README.md': dataReadme(run, data), ...arrayFiles(data), ...tables };
}

/** What lies in the folder `data`, for a README. */
export function dataWords({ description: { data } }: RunOfArm, { featureCount, splits, mean, target }: RunData): string {
  const own = ownDataOf(data.dataSet);
  const sizes = splits.map(({ name, wanted }) => `${wanted.length} ${name}`).join(', ');
  const noise =
    !target && (data.labelNoise ?? 0) > 0
      ? ` A share of ${data.labelNoise ?? 0} of the labels that may be trained on is wrong on purpose.`
      : '';
  const drawn = own ? "The training examples are those of every seed, in this seed's order" : "The training examples are this seed's own";
  const wanted = target ? 'the raw number to predict, float32' : 'labels, int32';
  const goal = target
    ? '\n- `data/target_mean.npy`, `data/target_scale.npy`: the same of the number to predict, in whose standard deviations losses are'
    : '';
  return `${own ? 'A table of your own' : `Data set ${data.dataSet}`}: ${sizes} examples of ${featureCount} numbers. ${drawn}; validation and test are the same for all seeds.${noise}

- \`data/<split>_x.npy\`: raw features, float32, [examples, ${featureCount}]; \`data/<split>_y.npy\`: ${wanted}
- \`data/mean.npy\`, \`data/scale.npy\`: standardized = (raw − mean) · scale, from the training examples alone, ${mean.length === 1 && featureCount > 1 ? 'one for all features' : 'one for each feature'}${goal}
`;
}

function dataReadme(run: RunOfArm, data: RunData): string {
  const further = asText(data)
    ? `- \`raw/<split>.csv\`, \`standardized/<split>.csv\`: the same as text, the ${data.target ? 'number to predict' : 'label'} first`
    : `- \`standardized/<split>_x.npy\`${data.target ? ', `standardized/<split>_y.npy`' : ''}: standardized, float32`;
  return `# Data of ${run.experiment}, arm ${run.arm}, seed ${run.seed}

Session seed ${run.sessionSeed}. ${dataWords(run, data)}${further}
`;
}
