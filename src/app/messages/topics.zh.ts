/** Names of topics, in Chinese. */
import type { topics as english } from './topics.en.ts';

export const topics: typeof english = {
  regularization: '正则化',
  optimization: '优化',
  normalization: '归一化',
  initialization: '初始化',
  generalization: '泛化',
  architecture: '网络结构',
  dropout: 'Dropout',
  overfitting: '过拟合',
  'fine-tuning': '微调',
  language: '语言模型',
};
