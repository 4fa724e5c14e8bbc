/** Texts about adding seeds in English. */
import { plural } from './plural.ts';

export const doubling = {
  title: 'More seeds',
  offer: (seeds: string, twice: string) => `Double the seeds: ${seeds} → ${twice}`,
  note: (seeds: number, look: number) =>
    `Trains ${plural(seeds, 'more seed', 'more seeds')} of every arm; those that are there stay. It is look ${look} at the data: each look may spend half the error of the one before, so that all together err at most 5 % of the time.`,
  seen: (look: number) =>
    `This is look ${look} at these data: they have been seen here with other numbers of seeds. Another session seed makes fresh data.`,
  training: (seeds: number) => `Training ${plural(seeds, 'more seed', 'more seeds')}:`,
  cancel: 'Cancel',
  started: (seeds: number) => `Training ${plural(seeds, 'more seed', 'more seeds')} of every arm.`,
};
