/** Texts about adding seeds in English. */
import { plural } from './plural.ts';

export const doubling = {
  title: 'More seeds',
  offer: (seeds: string, twice: string) => `Double the seeds: ${seeds} → ${twice}`,
  note: (seeds: number, look: number) =>
    `Trains ${plural(seeds, 'more seed', 'more seeds')} of every arm; those that are there stay. It is look ${look + 1} at the data: it may spend half the error of the one before, so that all looks together err at most 5 % of the time.`,
  training: (seeds: number) => `Training ${plural(seeds, 'more seed', 'more seeds')}:`,
  cancel: 'Cancel',
  started: (seeds: number) => `Training ${plural(seeds, 'more seed', 'more seeds')} of every arm.`,
};
