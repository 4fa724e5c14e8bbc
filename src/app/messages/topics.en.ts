/** Names of topics, in English. */
export const topics = {
  regularization: 'Regularisation',
  optimization: 'Optimisation',
  normalization: 'Normalisation',
  initialization: 'Initialisation',
  generalization: 'Generalisation',
  architecture: 'Architecture',
  dropout: 'Dropout',
  overfitting: 'Overfitting',
  'fine-tuning': 'Fine-tuning',
  language: 'Language models',
};
