/** What programs in Keras leave out. */
import type { RunOfArm } from './run-of-arm.ts';

/** Why there is no program in Keras for an arm that others are written for; null where there is one. */
export type NoKeras = 'muon' | 'nadam' | 'l1' | 'focal' | 'keepBest';

export function whyNoKeras({ optimizer, l1, loss, keepBest }: RunOfArm['description']): NoKeras | null {
  if (optimizer.kind === 'muon' || optimizer.kind === 'nadam') return optimizer.kind;
  if (l1 > 0) return 'l1';
  if (loss.kind === 'focal') return 'focal';
  return keepBest ? 'keepBest' : null;
}
