/** Names of topics, in English. */
export const topics = {
  regularization: 'Regularization',
  optimization: 'Optimization',
  normalization: 'Normalization',
  initialization: 'Initialization',
  generalization: 'Generalisation',
  architecture: 'Architecture',
  dropout: 'Dropout',
  overfitting: 'Overfitting',
  'fine-tuning': 'Fine-tuning',
  language: 'Language models',
};
