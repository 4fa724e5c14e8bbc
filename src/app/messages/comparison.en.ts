/** Texts of the comparison of arms in English. */
export const comparison = {
  title: 'Arms compared',
  table: 'Every measure of every arm at the last common evaluation, and its difference to the baseline',
  baseline: 'Baseline',
  compareWith: (arm: string) => `Compare the others with ${arm}`,
  arm: 'Arm',
  colon: ': ',
  soFar: 'so far',
  beforeRun: 'Press Run: every arm is then compared with the baseline in every measure.',
  best: (arm: string, measure: string, lowest: boolean) => `${arm} has the ${lowest ? 'lowest' : 'highest'} ${measure}`,
  by: (difference: string, interval: string, other: string) => `${difference} ${interval} against ${other}`,
  clear: 'a clear difference.',
  unclear: 'seeds alone could make as much.',
  open: 'while it trains, nothing is decided.',
  identical: 'exactly the same.',
  differs: 'clear',
  differsHint: (p: string) => `Clear: p ${p} after Holm`,
  notClearHint: (p: string) => `Not clear: p ${p} after Holm`,
  divergedOf: (count: number, all: number) => `${count} of ${all} diverged`,
  note: (seeds: number, tests: number) =>
    `Exploratory: mean ± half of the 95 % interval over ${seeds === 1 ? 'one seed' : `${seeds} seeds`}; below it the mean difference to the baseline, paired over seeds, with its 95 % interval.${
      tests > 0
        ? ` “Clear” is one that holds after Holm’s correction for ${tests === 1 ? 'one difference' : `all ${tests} differences`}.`
        : ''
    }`,
  settings: 'Where their settings differ',
  settingsTable: 'The hyperparameters in which the arms differ',
  same: 'The arms have the same settings.',
  nothing: 'no effect',
};
