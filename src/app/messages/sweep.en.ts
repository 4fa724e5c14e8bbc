/** What is said of sweeps, in English. */
import { formatCount } from '../format.ts';
import { plural } from './plural.ts';

export const sweep = {
  title: (measure: string, name: string) => `${measure} against ${name}`,
  name: (measure: string, name: string, arms: string) => `Chart of ${measure} against ${name} for ${arms}`,
  legend: 'Mean over seeds with its 95 % band; a ring marks the lowest, hollow marks and crosses values at which seeds diverged.',
  table: 'What the sweep comes to in each arm',
  best: (name: string) => `best ${name}`,
  bestOf: (measure: string) => `${measure} there`,
  score: (measure: string) => `${measure}, best chosen per seed`,
  chosenNote: (measure: string, alike: boolean) =>
    `Each arm stands at the value with the lowest ${measure} in each seed${alike ? ', and is scored by that too: a little better than by anything else' : ''}.`,
  width: (factor: string) => `decades within ${factor} × the lowest`,
  recorded: (seeds: string) => `Recorded means of ${seeds} seeds. Run to see what each seed’s best value scores.`,
  at: (arm: string, value: string) => `${arm} at ${value}`,
  overSteps: 'Over steps, each arm at its best value',
  offer: (name: string, count: number) => `Sweep: ${name} at ${count} values`,
  own: 'Sweep any number',
  of: (name: string) => `Sweep ${name}`,
  over: 'over',
  from: 'from',
  to: 'to',
  count: 'values',
  list: 'or a list',
  take: 'Sweep',
  plan: (values: number, arms: number, seeds: number, runs: number) =>
    `${plural(values, 'value', 'values')} × ${plural(arms, 'arm', 'arms')} × ${plural(seeds, 'seed', 'seeds')} = ${plural(runs, 'run', 'runs')}`,
  offerNote: (runs: number) => `Every arm at every value, ${formatCount(runs)} runs in all. The best value is chosen inside each seed.`,
};
