/** What is said of activation statistics, in English. */
export const statistics = {
  layer: 'Layer',
  stage: 'Where',
  before: 'in front',
  after: 'behind',
  picture: (arm: string, examples: number, features: number) =>
    `Activations of ${arm}: ${examples} examples in rows, ${features} features in columns`,
  over: 'each',
  feature: 'feature',
  example: 'example',
  cell: 'of both',
  mean: '|mean|',
  deviation: 'deviation',
  missing: 'This network has no such layer.',
  legend: (limit: string) => `Colours from −${limit} to ${limit}; with places (pixels, tokens) their mean.`,
  note: 'What is normalized has mean 0 and standard deviation 1: each feature over the examples of a batch, or each example over its features.',
  all: 'All layers: mean and standard deviation',
};
