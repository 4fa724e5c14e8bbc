/** The words of the dropout experiment in Chinese. */
import type { ExperimentTexts } from '../../src/experiment/experiment.ts';
import { en } from './texts.en.ts';

const source = (claim: string): string => en.claims[claim]?.source ?? '';
const lowerTestLoss = '采用“{1}”时，测试损失低于采用“{0}”时。';

export const zh: ExperimentTexts = {
  question: 'Dropout 能缩小泛化差距吗？',
  summary:
    '一个足以记住全部少量训练样本的网络，从相同的初始权重出发、用相同的小批量训练多次：保持原样、每一步随机丢弃一半隐藏单元、以及使用权重衰减。留意验证损失在训练损失继续下降时掉头上升：这就是过拟合。两者之差（均在不使用 dropout 的评估模式下测量）正是这些方法据称能够缩小的量，图中以阴影标出。更多方法在“添加实验组”中。',
  arms: {
    nothing: '无措施',
    dropout: 'dropout',
    weightDecay: '权重衰减',
    l1: 'L1 惩罚',
    earlyStopping: '早停',
    labelSmoothing: '标签平滑',
    moreData: '更多数据',
    augmentation: '数据增强',
    batchNorm: '批归一化',
    smaller: '更小的网络',
    ensemble: '五个网络的集成',
  },
  presets: {
    points: { name: '点集', description: '两个交错半月形上的一百个带噪声的点；决策边界随学习过程实时绘制。' },
    images: { name: '图像', description: 'Fashion-MNIST 的一千张服饰图片，28 × 28 像素，共十类。' },
    labelNoise: {
      name: '40 % 错误标签',
      description: '五百张图片，其中 40 % 的标签是错的：网络把它们死记下来，并丢掉已经学懂的东西。',
    },
    few: { name: '100 张图像', description: '只有一百张图片可学：每类十张左右。' },
    strong: { name: 'Dropout 0.9', description: '十个单元丢弃九个：差距消失了，许多本可学到的东西也消失了。' },
    mnist: { name: 'MNIST', description: '两千个手写数字，任务较容易：没有多少可过拟合的，dropout 的代价大于收益。' },
    remedies: { name: '全部方法', description: '三百张图片，所有实验组同时训练，按未用于任何选择的测试样本上的损失比较。' },
  },
  hyperparameters: {
    dropout: { name: 'dropout 率', description: '每个训练步中隐藏单元被关闭的概率；其余单元按比例放大以作补偿。' },
    weightDecay: { name: '权重衰减', description: '每一步中每个权重按该值乘学习率缩小，与 Adam 的更新分开（AdamW）。' },
    l1: { name: 'L1 惩罚', description: '权重每单位大小在损失中增加的量：把不需要的权重拉向零。' },
    weights: { name: '采用的权重', description: '最后的权重，或到目前为止验证损失最低的权重：即不必真正停止的早停。' },
    labelSmoothing: { name: '标签平滑', description: '每个标签的这一部分均匀分给所有类别，使绝对确信不再有利。' },
    dataFactor: { name: '数据倍数', description: '训练样本数是其他实验组的这么多倍。' },
    shift: { name: '平移', description: '每一步中每张图片沿两个方向随机移动至多这么多像素。' },
    rotation: { name: '旋转', description: '每一步中每张图片向任一方向随机旋转至多这么多度。' },
    inputNoise: { name: '输入噪声', description: '每一步加到标准化输入上的噪声的标准差。' },
    normalization: { name: '归一化', description: '在每个隐藏层的乘积与激活之间使用批归一化，或不使用。' },
    width: { name: '隐藏单元数', description: '两个隐藏层各自的单元数：越多，能记住的越多。' },
    members: { name: '成员数', description: '每个种子训练这么多网络，各有自己的初始权重、顺序和掩码；对它们的概率取平均。' },
    learningRate: { name: '学习率', description: 'Adam 每一步移动权重的幅度。' },
    dataSet: { name: '数据集', description: '网络要学习分类的数据。' },
    examples: { name: '训练样本数', description: '每个种子抽取多少训练样本：越少越容易被记住。' },
    noise: { name: '噪声', description: '点坐标上噪声的标准差，会使两类相互重叠。' },
    labelNoise: { name: '错误标签', description: '训练标签中这一比例被随机换成其他类别；验证与测试标签保持正确。' },
    batchSize: { name: '批大小', description: '每个训练步使用的样本数。' },
    steps: { name: '步数', description: '本次会话的训练步数。' },
  },
  options: {
    'weights.last': '最后的',
    'weights.best': '验证最佳的',
    'normalization.none': '无',
    'normalization.batch': '批归一化',
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
    keptStep: '最佳权重的步数',
    testLoss: '测试损失',
    testAccuracy: '测试准确率',
  },
  claims: {
    gap: {
      sentence: 'Dropout 会缩小训练损失与验证损失之间的差距。',
      generic: '采用“{1}”时，训练损失与验证损失之间的差距小于采用“{0}”时。',
      source: source('gap'),
    },
    decay: {
      sentence: '权重衰减会缩小训练损失与验证损失之间的差距。',
      generic: '采用“{1}”时，训练损失与验证损失之间的差距小于采用“{0}”时。',
      source: source('decay'),
    },
    memorizes: {
      sentence: '不采取措施时，网络会死记至少 95 % 的训练标签，包括错误的标签。',
      generic: '采用“{0}”时，网络会死记至少 95 % 的训练标签，包括错误的标签。',
      source: source('memorizes'),
    },
    underfits: {
      sentence: '0.9 的 dropout 会欠拟合：即使在训练样本上，损失也至少高 0.1。',
      generic: '采用“{1}”时，即使是评估模式下的训练损失也比采用“{0}”时至少高 0.1。',
      source: source('underfits'),
    },
    accuracy: {
      sentence: 'Dropout 会提高 MNIST 上的验证准确率。',
      generic: '采用“{1}”时，MNIST 上的验证准确率高于采用“{0}”时。',
      source: source('accuracy'),
    },
    stopping: { sentence: '早停的测试损失低于训练到最后。', generic: lowerTestLoss, source: source('stopping') },
  },
  probes: {
    boundary: { name: '决策边界', description: '评估模式下各网络改变判断之处；圆点是它的训练点。' },
  },
};
