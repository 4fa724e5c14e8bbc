/** The words of resuming, recovering and forking sessions, in English. */
export const keep = {
  elsewhere: {
    title: 'This session is held by another tab',
    text: 'It trains or is paused in another tab of this browser, and trained in two it would lose what one of them makes of it. Go on in that tab, or reset it there or close that tab and press Resume here.',
  },
  recovered: 'The training worker stopped and the session goes on by itself.',
  past: {
    title: 'What happened to this session',
    atStep: (step: string) => `Step ${step}`,
    recovery: (from: string) => `The training worker stopped. The session went on by itself from step ${from}.`,
    resumption: (from: string) => `The session was left here and resumed from step ${from}.`,
    unfit:
      'Its checkpoints were kept by another build and do not fit this one, so they were left aside: it was trained again from the start.',
    exact: ' Its numbers are those without the break.',
    device: (before: string, after: string) =>
      `The device changed from ${before} to ${after}: from here on numbers agree within rounding only.`,
    build: (before: string, after: string) =>
      `Another build or browser went on with it (${after} after ${before}): bits are promised for one build and browser only.`,
  },
  trained: {
    title: 'How it was trained',
    began: 'Begun',
    took: 'Training time',
    device: 'Device',
    workers: (device: string, moves: number) =>
      moves === 0 ? device : `${device}, after ${moves === 1 ? 'a change of device' : `${moves} changes of device`}`,
    browser: 'Browser',
    build: 'Build',
    thisBuild: (build: string) => `${build} (this one)`,
    otherBuild: (build: string) => `${build}, another one than this page: a replay may differ in bits`,
    unknown: 'not recorded',
    development: 'development server',
  },
  moved: (step: string, before: string, after: string) =>
    `From step ${step} on it was trained on ${after} instead of ${before}. A replay runs on one device throughout, so it can agree within rounding, not to the bit.`,
};
