/** What is said of adding, showing, renaming and removing arms, in English. */
export const arms = {
  add: 'Add an arm',
  declared: 'As declared',
  copyOf: 'A copy of',
  nameOf: (name: string) => `Name of ${name}`,
  more: (name: string) => `Arm ${name}: rename, copy, colour …`,
  hide: (name: string) => `Hide ${name}`,
  show: (name: string) => `Show ${name}`,
  hiddenNote: 'hidden',
  rename: 'Rename',
  duplicate: 'Duplicate',
  makeBaseline: 'Make it the baseline',
  up: 'Move up',
  down: 'Move down',
  /** Moving changes what is seen, not what is judged. */
  orderNote: 'Places and colours are for the eye: claims and verdicts stay as they are.',
  remove: 'Remove',
  colour: 'Colour',
  colours: ['black or white', 'orange', 'sky blue', 'green', 'yellow', 'blue', 'vermilion', 'purple'] as readonly string[],
  baselineNow: (name: string) => `Baseline: ${name}.`,
};
