/** All data sets by id, and the one way to load them. */
import { circles } from './circles.ts';
import type { DataSet, DataSource, LoadOptions } from './data-set.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { gaussians } from './gaussians.ts';
import { mnist } from './mnist.ts';
import { spiral } from './spiral.ts';
import { twoMoons } from './two-moons.ts';
import { wave } from './wave.ts';
import { xor } from './xor.ts';

export const dataSources = {
  'two-moons': twoMoons,
  circles,
  xor,
  spiral,
  gaussians,
  wave,
  mnist,
  'fashion-mnist': fashionMnist,
} as const satisfies Record<string, DataSource>;

export type DataSetId = keyof typeof dataSources;

export function isDataSetId(id: string): id is DataSetId {
  return Object.hasOwn(dataSources, id);
}

/** Numbers of an example and classes of a data set, without loading it. Throws for an unknown id. */
export function sizesOf(id: string): { features: number; classes: number } {
  if (!isDataSetId(id)) throw new Error(`there is no data set ${id}`);
  const { featureShape, classes } = dataSources[id];
  return { features: featureShape.reduce((product, size) => product * size, 1), classes };
}

/**
 * Loads a data set.
 *
 * @throws Error with a sentence for people: an unknown id, a file that cannot be read or is not the declared one, options out of range
 */
export async function loadDataSet(id: string, options: LoadOptions): Promise<DataSet> {
  if (!isDataSetId(id)) {
    throw new Error(`There is no data set “${id}” in this version. Choose one of: ${Object.keys(dataSources).join(', ')}.`);
  }
  return dataSources[id].load(options);
}
