/** Which parts of a run can be taken away, for an arm that is described: every program, whatever was changed while it trained. */
import type { Description } from '../../experiment/arm-description.ts';
import type { RunPart } from './run-files.ts';

/** Why an arm that is described has no data: keys of texts. */
export type NoPart = 'surface';

/** @returns null: there is one */
export const whyNoPart = (part: RunPart, { task }: Description): NoPart | null =>
  part === 'data' && task === 'descent' ? 'surface' : null;
