/** What is said where a session keeps no more live changes, in English. */
import { formatCount } from '../format.ts';

export const events = {
  full: (max: number) =>
    `${formatCount(max)} live changes are the most that a session keeps, so that it can be replayed and shared. What you change from now on waits for the next run; “Run without them” then begins with no changes. A fork can still go on with other values.`,
  waits: (name: string, max: number) =>
    `The session has its ${formatCount(max)} live changes and keeps no more: ${name} waits for the next run.`,
};
