/** Programs and data of a run as one zip file each. Loaded when something is exported. */
import { strToU8, Zip, ZipDeflate } from 'fflate';
import type { FetchBytes } from '../../engine/data/data-set.ts';
import type { Description } from '../../experiment/arm-description.ts';
import { filesOfRun, type RunPart } from './run-files.ts';
import { runName, type ProgramFiles, type RunOfArm } from './run-of-arm.ts';

export { fetchAmong, fetchFrom } from '../../engine/data/fetch-bytes.ts';

export interface ZipFile {
  name: string;
  /** One after the other. */
  parts: Uint8Array<ArrayBuffer>[];
}

/** Bytes that are packed without a pause: a page that trains goes on answering. */
const slice = 1 << 18;
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** All files in one folder of the zip's name, so that unpacking scatters nothing. */
async function zipped(name: string, files: ProgramFiles): Promise<ZipFile> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const failures: Error[] = [];
  const archive = new Zip((error, part) => {
    if (error) failures.push(error);
    else parts.push(new Uint8Array(part));
  });
  for (const [path, content] of Object.entries(files)) {
    const bytes = typeof content === 'string' ? strToU8(content) : content;
    const entry = new ZipDeflate(`${name}/${path}`, { level: 6 });
    archive.add(entry);
    for (let from = 0; from === 0 || from < bytes.length; from += slice) {
      entry.push(bytes.subarray(from, from + slice), from + slice >= bytes.length);
      await pause();
    }
  }
  archive.end();
  const [failure] = failures;
  if (failure) throw failure;
  return { name: `${name}.zip`, parts };
}

/**
 * @param expected - what the browser measured of the run; null: nothing yet
 * @throws Error with a sentence for people when the data cannot be loaded
 */
export async function zippedRun(
  part: RunPart,
  run: RunOfArm<Description>,
  fetchBytes: FetchBytes,
  expected: string | null,
): Promise<ZipFile> {
  return zipped(`${runName(run)}-${part.toLowerCase()}`, await filesOfRun(part, run, fetchBytes, expected));
}
