/** The models that ship with the site as adapters know them: by name, with their sizes and the matrices that LoRA may adapt. */
import type { ClassifierSizes } from '../layers/adapted-classifier.ts';
import { adapts, matrixChoices } from '../layers/adaptation-methods.ts';
import type { Matrices, ModelSizes } from '../layers/adaptation-methods.ts';
import { baseModelIds, baseModelSizes } from './base-models.ts';
import { clothesSizes } from './image-models.ts';

export const adaptedBases = [...baseModelIds, 'clothes'] as const;
export type AdaptedBase = (typeof adaptedBases)[number];
export type AdaptedSizes = ModelSizes | ClassifierSizes;

export const sizesOfBase = (base: AdaptedBase): AdaptedSizes => (base === 'clothes' ? clothesSizes : baseModelSizes[base]);

/** An adapted matrix. */
export interface Place {
  /** Of the layer among the parameters. */
  path: string;
  /** Of the module in a file. */
  module: string;
  inputs: number;
  outputs: number;
}

const projections = ['query', 'key', 'value', 'output', 'up', 'down'] as const;
const layersOfClassifier = ['hidden1', 'hidden2', 'output'] as const;

/** What a file calls the modules of a choice of matrices, of language models and of classifiers; the latter are adapted as a whole. */
const targetsOfModel = (chosen: Matrices): string[] => projections.filter((name) => adapts(chosen, name));
export const targetsOf = (sizes: AdaptedSizes, chosen: Matrices): string[] =>
  'layers' in sizes ? targetsOfModel(chosen) : [...layersOfClassifier];

/** The choice of matrices that a file's targets are, in any order; null for none that there is here. */
export function choiceOf(targets: readonly string[]): Matrices | null {
  const same = (others: readonly string[]): boolean => [...others].sort().join() === [...targets].sort().join();
  if (same(layersOfClassifier)) return 'all';
  return matrixChoices.find((choice) => same(targetsOfModel(choice))) ?? null;
}

/** The adapted matrices of a model, in order. */
export function placesOf(sizes: AdaptedSizes, chosen: Matrices): Place[] {
  const module = (name: string): string => `base_model.model.${name}`;
  if (!('layers' in sizes)) {
    const { inputs, width, classes } = sizes;
    return [
      { path: 'hidden1/product', module: module('hidden1'), inputs, outputs: width },
      { path: 'hidden2/product', module: module('hidden2'), inputs: width, outputs: width },
      { path: 'output', module: module('output'), inputs: width, outputs: classes },
    ];
  }
  const { width, layers } = sizes;
  const inPerceptron = (name: string): boolean => name === 'up' || name === 'down';
  return Array.from({ length: layers }, (_, block) =>
    targetsOfModel(chosen).map((name) => ({
      path: `body/block${block}/${inPerceptron(name) ? 'perceptron/branch' : 'attention/branch/attention'}/${name}`,
      module: module(`blocks.${block}.${inPerceptron(name) ? 'perceptron' : 'attention'}.${name}`),
      inputs: name === 'down' ? 4 * width : width,
      outputs: name === 'up' ? 4 * width : width,
    })),
  ).flat();
}
