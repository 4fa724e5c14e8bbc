/** Which parts of a run can be taken away, for an arm that is described. */
import type { Description } from '../../experiment/arm-description.ts';
import { whyNoKeras, type NoKeras } from './keras-limits.ts';
import type { RunPart } from './run-files.ts';

/** Why an arm that is described has no data, or is not written in a framework: keys of texts. */
export type NoPart = NoKeras | 'pytorchOnly' | 'surface';

/** Null: there is one. */
export function whyNoPart(part: RunPart, description: Description): NoPart | null {
  if (part === 'pytorch') return null;
  if (part === 'data') return description.task === 'descent' ? 'surface' : null;
  if (description.task !== 'examples') return 'pytorchOnly';
  return part === 'keras' ? whyNoKeras(description) : null;
}
