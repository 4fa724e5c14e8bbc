/** Ways to adapt a small classifier of images to another task, most of them over one copy of its weights that all runs share. */
import { activation } from './activations.ts';
import { adapter, lora } from './adaptation.ts';
import type { Adaptation, Method } from './adaptation-methods.ts';
import { dense } from './dense.ts';
import { heNormal } from './initializers.ts';
import { serial } from './layer.ts';
import type { Layer } from './layer.ts';
import { sharedDense } from './shared.ts';

/** Sizes of a classifier: what its weights are stored with. */
export interface ClassifierSizes {
  inputs: number;
  /** Units of both hidden layers. */
  width: number;
  classes: number;
}

/** The methods that there are for a classifier: it has no sequence to put something in front of. */
export const classifierMethods = ['full', 'head', 'lora', 'adapters', 'bitfit', 'none'] as const satisfies readonly Method[];

type ClassifierAdaptation = Pick<Adaptation, 'method' | 'rank' | 'scaling' | 'bottleneck'>;

/** Makes one of the three products. */
type MakeProduct = (inputs: number, outputs: number, last: boolean) => Layer;

function productsOf({ method, rank, scaling }: ClassifierAdaptation): MakeProduct {
  switch (method) {
    case 'full':
      return (inputs, outputs, last) => (last ? dense(inputs, outputs) : dense(inputs, outputs, 'linear', heNormal));
    case 'head':
      return (inputs, outputs, last) => (last ? dense(inputs, outputs) : sharedDense(inputs, outputs));
    case 'bitfit':
      return (inputs, outputs) => sharedDense(inputs, outputs, 'trained');
    case 'lora':
      return (inputs, outputs) => {
        const kept = sharedDense(inputs, outputs);
        return lora(kept, rank, scaling, kept);
      };
    default:
      return (inputs, outputs) => sharedDense(inputs, outputs);
  }
}

/**
 * Two hidden layers of ReLUs and a head: x `[R, B, inputs]` → logits `[R, B, classes]`, starting as the base and training what the method
 * says: `full` everything, `head` the last layer, `lora` low-rank updates of all three matrices (Hu et al. 2021), `adapters` bottlenecks behind
 * both hidden layers (Houlsby et al. 2019), `bitfit` the biases (Ben Zaken et al. 2022), `none` nothing. What stays is read from the context's
 * buffers, apply with path ''. Throws for a method that a classifier does not have.
 */
export function adaptedClassifier({ inputs, width, classes }: ClassifierSizes, adaptation: ClassifierAdaptation): Layer {
  const { method, bottleneck } = adaptation;
  if (!classifierMethods.some((known) => known === method)) throw new Error(`a classifier cannot be adapted by ${method}`);
  const product = productsOf(adaptation);
  const hidden = (features: number): Layer =>
    serial({
      product: product(features, width, false),
      relu: activation('relu'),
      ...(method === 'adapters' && { adapter: adapter(width, bottleneck, 'relu') }),
    });
  return serial({ hidden1: hidden(inputs), hidden2: hidden(width), output: product(width, classes, true) });
}
