/** How a model can be adapted, in words and numbers. Imports no tensors: pages and programs elsewhere need it too. */
import type { Setting } from '../optimizers/optimizer.ts';
import type { Projection } from './attention.ts';

export const methods = ['full', 'head', 'lora', 'adapters', 'prefix', 'prompt', 'bitfit', 'none'] as const;
export type Method = (typeof methods)[number];

/** Which matrices of a block LoRA adapts: those of Hu et al. 2021 (query and value), all of attention, or all of the block. */
export const matrixChoices = ['query-value', 'attention', 'all'] as const;
export type Matrices = (typeof matrixChoices)[number];

export interface Adaptation {
  method: Method;
  /** LoRA: rank, the matrices, and what the update is multiplied by (alpha / rank), for good or as a live hyperparameter. */
  rank: number;
  matrices: Matrices;
  scaling: Setting;
  /** Width inside adapters. */
  bottleneck: number;
  /** Trained keys and values of every block (prefix), or vectors in front of the sequence (prompt). */
  length: number;
}

/** Sizes of a language model: what its weights are stored with. */
export interface ModelSizes {
  width: number;
  heads: number;
  layers: number;
  context: number;
}

/** A matrix of a block. */
type Matrix = Projection | 'up' | 'down';

/** Whether LoRA of this choice adapts a matrix. */
export function adapts(matrices: Matrices, matrix: Matrix): boolean {
  if (matrices === 'query-value') return matrix === 'query' || matrix === 'value';
  return matrices === 'all' || !['up', 'down'].includes(matrix);
}
