/** The words of the dropout experiment in English. */
import type { ExperimentTexts } from '../../src/experiment/experiment.ts';

const srivastava =
  'Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout: a simple way to prevent neural networks from overfitting, JMLR 15, 2014.';

export const en: ExperimentTexts = {
  question: 'Does dropout narrow the generalisation gap?',
  summary:
    'A network that is large enough to memorize its few training examples is trained from the same weights on the same batches several times: as it is, with half of its hidden units dropped at random in every step, and with weight decay. Watch the validation loss turn upwards while the training loss keeps falling: that is overfitting. The gap between the two, both measured without dropout, is what the remedies are said to narrow; it is shaded in the chart. More remedies wait behind “add an arm”.',
  arms: {
    nothing: 'no remedy',
    dropout: 'dropout',
    weightDecay: 'weight decay',
    l1: 'L1 penalty',
    earlyStopping: 'early stopping',
    labelSmoothing: 'label smoothing',
    moreData: 'more data',
    augmentation: 'augmentation',
    batchNorm: 'batch normalization',
    smaller: 'smaller network',
    ensemble: 'ensemble of five',
  },
  presets: {
    points: {
      name: 'Points',
      description: 'A hundred noisy points of two interleaved half moons; the decision boundaries are drawn as they are learned.',
    },
    images: { name: 'Images', description: 'A thousand pictures of clothes from Fashion-MNIST, 28 × 28 pixels in ten classes.' },
    labelNoise: {
      name: '40 % wrong labels',
      description:
        'Five hundred pictures, of which 40 % carry a wrong label: the network learns these by heart, and forgets what it had understood.',
    },
    few: { name: '100 images', description: 'Only a hundred pictures to learn from: ten of each class, or fewer.' },
    strong: { name: 'Dropout 0.9', description: 'Nine of ten units dropped: the gap is gone, and so is much of what could be learned.' },
    mnist: {
      name: 'MNIST',
      description: 'Two thousand handwritten digits, an easier task: there is little to overfit, and dropout costs more than it gives.',
    },
    remedies: {
      name: 'All remedies',
      description: 'Three hundred pictures and every arm at once, compared by the loss on test examples that nothing was chosen on.',
    },
  },
  hyperparameters: {
    dropout: {
      name: 'dropout rate',
      description: 'The probability that a hidden unit is switched off in a training step; the rest are scaled up to make up for it.',
    },
    weightDecay: {
      name: 'weight decay',
      description: 'In every step each weight shrinks by this times the learning rate, apart from what Adam does (AdamW).',
    },
    l1: {
      name: 'L1 penalty',
      description: 'Added to the loss for each unit of a weight’s size: it pulls weights that are not needed to zero.',
    },
    weights: {
      name: 'weights that count',
      description: 'The last ones, or those with the lowest validation loss so far: early stopping, without having to stop.',
    },
    labelSmoothing: {
      name: 'label smoothing',
      description: 'This share of every label is spread evenly over all classes, so that nothing is gained by utter certainty.',
    },
    dataFactor: { name: 'data factor', description: 'So many times as many training examples as the other arms have.' },
    shift: { name: 'shift', description: 'In every step each picture is moved by up to so many pixels along both axes.' },
    rotation: { name: 'rotation', description: 'In every step each picture is turned by up to so many degrees in either direction.' },
    inputNoise: {
      name: 'input noise',
      description: 'Standard deviation of the noise that is added in every step to the standardized inputs.',
    },
    normalization: {
      name: 'normalization',
      description: 'Batch normalization between product and activation of each hidden layer, or none.',
    },
    width: { name: 'hidden units', description: 'Units in each of the two hidden layers: the more, the more can be memorized.' },
    members: {
      name: 'members',
      description: 'So many networks per seed, each with its own initial weights, order and masks; their probabilities are averaged.',
    },
    learningRate: { name: 'learning rate', description: 'How far Adam moves the weights in one step.' },
    dataSet: { name: 'data set', description: 'What the network learns to classify.' },
    examples: {
      name: 'training examples',
      description: 'How many examples each seed draws for training: the fewer, the easier to memorize.',
    },
    noise: {
      name: 'noise',
      description: 'Standard deviation of the noise on the points’ coordinates; it makes the classes overlap.',
    },
    labelNoise: {
      name: 'wrong labels',
      description: 'This share of the training labels is replaced by another class at random; validation and test labels stay right.',
    },
    batchSize: { name: 'batch size', description: 'Examples in each training step.' },
    steps: { name: 'steps', description: 'Training steps of the session.' },
  },
  options: {
    'weights.last': 'the last',
    'weights.best': 'the best on validation',
    'normalization.none': 'none',
    'normalization.batch': 'batch',
    'dataSet.two-moons': 'two moons',
    'dataSet.circles': 'circles',
    'dataSet.xor': 'XOR',
    'dataSet.spiral': 'spiral',
    'dataSet.gaussians': 'Gaussians',
    'dataSet.fashion-mnist': 'Fashion-MNIST',
    'dataSet.mnist': 'MNIST',
  },
  measures: {
    trainingLoss: 'training loss (minibatch)',
    evaluatedTrainingLoss: 'training loss (evaluation mode)',
    validationLoss: 'validation loss',
    trainingAccuracy: 'training accuracy',
    validationAccuracy: 'validation accuracy',
    gap: 'generalisation gap',
    keptStep: 'step of the best weights',
    testLoss: 'test loss',
    testAccuracy: 'test accuracy',
  },
  claims: {
    gap: {
      sentence: 'Dropout narrows the gap between training and validation loss.',
      generic: 'With “{1}” the gap between training and validation loss is narrower than with “{0}”.',
      source: srivastava,
    },
    decay: {
      sentence: 'Weight decay narrows the gap between training and validation loss.',
      generic: 'With “{1}” the gap between training and validation loss is narrower than with “{0}”.',
      source: 'Krogh and Hertz, A simple weight decay can improve generalization, NIPS 4, 1991.',
    },
    memorizes: {
      sentence: 'Without a remedy the network learns at least 95 % of its training labels by heart, wrong ones included.',
      generic: 'With “{0}” the network learns at least 95 % of its training labels by heart, wrong ones included.',
      source: 'Zhang, Bengio, Hardt, Recht and Vinyals, Understanding deep learning requires rethinking generalization, ICLR 2017.',
    },
    underfits: {
      sentence: 'A dropout of 0.9 underfits: even on the training examples the loss stays at least 0.1 higher.',
      generic: 'With “{1}” even the training loss, in evaluation mode, is at least 0.1 higher than with “{0}”.',
      source: srivastava,
    },
    accuracy: {
      sentence: 'Dropout raises the validation accuracy on MNIST.',
      generic: 'With “{1}” the validation accuracy on MNIST is higher than with “{0}”.',
      source: srivastava,
    },
    stopping: {
      sentence: 'Early stopping gives a lower test loss than training to the end.',
      generic: 'With “{1}” the test loss is lower than with “{0}”.',
      source: 'Prechelt, Early stopping – but when?, in Neural networks: tricks of the trade, 1998.',
    },
  },
  probes: {
    boundary: {
      name: 'Decision boundary',
      description: 'Where each network changes its mind, in evaluation mode; the dots are its training points.',
    },
  },
};
