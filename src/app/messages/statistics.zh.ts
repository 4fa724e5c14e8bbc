/** What is said of activation statistics, in Chinese. */
import type { statistics as english } from './statistics.en.ts';

export const statistics: typeof english = {
  layer: '层',
  stage: '位置',
  before: '归一化前',
  after: '归一化后',
  picture: (arm, examples, features) => `${arm}的激活值：每行一个样本，共 ${examples} 个；每列一个特征，共 ${features} 个`,
  over: '每个',
  feature: '特征',
  example: '样本',
  cell: '样本的每个特征',
  mean: '|均值|',
  deviation: '标准差',
  missing: '该网络没有这一层。',
  legend: (limit) => `颜色从 −${limit} 到 ${limit}；有多个位置（像素、词元）时取其均值。`,
  note: '被归一化的量均值为 0、标准差为 1：或是每个特征在批内各样本上，或是每个样本在其各特征上。',
  all: '所有层：均值与标准差',
};
