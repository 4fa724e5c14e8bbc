/** The words of the optimizers experiment in English. */
import type { ExperimentTexts } from '../../src/experiment/experiment.ts';

export const en: ExperimentTexts = {
  question: 'Which optimizer is ahead, and does it stay ahead at its best rate?',
  summary:
    'One network is trained by several optimizers in lock step: the same weights at the start, the same pictures in every batch, only the rule that turns gradients into steps differs. With usual rates there is a clear order. How much of it is the rule and how much the rate, a sweep over learning rates tells; and on surfaces with two coordinates the paths themselves can be seen.',
  arms: {
    sgd: 'SGD',
    momentum: 'momentum',
    nesterov: 'Nesterov',
    adagrad: 'Adagrad',
    rmsprop: 'RMSProp',
    adam: 'Adam',
    adamw: 'AdamW',
    nadam: 'NAdam',
    lion: 'Lion',
    muon: 'Muon',
    noisy: 'noisy SGD',
  },
  presets: {
    race: {
      name: 'The race',
      description: 'Four optimizers at their usual rates on pictures of clothes: SGD and momentum at 0.01, RMSProp and Adam at 0.001.',
    },
    large: {
      name: 'The race at 0.1',
      description: 'SGD and momentum at ten times the usual rate: what carried momentum ahead now carries it too far, and plain SGD wins.',
    },
    sweep: {
      name: 'The fair race',
      description:
        'The same four at nine learning rates each, from 0.0001 to 1; the best rate is chosen inside each seed on validation and scored on test.',
    },
    ravine: {
      name: 'Ravine',
      description:
        'A long valley, a hundred times steeper across than along, askew to the axes. SGD and momentum run at the best fixed rate that plain gradient descent can have there.',
    },
    saddle: {
      name: 'Saddle',
      description: 'x² − y², started almost on the ridge: who gets off it? The ground ends at the border of the picture.',
    },
    plane: {
      name: 'A network’s plane',
      description:
        'The loss of a real network on 256 pictures, on the plane through its initial weights (0, 0), what these were trained to (2, 0), and the outcome of another training. Two coordinates move all 12,730 weights.',
    },
    rosenbrock: { name: 'Rosenbrock', description: 'A curved, flat valley: all optimizers from one start, at rates chosen by hand.' },
    beale: { name: 'Beale', description: 'Steep walls around a flat bottom: all optimizers from one start, at rates chosen by hand.' },
    himmelblau: { name: 'Himmelblau', description: 'Four valleys of equal depth: who ends in which? Rates chosen by hand.' },
  },
  hyperparameters: {
    optimizer: { name: 'optimizer', description: 'The rule that turns gradients into steps.' },
    learningRate: { name: 'learning rate', description: 'How far a step goes; what that means differs from rule to rule.' },
    momentum: { name: 'momentum', description: 'The share of the velocity that is kept from step to step.' },
    beta1: { name: 'beta 1', description: 'The share of the mean of past gradients that is kept from step to step.' },
    beta2: {
      name: 'beta 2',
      description: 'The share of the mean of past squared gradients that is kept from step to step; in Lion, of its momentum.',
    },
    weightDecay: { name: 'weight decay', description: 'Pulls the weights towards 0 beside the gradient, times the learning rate.' },
    otherRate: {
      name: 'Adam’s rate in Muon',
      description: 'Muon updates the hidden matrices; the last layer and the biases are left to Adam with this rate.',
    },
    schedule: { name: 'schedule', description: 'How the learning rate changes over the session; warm-ups take a tenth of it.' },
    clipping: { name: 'clipping', description: 'Limits gradients: their norm over all weights of a run, or every single value.' },
    clipLimit: { name: 'clipping limit', description: 'The largest norm, or the largest value, that passes unchanged.' },
    problem: { name: 'problem', description: 'What is learned: pictures by a network, or the way down a surface.' },
    startX: { name: 'start, x', description: 'Where the paths begin; a click into the picture sets it too.' },
    startY: { name: 'start, y', description: 'Where the paths begin; a click into the picture sets it too.' },
    spread: { name: 'spread of starts', description: 'Standard deviation by which each seed’s start differs from that point.' },
    gradientNoise: {
      name: 'gradient noise',
      description: 'Standard deviation of the noise added to both parts of the gradient in every step, as small batches would.',
    },
    network: { name: 'network', description: 'Two hidden layers, or two convolutions with pooling and one hidden layer.' },
    width: { name: 'hidden units', description: 'Units in each hidden layer.' },
    examples: { name: 'training examples', description: 'How many examples each seed draws for training.' },
    batchSize: { name: 'batch size', description: 'Examples in each training step: the fewer, the noisier the gradient.' },
    steps: { name: 'steps', description: 'Training steps of the session.' },
  },
  options: {
    'optimizer.sgd': 'SGD',
    'optimizer.momentum': 'momentum',
    'optimizer.nesterov': 'Nesterov',
    'optimizer.adagrad': 'Adagrad',
    'optimizer.rmsprop': 'RMSProp',
    'optimizer.adam': 'Adam',
    'optimizer.adamw': 'AdamW',
    'optimizer.nadam': 'NAdam',
    'optimizer.lion': 'Lion',
    'optimizer.muon': 'Muon',
    'schedule.constant': 'constant',
    'schedule.warmup': 'warm-up, then constant',
    'schedule.cosine': 'warm-up, then cosine to 0',
    'schedule.linear': 'warm-up, then linear to 0',
    'schedule.step': 'a tenth at each third',
    'schedule.one-cycle': 'one cycle',
    'clipping.none': 'none',
    'clipping.norm': 'by norm',
    'clipping.value': 'by value',
    'problem.fashion-mnist': 'Fashion-MNIST',
    'problem.mnist': 'MNIST',
    'problem.ravine': 'ravine',
    'problem.saddle': 'saddle x² − y²',
    'problem.rosenbrock': 'Rosenbrock',
    'problem.beale': 'Beale',
    'problem.himmelblau': 'Himmelblau',
    'problem.plane': 'a network’s plane',
    'network.mlp': 'two hidden layers',
    'network.cnn': 'convolutional',
  },
  measures: {
    trainingLoss: 'training loss (minibatch)',
    evaluatedTrainingLoss: 'training loss (evaluation mode)',
    validationLoss: 'validation loss',
    validationAccuracy: 'validation accuracy',
    testLoss: 'test loss',
    height: 'height',
    saddleHeight: 'height on the saddle',
  },
  claims: {
    momentum: {
      sentence: 'On images, momentum is ahead of plain SGD at the same learning rate.',
      generic: 'On images, “{1}” ends at a lower training loss than “{0}”.',
      source: 'Sutskever, Martens, Dahl and Hinton, On the importance of initialization and momentum in deep learning, ICML 2013.',
    },
    sensitivity: {
      sentence:
        'Adam is less sensitive to the learning rate than SGD: its validation loss stays within 1.5 times its own best over more decades of rates.',
      generic:
        '“{1}” is less sensitive to the learning rate than “{0}”: it stays within 1.5 times its own best over more decades of rates.',
      source:
        'Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, who say that its hyperparameters “typically require little tuning”.',
    },
    fair: {
      sentence: 'With the best rate for each, most of momentum’s lead over plain SGD is gone: less than 0.1 of test loss is left of it.',
      generic: 'With the best rate for each, “{1}” leads “{0}” by less than 0.1 of test loss.',
      source: 'Choi, Shallue, Nado, Lee, Maddison and Dahl, On empirical comparisons of optimizers for deep learning, 2019.',
    },
    ravine: {
      sentence: 'In a ravine, momentum gets further down than plain gradient descent at the best fixed rate of gradient descent.',
      generic: 'In a ravine, “{1}” gets further down than “{0}”.',
      source:
        'Polyak, Some methods of speeding up the convergence of iteration methods, USSR Computational Mathematics and Mathematical Physics 4, 1964.',
    },
    stall: {
      sentence: 'Started almost on the ridge of a saddle, plain gradient descent is still there when the session ends.',
      generic: 'Started almost on the ridge of a saddle, “{0}” is still there when the session ends.',
      source: 'Dauphin, Pascanu, Gulcehre, Cho, Ganguli and Bengio, Identifying and attacking the saddle point problem, NeurIPS 2014.',
    },
    escape: {
      sentence: 'Momentum leaves the saddle where plain gradient descent stalls.',
      generic: '“{1}” leaves the saddle where “{0}” stalls.',
      source:
        'O’Neill and Wright, Behavior of accelerated gradient methods near critical points of nonconvex functions, Mathematical Programming 176, 2019.',
    },
    noise: {
      sentence: 'Noise in the gradient leaves the saddle where plain gradient descent stalls.',
      generic: '“{1}” leaves the saddle where “{0}” stalls.',
      source: 'Jin, Ge, Netrapalli, Kakade and Jordan, How to escape saddle points efficiently, ICML 2017.',
    },
  },
  probes: {
    paths: {
      name: 'Paths',
      description:
        'The way each optimizer has come on lines of equal height; crosses mark the lowest points, on a network’s plane what training came to. A click moves the start.',
    },
  },
};
