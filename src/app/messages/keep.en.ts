/** The words of resuming, recovering and forking sessions, in English. */
export const keep = {
  recovered: 'The training worker stopped and the session goes on by itself.',
  past: {
    title: 'What happened to this session',
    atStep: (step: string) => `Step ${step}`,
    recovery: (from: string) => `The training worker stopped. The session went on by itself from step ${from}, with the same numbers.`,
    resumption: (from: string) => `The session was left here and resumed from step ${from}, with the same numbers.`,
    device: (before: string, after: string) =>
      `The device changed from ${before} to ${after}: from here on numbers agree within rounding only.`,
  },
};
