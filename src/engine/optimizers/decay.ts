/** Weight decay that does not pass through the gradient. */
import { decayOp } from '../device/kernels/gradients.ts';
import { branchAt, mapTree } from '../training/tree.ts';
import { constants, setting } from './optimizer.ts';
import type { Optimizer, Setting } from './optimizer.ts';

/**
 * parameter ← parameter − learningRate · weightDecay · parameter, then the update of `optimizer` (Loshchilov & Hutter 2019; around SGD
 * their SGDW). AdamW and Lion have it inside their kernels.
 *
 * @param settings.decays - which parameters decay, by their path; default all
 */
export function decoupledDecay(
  settings: { learningRate: Setting; weightDecay: Setting; decays?: (path: string) => boolean },
  optimizer: Optimizer,
): Optimizer {
  const { learningRate, weightDecay, decays = () => true } = settings;
  return {
    moments: optimizer.moments,
    init: (population, parameters) => ({
      constants: constants(population, { learningRate, weightDecay }),
      optimizer: optimizer.init(population, parameters),
    }),
    update: (parameters, gradients, state, live) => {
      const kept = branchAt(state, 'constants');
      const [rate, decay] = [setting('learningRate', learningRate, kept, live), setting('weightDecay', weightDecay, kept, live)];
      const decayed = mapTree(parameters, (parameter, path) => (decays(path) ? decayOp(parameter, rate, decay) : parameter));
      const updated = optimizer.update(decayed, gradients, branchAt(state, 'optimizer'), live);
      return { parameters: updated.parameters, state: { constants: kept, optimizer: updated.state } };
    },
  };
}
