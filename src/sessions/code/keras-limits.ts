/** What programs in Keras leave out. */
import type { OptimizerDescription } from '../../experiment/arm-description.ts';
import type { RunOfArm } from './run-of-arm.ts';

/** Why there is no program in Keras for an arm that others are written for; null where there is one. */
export type NoKeras = 'muon' | 'nadam' | 'l1' | 'focal' | 'keepBest';

export const whyNoKerasOptimizer = ({ kind }: OptimizerDescription): 'muon' | 'nadam' | null =>
  kind === 'muon' || kind === 'nadam' ? kind : null;

export function whyNoKeras({ optimizer, l1, loss, keepBest }: RunOfArm['description']): NoKeras | null {
  const unlike = whyNoKerasOptimizer(optimizer);
  if (unlike) return unlike;
  if (l1 > 0) return 'l1';
  if (loss.kind === 'focal') return 'focal';
  return keepBest ? 'keepBest' : null;
}
