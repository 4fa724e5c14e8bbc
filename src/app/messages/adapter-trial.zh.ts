/** What is said of trying an adapter from files, in Chinese. */
import { formatCount } from '../format.ts';
import type { adapterTrial as english } from './adapter-trial.en.ts';

export const adapterTrial: typeof english = {
  title: '来自文件的适配器',
  note: '同时选择一个 LoRA 适配器的两个文件：adapter_model.safetensors 与 adapter_config.json。它会加到其基础模型上并加以测量，不影响正在进行的训练。',
  choose: '选择文件',
  missing: '需要两个文件：一个以 .safetensors 结尾，一个以 .json 结尾。请同时选择。',
  trying: '正在测量，需要几秒钟。',
  what: (base, rank, parameters, matrices) => `秩 ${rank}，共 ${formatCount(parameters)} 个数，基础模型“${base}”；矩阵：${matrices}。`,
  matrices: { 'query-value': 'query 与 value', attention: '全部注意力矩阵', all: '块内全部矩阵' },
  matricesOfImages: '分类器的全部三个矩阵',
  lossOfImages: '损失（每张图像，nat）',
  loss: '损失（每字符，nat）',
  adapted: '加上后',
  without: '不加',
  spanish: '西班牙语',
  english: '英语',
  digits: '数字',
  clothes: '衣物',
  writes: '它写出',
};
