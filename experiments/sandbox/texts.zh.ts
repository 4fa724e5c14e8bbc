/** 沙盒的中文文字；与优化器实验共有的部分用同样的说法。 */
import type { ExperimentTexts } from '../../src/experiment/experiment.ts';
import { zh as optimizers } from '../optimizers/texts.zh.ts';
import { sharedTexts } from './shared-texts.ts';

const shared = sharedTexts(optimizers);

export const zh: ExperimentTexts = {
  question: '沙盒：搭一个网络，看它学习',
  summary:
    '没有问题，也没有论断：选数据，为每个实验组逐层搭建网络，选损失、优化器和学习率计划，然后比较。层相同之处各组初始权重相同，各组按同样的顺序看到同样的样本，并用多个种子重复，因此两条曲线之差就是两种设置之差。',
  arms: {
    small: '小网络',
    wide: '较宽的网络',
    dense: '全连接',
    convolutional: '卷积',
  },
  presets: {
    spirals: { name: '螺旋', description: '两个网络学两条螺旋线：八个单元，或两层各 32 个单元。' },
    images: { name: '图片', description: '全连接网络与卷积网络学习 Fashion-MNIST。' },
  },
  hyperparameters: {
    ...shared.hyperparameters,
    network: { name: '网络', description: '从输入到输出的各隐藏层；输出层自动加上。' },
    dropout: { name: 'dropout 率', description: '没有自己 dropout 率的 Dropout 层每步关闭的单元比例；没有这样的层时不起作用。' },
    loss: { name: '损失', description: '训练要减小的量。评估一律用普通交叉熵，以便各组可比。' },
    labelSmoothing: { name: '标签平滑', description: '每个标签分摊到所有类别的份额。' },
    focusing: { name: '聚焦系数', description: '网络越有把握的样本权重越低；0 即交叉熵。' },
    numberLoss: { name: '损失', description: '训练要减小的量，按标准化后的数值计算。评估一律用平方误差，以便各组可比。' },
    threshold: { name: '阈值', description: '超过它的误差按比例计，未超过的按平方计；以目标数值的标准差为单位。' },
    dataSet: { name: '数据集', description: '网络要学习的数据：分类，或预测一个数值。' },
    noise: { name: '噪声', description: '点坐标上、或要预测的数值上噪声的标准差。' },
    labelNoise: { name: '标签噪声', description: '训练标签中错误标签的比例。' },
    examples: { name: '训练样本数', description: '每个种子抽取多少训练样本。' },
    validationShare: { name: '验证集比例', description: '自有数据中留作验证的行；其余各行每个种子都用来训练。' },
    batchSize: { name: '批大小', description: '每个训练步使用的样本数：越少，梯度噪声越大。' },
    steps: { name: '步数', description: '本次会话的训练步数。' },
  },
  options: {
    ...shared.options,
    'loss.cross-entropy': '交叉熵',
    'loss.smoothed': '标签平滑',
    'loss.focal': '焦点损失',
    'dataSet.spiral': '双螺旋',
    'dataSet.two-moons': '双半月',
    'dataSet.circles': '同心圆',
    'dataSet.xor': '异或',
    'dataSet.gaussians': '两个高斯',
    'numberLoss.squared': '平方（MSE）',
    'numberLoss.absolute': '绝对值（MAE）',
    'numberLoss.huber': 'Huber',
    'dataSet.wave': '波形（数值）',
    'dataSet.fashion-mnist': 'Fashion-MNIST',
    'dataSet.mnist': 'MNIST 数字',
  },
  measures: {
    trainingLoss: '训练损失（小批量）',
    evaluatedTrainingLoss: '训练损失（评估模式）',
    validationLoss: '验证损失',
    trainingAccuracy: '训练准确率',
    validationAccuracy: '验证准确率',
    trainingExplained: '训练 R²',
    validationExplained: '验证 R²',
    trainingError: '训练误差（RMSE，目标的单位）',
    validationError: '验证误差（RMSE，目标的单位）',
    gap: '泛化差距',
  },
  claims: {},
  probes: {
    boundary: { name: '决策边界', description: '评估模式下各网络改变判断之处；圆点是它的训练点。' },
    curve: { name: '拟合曲线', description: '评估模式下各网络在唯一的输入上的预测。' },
    predicted: { name: '预测值与真实值', description: '验证样本：越靠近对角线，预测得越准。' },
  },
};
