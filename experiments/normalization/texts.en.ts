/** The words of the normalization experiment in English. */
import type { ExperimentTexts } from '../../src/experiment/experiment.ts';

export const en: ExperimentTexts = {
  question: 'What does normalization buy, and when does BatchNorm break?',
  summary:
    'The same network is trained without normalization, with batch normalization (each feature over the examples of a batch) and with layer normalization (each example over its features), from the same weights, on the same pictures in the same order. Every step goes through 64 pictures: in one batch, or in smaller ones with as many more updates and a learning rate smaller by the same factor, so that all arms have always seen equally many. Watch what batches of four do to BatchNorm; then, in other presets, what normalization does for large learning rates and for many layers.',
  arms: {
    none: 'none',
    batch: 'BatchNorm',
    layer: 'LayerNorm',
    group: 'GroupNorm',
    instance: 'InstanceNorm',
    rms: 'RMSNorm',
    noneSmall: 'none, small batch',
    batchSmall: 'BatchNorm, small batch',
    layerSmall: 'LayerNorm, small batch',
    noneFast: 'none, large rate',
    batchFast: 'BatchNorm, large rate',
    layerFast: 'LayerNorm, large rate',
    noneDeep: 'none, deep',
    batchDeep: 'BatchNorm, deep',
    layerDeep: 'LayerNorm, deep',
  },
  presets: {
    batches: { name: 'Batches of four', description: 'A perceptron with six hidden layers, in batches of 64 and of 4.' },
    two: {
      name: 'Batches of two',
      description: 'Of two examples normalization leaves only which one is larger: BatchNorm learns next to nothing, in either mode.',
    },
    sixteen: {
      name: 'Batches of sixteen',
      description: 'Where the claim fails: statistics of 16 examples are good enough.',
    },
    rates: { name: 'Large learning rates', description: 'The same perceptron in batches of 64, at learning rates of 0.05 and of 0.2.' },
    low: {
      name: 'Small learning rates',
      description:
        'Where the claims fail: 0.005 and 0.02 are rates that every network bears. BatchNorm gains a little by the larger one, and less than 0.3.',
    },
    depths: {
      name: 'Many layers',
      description: 'Six hidden layers against 25, at one learning rate. BatchNorm still trains; LayerNorm alone does not.',
    },
    moderate: { name: 'A few layers', description: 'Where the claim fails: from two to three hidden layers nothing is to be rescued.' },
    cnn: {
      name: 'Convolutions',
      description:
        'Where the claim fails: in batches of two pictures every channel still has hundreds of places. All norms are here, six in batches of 64.',
    },
    transformer: {
      name: 'Transformer',
      description: 'Two blocks over the 16 patches of a picture, in batches of 64 and of 2: 32 tokens share their statistics.',
    },
  },
  hyperparameters: {
    norm: {
      name: 'normalization',
      description: 'What is brought to mean 0 and variance 1 before each activation, or before each branch of a transformer.',
    },
    batchSize: {
      name: 'batch size',
      description: 'Examples in each update. A step always goes through 64: smaller batches make more updates.',
    },
    learningRate: { name: 'learning rate', description: 'How far a step goes, stated for batches of 64.' },
    rateRule: {
      name: 'scaling of the rate',
      description: 'What smaller batches do to the learning rate: smaller by the same factor, by its square root, or not at all.',
    },
    momentum: { name: 'momentum', description: 'The share of the velocity that is kept from update to update.' },
    depth: { name: 'depth', description: 'Hidden layers, convolutions, or blocks of a transformer.' },
    study: { name: 'question', description: 'What the arms are compared for; it decides which claims are tested.' },
    network: { name: 'network', description: 'A perceptron, convolutions, or a transformer over the patches of a picture.' },
    width: { name: 'width', description: 'Features in each layer: units, channels, or numbers of a token.' },
    dataSet: { name: 'data set', description: 'What the network learns to classify.' },
    examples: { name: 'training examples', description: 'How many examples each seed draws for training.' },
    steps: { name: 'steps', description: 'Training steps of the session, each of 64 examples.' },
  },
  options: {
    'norm.none': 'none',
    'norm.batch': 'BatchNorm',
    'norm.layer': 'LayerNorm',
    'norm.group': 'GroupNorm, 4 groups',
    'norm.instance': 'InstanceNorm',
    'norm.rms': 'RMSNorm',
    'batchSize.2': '2',
    'batchSize.4': '4',
    'batchSize.8': '8',
    'batchSize.16': '16',
    'batchSize.32': '32',
    'batchSize.64': '64',
    'rateRule.linear': 'linear',
    'rateRule.root': 'square root',
    'rateRule.none': 'none',
    'study.batch-size': 'small batches',
    'study.learning-rate': 'large learning rates',
    'study.depth': 'many layers',
    'network.mlp': 'perceptron',
    'network.cnn': 'convolutional',
    'network.transformer': 'transformer',
    'dataSet.fashion-mnist': 'Fashion-MNIST',
    'dataSet.mnist': 'MNIST',
  },
  measures: {
    trainingLoss: 'training loss (minibatch)',
    evaluatedTrainingLoss: 'training loss (evaluation mode)',
    validationLoss: 'validation loss (evaluation mode)',
    trainingModeLoss: 'validation loss (training mode)',
    validationAccuracy: 'validation accuracy',
    trainingModeAccuracy: 'validation accuracy (training mode)',
    modeGap: 'accuracy, evaluation mode minus training mode',
  },
  impossible: {
    instanceInMlp:
      'Instance normalization needs several places for each feature, and a perceptron has one: choose another normalization, convolutions or a transformer.',
  },
  claims: {
    smallBatch: {
      sentence: 'Small batches cost BatchNorm more than LayerNorm.',
      generic: 'From “{0}” to “{1}” more validation loss is added than from “{2}” to “{3}”.',
      source: 'Wu and He, Group normalization, ECCV 2018; Ioffe, Batch renormalization, NeurIPS 2017.',
    },
    modes: {
      sentence:
        'With small batches BatchNorm’s two modes drift apart: by the statistics of batches its accuracy is more than 0.03 lower than by running ones.',
      generic: 'From “{0}” to “{1}” the accuracy in training mode falls by more than 0.03 further below that in evaluation mode.',
      source: 'Wu and Johnson, Rethinking “batch” in BatchNorm, 2021.',
    },
    largerRates: {
      sentence:
        'BatchNorm allows larger learning rates: a rate four times the usual adds at least 0.3 less to its loss than to that of the network without.',
      generic: 'From “{0}” to “{1}” at least 0.3 less training loss is added than from “{2}” to “{3}”.',
      source:
        'Ioffe and Szegedy, Batch normalization, ICML 2015; Bjorck, Gomes, Selman and Weinberger, Understanding batch normalization, NeurIPS 2018.',
    },
    largerRatesLayer: {
      sentence: 'LayerNorm allows larger learning rates too, by the same measure.',
      generic: 'From “{0}” to “{1}” at least 0.3 less training loss is added than from “{2}” to “{3}”.',
      source: 'Ba, Kiros and Hinton, Layer normalization, 2016.',
    },
    deeper: {
      sentence: 'BatchNorm allows deeper networks: 19 more layers add less to its loss than to that of the network without.',
      generic: 'From “{0}” to “{1}” less training loss is added than from “{2}” to “{3}”.',
      source: 'Ioffe and Szegedy, Batch normalization, ICML 2015.',
    },
  },
  probes: {
    activations: {
      name: 'What is normalized',
      description: 'Activations of 16 training examples (rows) by features (columns), before or behind a normalization, in training mode.',
    },
  },
};
