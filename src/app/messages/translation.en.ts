/** What is said of an experiment's texts that are not there in the reader's language, in English. */
export const translation = {
  /** Beside a title. */
  short: 'in English',
  missing: 'Not translated yet: what is missing stands here in English.',
};
