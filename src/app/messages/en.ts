/** Every visible text of the interface in English. The type of the catalogues derives from this one. */
import { formatCount } from '../format.ts';
import { failure } from './failure.en.ts';
import { statistics } from './statistics.en.ts';
import { adapterTrial } from './adapter-trial.en.ts';
import { memory } from './memory.en.ts';
import { ownAdapter } from './own-adapter.en.ts';
import { arms } from './arms.en.ts';
import { charts } from './charts.en.ts';
import { home } from './home.en.ts';
import { topics } from './topics.en.ts';
import { device } from './device.en.ts';
import { comparison } from './comparison.en.ts';
import { doubling } from './doubling.en.ts';
import { keys } from './keys.en.ts';
import { sweep } from './sweep.en.ts';
import { translation } from './translation.en.ts';
import { plural } from './plural.ts';
import { devicePage } from './device-page.en.ts';
import { link } from './link.en.ts';
import { ownData } from './own-data.en.ts';
import { network } from './network.en.ts';
import { predictions } from './predictions.en.ts';
import { live } from './live.en.ts';
import { events } from './events.en.ts';
import { compare } from './compare.en.ts';
import { fork } from './fork.en.ts';
import { keep } from './keep.en.ts';
import { storageUse } from './storage-use.en.ts';
import { sessionsPage } from './sessions-page.en.ts';
import { share } from './share.en.ts';
import { takeAway } from './take-away.en.ts';

const list = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;

export const en = {
  devicePage,
  network,
  predictions,
  ownData,
  sessionsPage,
  keep,
  fork,
  storageUse,
  compare,
  share,
  link,
  live,
  axisTime: 'The time is known of what was trained here, and of links that bring it.',
  events,
  takeAway,
  app: {
    title: (page: string | null) => (page === null ? 'Ablate' : `${page} · Ablate`),
    skip: 'Skip to the content',
    experiments: 'Experiments',
    sessions: 'Sessions',
    sandbox: 'Sandbox',
    device: 'Device',
    navigation: 'Main',
  },
  home,
  topics,
  when: {
    today: 'today',
    yesterday: 'yesterday',
    daysAgo: (days: number) => `${days} days ago`,
  },
  status: {
    supported: 'supported',
    refuted: 'refuted',
    inconclusive: 'inconclusive',
    none: 'no verdict',
    soFar: 'so far',
  },
  seeds: (count: number) => plural(count, 'seed', 'seeds'),
  seedsOf: (counted: number, all: number) => `${counted} of ${all} seeds`,
  duration: (seconds: number) => {
    if (seconds < 1) return 'under 1 s';
    if (seconds < 100) return `${Math.round(seconds)} s`;
    const minutes = Math.round(seconds / 60);
    return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  },
  theme: {
    label: 'Theme',
    light: 'Light',
    dark: 'Dark',
    system: 'As the system',
  },
  language: {
    label: 'Language',
  },
  device,
  run: {
    bar: 'Session',
    run: 'Run',
    pause: 'Pause',
    resume: 'Resume',
    runAgain: 'Run again',
    restart: 'Restart',
    step: 'Step',
    stepHint: 'One more step, then pause (→)',
    runHint: 'Run or pause (space)',
    reset: 'Reset',
    resetHint: 'Back to before the first step (R)',
    progress: 'Progress',
    stepOf: (step: number, steps: number) => `step ${formatCount(step)} / ${formatCount(steps)}`,
    left: (duration: string) => `${duration} left`,
    speed: (perRun: string, runs: number, sum: string) => `${perRun} steps/s per run, ${sum} over ${plural(runs, 'run', 'runs')}`,
    planned: (steps: number, runs: number) => `${plural(steps, 'step', 'steps')} × ${plural(runs, 'run', 'runs')}`,
    starting: 'Preparing data and networks',
    paused: 'paused',
    done: 'done',
    failed: 'stopped by an error',
    pending: (names: readonly string[]) => `Restarts the arms at the next Run: ${list(names)} changed`,
    waiting: 'Applies at the next Run',
    toSettings: 'Go to the settings',
    toCharts: 'Back to the charts',
    announce: {
      running: (device: string) => `Training started on ${device}.`,
      quarter: (percent: number) => `${percent} % done.`,
      paused: (step: number) => `Paused at step ${formatCount(step)}.`,
      done: (verdict: string) => `Training finished. ${verdict}`,
      failed: 'Training stopped with an error.',
      diverged: (count: number) => `${plural(count, 'run has', 'runs have')} diverged.`,
      reset: 'Session reset.',
    },
  },
  settings: {
    arms: 'Arms',
    shared: 'All arms',
    session: 'Session',
    preset: 'Preset',
    sweep: 'Sweep',
    seeds: 'Seeds',
    seedsTip:
      'Repetitions of every arm. Seed k starts from the same weights, data and order in each arm, so that arms are compared in pairs.',
    sessionSeed: 'Session seed',
    sessionSeedTip: 'The one number all randomness derives from. The same number gives the same session.',
    steps: 'Steps',
    stepsTip: 'Training steps of each run. Another number than declared makes the verdict exploratory.',
    isDefault: 'default',
    reset: (name: string) => `Reset ${name} to its default`,
    resetAll: 'Reset all settings',
    restarts: 'Restarts the arm',
    rangeError: (min: string, max: string) => `From ${min} to ${max}.`,
    wholeError: (min: string, max: string) => `A whole number from ${min} to ${max}.`,
    baseline: 'baseline',
    ownValues: 'Other values of this arm',
  },
  units: { units: 'units', examples: 'examples', steps: 'steps', pixels: 'pixels', degrees: 'degrees' },
  quantity: {
    loss: 'loss',
    accuracy: 'accuracy',
    explained: 'R²',
    error: 'RMSE',
    gap: 'generalisation gap',
    height: 'height',
    gain: 'gain',
    forgetting: 'loss on the old data',
    perplexity: 'perplexity',
    difference: 'difference',
    step: 'step',
    trainingModeLoss: 'loss in training mode',
    modeGap: 'gap between modes',
  },
  charts,
  adapterTrial,
  ownAdapter,
  memory,
  arms,
  comparison,
  doubling,
  keys,
  translation,
  sweep,
  statistics,
  probe: {
    class: (index: number) => `class ${index}`,
    probability: 'probability of class 1',
    seed: 'Seed',
    at: (step: number) => `At step ${formatCount(step)}.`,
    waiting: 'Drawn at the next evaluation.',
    beforeRun: 'Drawn as soon as a session runs.',
    saveAdapter: (arm: string) => `Save the adapter of ${arm}`,
    columns: { parameters: 'trained', share: 'share', optimizerMemory: 'optimizer' } as Readonly<Record<string, string>>,
    bytes: (kilobytes: string) => `${kilobytes} kB`,
    name: (arm: string) => `Decision boundary of ${arm}`,
    startAt: (x: string, y: string) => `Start of the paths: x ${x}, y ${y}`,
    startKeys: 'The arrow keys move it too.',
  },
  verdict: {
    title: 'Verdict',
    source: 'Source',
    recorded: 'Recorded reference session',
    beforeRun: 'Run the experiment to test the claim on this device.',
    expected: (status: string) => `Expected under this preset: ${status}.`,
    effect: 'effect',
    effectOver: (threshold: string) => `over the threshold ${threshold}`,
    nothingPosed: 'Nothing is claimed under these settings: look and compare.',
    pairedSeeds: (count: number) => plural(count, 'paired seed', 'paired seeds'),
    /** One sentence behind another. */
    followed: (first: string, second: string) => `${first} ${second}`,
    runsDiverged: (count: number) => `${plural(count, 'run', 'runs')} diverged`,
    tTest: 'paired t test',
    signFlip: 'sign-flip test',
    soFar: 'Effect and band only; the verdict is given at the declared last step.',
    soFarAt: (step: number, steps: number) => `So far, at step ${formatCount(step)} of ${formatCount(steps)}`,
    reason: {
      significant: 'Both tests find a difference that chance between seeds does not explain.',
      significantT: 'The test finds a difference that chance between seeds does not explain.',
      notSignificantT: (alpha: string) => `The difference is within what chance between seeds explains: the test needs p ≤ ${alpha}.`,
      notSignificant: (alpha: string) => `The difference is within what chance between seeds explains: both tests need p ≤ ${alpha}.`,
      holdsExactly: 'An exact check, not a test between seeds: every run passes.',
      failsExactly: 'An exact check, not a test between seeds: at least one run does not pass.',
      identical: 'The arms are numerically identical: every difference is exactly 0.',
      seedsDoNotVary: 'Seeds do not vary: every seed gives the same difference, so there is no spread to judge by.',
      tooFewSeeds: 'Under 3 seeds there is no verdict. Raise the number of seeds and run again.',
      diverged: (count: number) =>
        `${plural(count, 'run has', 'runs have')} diverged, and the claim does not say what a diverged run counts as.`,
      armMissing: 'An arm that the claim speaks about is not part of this session.',
      unfinished: 'The session has not reached its last step.',
      exploratory: 'Settings differ from the declaration, so this session neither supports nor refutes the claim.',
    },
    fewSeeds: 'With 3 to 5 seeds the result rests on the assumption that differences between seeds are near normal.',
    how: 'How this is computed',
    endpointLast: (measure: string) => `Endpoint of each run: ${measure} at the last evaluation.`,
    width: 'decades within reach of the best',
    endpointWidth: (measure: string, factor: string) =>
      `Number of each seed: the decades of the sweep over which ${measure} at the end stays within ${factor} times its own lowest, straight lines on log axes between the values.`,
    endpointBest: (measure: string, score: string) =>
      `Number of each seed: ${score} at the end, at the value of the sweep where its ${measure} is lowest.`,
    endpointMean: (measure: string, count: number) => `Endpoint of each run: mean ${measure} of the last ${count} evaluations.`,
    contrast: (formula: string) => `Contrast of each seed: ${formula}.`,
    threshold: (direction: 'less' | 'greater', threshold: string) =>
      direction === 'less' ? `The claim holds if it is below ${threshold}.` : `The claim holds if it is above ${threshold}.`,
    exact: (tolerance: string) =>
      tolerance === '0'
        ? 'The claim holds if it is exactly 0 in every run.'
        : `The claim holds if it is at most ${tolerance} away from 0 in every run.`,
    tests: 'Decided by a two-sided paired t test on the contrasts and, from 6 seeds, also the exact sign-flip test; both must pass.',
    level: (look: number, percent: string) =>
      look > 0 ? `${percent} interval, so that it holds over all looks at the data.` : `${percent} interval.`,
    divergedCountsAs: (value: string) => `A diverged run counts as ${value}.`,
    varied: 'Varied between seeds',
    sources: {
      weights: 'initial weights',
      data: 'training subset',
      order: 'order of examples',
      masks: 'masks',
      start: 'start point',
      noise: 'noise',
    },
    comma: ', ',
    nothingVaried: 'nothing',
    splits: 'Examples',
    splitSizes: (train: number, validation: number, test: number) =>
      [`${formatCount(train)} training`, `${formatCount(validation)} validation`, ...(test > 0 ? [`${formatCount(test)} test`] : [])].join(
        ', ',
      ),
    tuning: 'Settings',
    tuningDefault: 'default in every arm, not tuned',
    tuningChosen: 'each arm at the best of a few learning rates, chosen at another session seed',
    tuningSwept: 'each arm at its best value of the sweep, chosen inside each seed',
    tuningChanged: 'changed by hand, not tuned',
    exploratory: 'exploratory',
    departs: 'Departs from the declaration:',
    departureValue: (name: string, arm: string | null, got: string, declared: string) =>
      `${name}${arm === null ? '' : ` (${arm})`}: ${got} instead of ${declared}`,
    departureSteps: (got: string, declared: string) => `steps: ${got} instead of ${declared}`,
    departureSweep: (got: string, declared: string | null) => `sweep: ${got}${declared === null ? '' : ` instead of ${declared}`}`,
    departureArm: (arm: string) => `arm that is not declared: ${arm}`,
    unset: 'none',
  },
  notFound: {
    title: 'There is no such page',
    text: (path: string) => `Nothing is found at “${path}”. The link may be old, or a letter may be missing.`,
    experiment: (id: string) => `There is no experiment “${id}”. It may have been renamed, or the link may be incomplete.`,
    back: 'All experiments',
    perhaps: 'Perhaps this one:',
  },
  failure,
};

/** The shape both catalogues have: a missing or extra key fails the type check. */
export type Messages = typeof en;
