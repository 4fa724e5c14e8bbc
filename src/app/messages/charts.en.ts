/** What is said on and around charts, in English. */

const list = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

export const charts = {
  region: 'Charts',
  notes: 'Notes',
  step: 'step',
  training: 'training',
  validation: 'validation',
  test: 'test',
  minibatch: 'minibatch training loss',
  ghostShort: 'reference',
  ghost: 'reference session, recorded',
  atStep: (step: string) => `step ${step}`,
  noReference: 'Press Run: the curves appear here.',
  /** `over`: one of the texts below. */
  name: (quantity: string, arms: readonly string[], over: string) => `Chart of ${quantity} over ${over} for ${list(arms)}`,
  nameGhost: (quantity: string, over: string) => `Chart of ${quantity} over ${over}, recorded reference session`,
  over: {
    step: 'steps',
    epoch: 'epochs',
    samples: 'examples per run',
    time: 'seconds per arm',
    multiplyAdds: 'multiply-adds per run',
  },
  data: 'Data as a table',
  keys: 'The arrow keys move the crosshair, with Shift what is in view; plus and minus zoom, 0 shows all. By pointer: drag to zoom in, double-click to show all; Ctrl and wheel, or two fingers, zoom too.',
  axes: {
    label: 'Axes',
    logX: 'log x',
    logY: 'log y',
    linear: 'linear',
    smooth: 'smoothing',
    smoothed: (share: string) => `smoothing ${share}, unsmoothed curve behind`,
    exact: 'Numbers beside the curves are never smoothed.',
    zoom: 'Zoom',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    showAll: 'Show all',
    inView: (from: string, to: string) => `${from} to ${to} in view`,
  },
  x: {
    label: 'x',
    axis: 'x axis',
    step: 'step',
    epoch: 'epochs',
    samples: 'examples per run',
    time: 'seconds per arm',
    multiplyAdds: 'multiply-adds per run',
  },
  /** Beside the choice of bands. */
  sentBands: 'The link holds means and intervals: single seeds, and so their range, had no room.',
  band: {
    label: 'band',
    interval: '95 % interval of the mean',
    sd: 'standard deviation',
    range: 'least to greatest seed',
    seeds: 'single seeds',
  },
  /** After numbers whose band is no interval. */
  shown: { interval: 'mean ± 95 %', sd: 'mean ± SD', range: 'mean [min, max]', seeds: 'mean ± 95 %' },
  seed: (seed: string) => `seed ${seed}`,
  files: {
    save: (quantity: string, kind: string) => `Save the chart of ${quantity} as ${kind}`,
    failed: 'This browser could not make the picture. SVG needs none.',
  },
  marks: {
    title: 'Marks',
    best: 'lowest validation loss',
    ring: 'ring: lowest validation loss',
    bestOf: (arm: string, step: string, value: string) => `Lowest validation loss of ${arm}: ${value} at step ${step}`,
    stepOf: (name: string, arm: string, step: string) => `${name} of ${arm}: step ${step}`,
    change: (step: string, name: string, value: string, arms: string | null) =>
      `step ${step}, ${name} ${value}${arms === null ? '' : ` in ${arms}`}`,
    more: (count: string) => `and ${count} more`,
    divergedOf: (arm: string, steps: string) => `Runs of ${arm} that diverged: at step ${steps}`,
  },
};
