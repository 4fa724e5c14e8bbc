/** What a data set is, what can be said about one before it is loaded, and what loading needs. */

/** A loaded data set. Row i of `features` belongs to `labels[i]`. */
export interface DataSet {
  /** `[N, F]`, raw: coordinates of points; images scaled to 0 … 1, row by row. */
  features: Float32Array;
  /** `[N]`, from 0 to `classes` − 1. */
  labels: Int32Array;
  /** `[N]`: numbers to be predicted; `classes` is then 1, and all labels are 0. */
  targets?: Float32Array;
  /** What a person calls the features and the number to predict. */
  names?: { features: readonly string[]; target: string };
  /** N. */
  examples: number;
  /** The shape of one example: `[2]`, `[28, 28, 1]`; F is its product. */
  featureShape: number[];
  classes: number;
  /** How many rows at the end are the set's own test examples; 0 when it has none. `split` never trains on them. */
  ownTest: number;
}

/** Reads a file of the site, by its path below the site's root (`data/mnist.bin`). Rejects with an Error made for people. */
export type FetchBytes = (path: string) => Promise<Uint8Array>;

export interface LoadOptions {
  /** The session's seed; generated sets derive from it, packed ones do not. */
  sessionSeed: number;
  /** Reads packed files; generated sets never call it. */
  fetchBytes: FetchBytes;
  /** Put before the path of a file, `''` by default. */
  base?: string;
  /** Standard deviation of the Gaussian noise on coordinates, in the units of the points; only for generated sets. */
  noise?: number;
  /** How many examples, besides the set's own test examples; by default as many as `defaultExamples` says. */
  examples?: number;
}

/** A data set's declared facts, and how to get it. */
export interface DataSource {
  /** `points` and `curve` are generated and have a `noise`; `images` are packed files; of a `curve` a number is predicted. */
  kind: 'points' | 'curve' | 'images';
  /** The proper English name. */
  name: string;
  /** 1 where a number is predicted. */
  classes: number;
  /** What the classes are called, in English. */
  classNames: readonly string[];
  featureShape: readonly number[];
  defaultExamples: number;
  maxExamples: number;
  ownTest: number;
  /** The noise that makes the set neither trivial nor hopeless; absent for images. */
  defaultNoise?: number;
  /** Who made it. */
  origin: string;
  licence: string;
  /** @throws Error with a sentence for people when the data cannot be had */
  load(options: LoadOptions): Promise<DataSet>;
}

/**
 * The number of examples that the options ask for.
 *
 * @throws RangeError when it is not a whole number from 1 to `maxExamples`
 */
export function requestedExamples(source: Pick<DataSource, 'name' | 'defaultExamples' | 'maxExamples'>, options: LoadOptions): number {
  const examples = options.examples ?? source.defaultExamples;
  if (!Number.isInteger(examples) || examples < 1 || examples > source.maxExamples) {
    throw new RangeError(
      `${source.name} was asked for ${examples} examples, but has from 1 to ${source.maxExamples} to give. Choose a number in that range.`,
    );
  }
  return examples;
}
