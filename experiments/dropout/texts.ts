/** The words of the dropout experiment. */
import type { ExperimentTexts } from '../../src/experiment/experiment.ts';

export const en: ExperimentTexts = {
  question: 'Does dropout narrow the generalisation gap?',
  summary:
    'A network that is large enough to memorize its few training examples is trained twice from the same weights on the same batches: once as it is, once with half of its hidden units dropped at random in every step. Watch the validation loss turn upwards while the training loss keeps falling: that is overfitting. The gap between the two, both measured without dropout, is what dropout is said to narrow.',
  arms: { nothing: 'no dropout', dropout: 'dropout 0.5' },
  presets: {
    points: {
      name: 'Points',
      description: 'A hundred noisy points of two interleaved half moons; the decision boundary is drawn as it is learned.',
    },
    images: { name: 'Images', description: 'A thousand pictures of clothes from Fashion-MNIST, 28 × 28 pixels in ten classes.' },
  },
  hyperparameters: {
    dropout: {
      name: 'dropout rate',
      description: 'The probability that a hidden unit is switched off in a training step; the rest are scaled up to make up for it.',
    },
    learningRate: { name: 'learning rate', description: 'How far Adam moves the weights in one step.' },
    dataSet: { name: 'data set', description: 'What the network learns to classify.' },
    examples: {
      name: 'training examples',
      description: 'How many examples each seed draws for training: the fewer, the easier to memorize.',
    },
    noise: {
      name: 'noise',
      description: 'Standard deviation of the noise on the points’ coordinates; it makes the classes overlap. Pictures ignore it.',
    },
    width: { name: 'hidden units', description: 'Units in each of the two hidden layers: the more, the more can be memorized.' },
    batchSize: { name: 'batch size', description: 'Examples in each training step.' },
    steps: { name: 'steps', description: 'Training steps of the session.' },
  },
  options: {
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
  },
  claims: {
    gap: {
      sentence: 'Dropout narrows the gap between training and validation loss.',
      generic: 'With “{1}” the gap between training and validation loss is narrower than with “{0}”.',
      source:
        'Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout: a simple way to prevent neural networks from overfitting, JMLR 15, 2014.',
    },
  },
  probes: {
    boundary: {
      name: 'Decision boundary',
      description: 'Where each network changes its mind, in evaluation mode; the dots are its training points.',
    },
  },
};

export const zh: ExperimentTexts = {
  question: 'Dropout 能缩小泛化差距吗？',
  summary:
    '一个足以记住全部少量训练样本的网络，从相同的初始权重出发、用相同的小批量训练两次：一次保持原样，一次在每一步随机丢弃一半隐藏单元。留意验证损失在训练损失继续下降时掉头上升：这就是过拟合。两者之差（均在不使用 dropout 的评估模式下测量）正是 dropout 据称能够缩小的量。',
  arms: { nothing: '无 dropout', dropout: 'dropout 0.5' },
  presets: {
    points: { name: '点集', description: '两个交错半月形上的一百个带噪声的点；决策边界随学习过程实时绘制。' },
    images: { name: '图像', description: 'Fashion-MNIST 的一千张服饰图片，28 × 28 像素，共十类。' },
  },
  hyperparameters: {
    dropout: { name: 'dropout 率', description: '每个训练步中隐藏单元被关闭的概率；其余单元按比例放大以作补偿。' },
    learningRate: { name: '学习率', description: 'Adam 每一步移动权重的幅度。' },
    dataSet: { name: '数据集', description: '网络要学习分类的数据。' },
    examples: { name: '训练样本数', description: '每个种子抽取多少训练样本：越少越容易被记住。' },
    noise: { name: '噪声', description: '点坐标上噪声的标准差，会使两类相互重叠；图像数据不使用。' },
    width: { name: '隐藏单元数', description: '两个隐藏层各自的单元数：越多，能记住的越多。' },
    batchSize: { name: '批大小', description: '每个训练步使用的样本数。' },
    steps: { name: '步数', description: '本次会话的训练步数。' },
  },
  options: {
    'dataSet.two-moons': '双半月',
    'dataSet.circles': '同心圆',
    'dataSet.xor': '异或',
    'dataSet.spiral': '螺旋',
    'dataSet.gaussians': '高斯',
    'dataSet.fashion-mnist': 'Fashion-MNIST',
    'dataSet.mnist': 'MNIST',
  },
  measures: {
    trainingLoss: '训练损失（小批量）',
    evaluatedTrainingLoss: '训练损失（评估模式）',
    validationLoss: '验证损失',
    trainingAccuracy: '训练准确率',
    validationAccuracy: '验证准确率',
    gap: '泛化差距',
  },
  claims: {
    gap: {
      sentence: 'Dropout 会缩小训练损失与验证损失之间的差距。',
      generic: '采用“{1}”时，训练损失与验证损失之间的差距小于采用“{0}”时。',
      source:
        'Srivastava, Hinton, Krizhevsky, Sutskever and Salakhutdinov, Dropout: a simple way to prevent neural networks from overfitting, JMLR 15, 2014.',
    },
  },
  probes: {
    boundary: { name: '决策边界', description: '评估模式下各网络改变判断之处；圆点是它的训练点。' },
  },
};
