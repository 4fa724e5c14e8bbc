/** Which parts of a run can be taken away, for an arm that is described. */
import type { Description } from '../../experiment/arm-description.ts';
import type { ArmChange } from './run-of-arm.ts';
import { whyNoKeras, whyNoKerasOptimizer, type NoKeras } from './keras-limits.ts';
import type { RunPart } from './run-files.ts';

/** Why an arm that is described has no data, or is not written in a framework: keys of texts. */
export type NoPart = NoKeras | 'augmentation' | 'ensemble' | 'pytorchOnly' | 'surface' | 'liveChanges';

/**
 * @param changes - what was changed in the arm while it trained
 * @returns null: there is one
 */
export function whyNoPart(part: RunPart, description: Description, changes: readonly ArmChange[] = []): NoPart | null {
  if (part === 'pytorch') return null;
  if (part === 'data') return description.task === 'descent' ? 'surface' : null;
  if (part === 'keras' && changes.length > 0) return 'liveChanges';
  // What it became may be what programs do not know.
  const whole = [description, ...changes.map((change) => change.description)];
  return whole.map((one) => whyNoProgram(part, one)).find((why) => why !== null) ?? null;
}

function whyNoProgram(part: RunPart, description: Description): NoPart | null {
  if (description.task === 'adaptation') return 'pytorchOnly';
  if (description.task === 'descent') return part === 'keras' ? whyNoKerasOptimizer(description.optimizer) : null;
  if (part === 'keras' && description.members !== undefined) return 'ensemble';
  if (part === 'keras' && description.augmentation) return 'augmentation';
  return part === 'keras' ? whyNoKeras(description) : null;
}
