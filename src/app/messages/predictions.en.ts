/** What is said of pictures of predicted numbers, in English. */
export const predictions = {
  allSeeds: 'all',
  input: 'x',
  target: 'y',
  curveOf: (arms: string, target: string, input: string) => `${target} over ${input} as predicted: ${arms}`,
  predictedOf: (arm: string, target: string) => `${target} as predicted by ${arm}, over what it truly is`,
  predicted: 'predicted',
  truth: 'true',
  training: 'training examples of this seed',
  held: 'validation examples',
  band: (kind: string) => `Mean over the seeds; ${kind}.`,
  eachSeed: 'One line for each seed.',
  eachSeedMark: 'One mark for each example and seed.',
  outside: (count: number) => `${count} beyond the picture`,
};
