/** What went wrong, as a sentence on standard error and an exit code: 1 failed, 2 a mistake on the command line, 3 the device is missing. */
import { SessionFailure } from './driver.ts';
import { UsageError } from './options.ts';

export function failureOf(error: unknown): 1 | 2 | 3 {
  if (error instanceof UsageError) {
    console.error(error.message);
    return 2;
  }
  if (error instanceof SessionFailure && error.reason.code === 'deviceMissing') {
    console.error(`The device is missing: ${error.reason.detail}`);
    return 3;
  }
  if (error instanceof SessionFailure) console.error(`The session failed (${error.reason.code}): ${error.reason.detail}`);
  else console.error(error instanceof Error ? error.message : String(error));
  return 1;
}
