/** What can be taken away of a run, whatever its arm does: the files of its data and of each program. */
import type { FetchBytes } from '../../engine/data/data-set.ts';
import type { Description } from '../../experiment/arm-description.ts';
import { adaptationData, adaptationProgram } from './adaptation-files.ts';
import { descentProgram } from './descent-files.ts';
import { programFiles } from './program-files.ts';
import type { Framework } from './program-recipes.ts';
import { dataFiles, dataOfRun } from './run-data.ts';
import type { ProgramFiles, RunOfArm } from './run-of-arm.ts';

/** Its data, or a program. */
export type RunPart = Framework | 'data';

/**
 * @param expected - what the browser measured of the run (expected.ts); null: nothing yet
 * @throws Error with a sentence for people when the data cannot be loaded
 */
export async function filesOfRun(
  part: RunPart,
  run: RunOfArm<Description>,
  fetchBytes: FetchBytes,
  expected: string | null,
): Promise<ProgramFiles> {
  const { description } = run;
  switch (description.task) {
    case 'adaptation': {
      const own = { ...run, description };
      return part === 'data' ? adaptationData(own, fetchBytes) : adaptationProgram(part, own, fetchBytes, expected);
    }
    case 'descent':
      if (part === 'data') throw new Error('A surface has no data: take the program.');
      return descentProgram(part, { ...run, description }, fetchBytes, expected);
    case 'examples': {
      const own = { ...run, description };
      const data = await dataOfRun(own, fetchBytes);
      return part === 'data' ? dataFiles(own, data) : programFiles(part, own, data, expected);
    }
  }
}
