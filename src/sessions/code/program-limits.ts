/** Which parts of a run can be taken away, for an arm that is described. */
import type { Description } from '../../experiment/arm-description.ts';
import type { ArmChange } from './run-of-arm.ts';
import type { RunPart } from './run-files.ts';

/** Why an arm that is described has no data, or is not written in a framework: keys of texts. */
export type NoPart = 'surface' | 'liveChanges';

/**
 * @param changes - what was changed in the arm while it trained
 * @returns null: there is one
 */
export function whyNoPart(part: RunPart, description: Description, changes: readonly ArmChange[] = []): NoPart | null {
  if (part === 'pytorch') return null;
  if (part === 'data') return description.task === 'descent' ? 'surface' : null;
  return part === 'keras' && description.task === 'adaptation' && changes.length > 0 ? 'liveChanges' : null;
}
