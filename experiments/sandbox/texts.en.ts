/** The words of the sandbox in English. What it shares with the optimizers experiment is said in the same words. */
import type { ExperimentTexts } from '../../src/experiment/experiment.ts';
import { en as optimizers } from '../optimizers/texts.en.ts';
import { sharedTexts } from './shared-texts.ts';

const shared = sharedTexts(optimizers);

export const en: ExperimentTexts = {
  question: 'Sandbox: build a network and watch it learn',
  summary:
    'No question and no claim: choose data, build a network layer by layer for each arm, pick loss, optimizer and schedule, and compare. All arms start from the same weights where their layers agree and see the same examples in the same order, over several seeds, so that a difference between two curves is a difference between two settings.',
  arms: {
    small: 'small network',
    wide: 'wider network',
    dense: 'dense',
    convolutional: 'convolutional',
  },
  presets: {
    spirals: { name: 'Spirals', description: 'Two networks on two spirals: eight units, or two layers of 32.' },
    images: { name: 'Pictures', description: 'A dense and a convolutional network on Fashion-MNIST.' },
  },
  hyperparameters: {
    ...shared.hyperparameters,
    network: { name: 'network', description: 'Hidden layers from the input to the output, which is added by itself.' },
    dropout: {
      name: 'dropout rate',
      description:
        'Share of units that dropout layers without a rate of their own switch off in each step; it changes nothing without such a layer.',
    },
    loss: { name: 'loss', description: 'What training makes small. Evaluations always go by plain cross-entropy, so that arms compare.' },
    labelSmoothing: { name: 'label smoothing', description: 'Share of each label that is spread over all classes.' },
    focusing: { name: 'focusing', description: 'How much less an example counts the surer the network is of it; 0 is cross-entropy.' },
    numberLoss: {
      name: 'loss',
      description:
        'What training makes small, of the standardized number. Evaluations always go by the squared error, so that arms compare.',
    },
    threshold: {
      name: 'threshold',
      description: 'Errors above it count in proportion, those below by their square; in standard deviations of the number.',
    },
    dataSet: { name: 'data set', description: 'The data that the networks learn: to classify, or to predict a number.' },
    noise: { name: 'noise', description: 'Standard deviation of the noise on the coordinates of the points, or on the number to predict.' },
    labelNoise: { name: 'label noise', description: 'Share of the training labels that are wrong.' },
    examples: { name: 'training examples', description: 'How many examples each seed draws for training.' },
    validationShare: {
      name: 'share held for validation',
      description: 'Of own data: the rows that are validated on; every seed trains on all others.',
    },
    batchSize: { name: 'batch size', description: 'Examples in each training step: the fewer, the noisier the gradient.' },
    steps: { name: 'steps', description: 'Training steps of the session.' },
  },
  options: {
    ...shared.options,
    'loss.cross-entropy': 'cross-entropy',
    'loss.smoothed': 'with smoothed labels',
    'loss.focal': 'focal',
    'dataSet.spiral': 'two spirals',
    'dataSet.two-moons': 'two moons',
    'dataSet.circles': 'circles',
    'dataSet.xor': 'XOR',
    'dataSet.gaussians': 'two Gaussians',
    'numberLoss.squared': 'squared (MSE)',
    'numberLoss.absolute': 'absolute (MAE)',
    'numberLoss.huber': 'Huber',
    'dataSet.wave': 'wave (a number)',
    'dataSet.fashion-mnist': 'Fashion-MNIST',
    'dataSet.mnist': 'MNIST digits',
  },
  measures: {
    trainingLoss: 'training loss (minibatch)',
    evaluatedTrainingLoss: 'training loss (evaluation mode)',
    validationLoss: 'validation loss',
    trainingAccuracy: 'training accuracy',
    validationAccuracy: 'validation accuracy',
    trainingExplained: 'training R²',
    validationExplained: 'validation R²',
    trainingError: 'training error (RMSE, in units of the target)',
    validationError: 'validation error (RMSE, in units of the target)',
    gap: 'generalisation gap',
  },
  claims: {},
  probes: {
    boundary: {
      name: 'Decision boundary',
      description: 'Where each network, in evaluation mode, changes its mind; dots are its training points.',
    },
    curve: { name: 'Fitted curve', description: 'What the networks, in evaluation mode, predict over their only input.' },
    predicted: {
      name: 'Predicted against true',
      description: 'Validation examples: the nearer to the diagonal, the better they are predicted.',
    },
  },
};
