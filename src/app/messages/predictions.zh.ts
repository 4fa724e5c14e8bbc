/** What is said of pictures of predicted numbers, in Chinese. */
import type { predictions as english } from './predictions.en.ts';

export const predictions: typeof english = {
  allSeeds: '全部',
  input: '输入 x',
  target: '目标 y',
  curveOf: (arms, target, input) => `${target}随${input}的预测：${arms}`,
  predictedOf: (arm, target) => `${arm}预测的${target}与其真实值`,
  predicted: '预测值',
  truth: '真实值',
  training: '该种子的训练样本',
  held: '验证样本',
  band: (kind) => `各种子的均值；${kind}。`,
  eachSeed: '每个种子一条线。',
  eachSeedMark: '每个样本、每个种子一个记号。',
  outside: (count) => `图外 ${count} 个`,
};
