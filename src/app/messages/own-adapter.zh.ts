/** What is said of adapters of a person's own that arms start from, in Chinese. */
import { adapterFault } from './adapter-fault.zh.ts';
import type { ownAdapter as english } from './own-adapter.en.ts';

export const ownAdapter: typeof english = {
  fault: adapterFault,
  own: '自己的适配器（在此浏览器中）',
  facts: (base, rank) => `秩 ${rank}，用于“${base}”`,
  value: (rank, hash) => `自己的适配器，秩 ${rank}（${hash}）`,
  open: '打开适配器',
  missingFile: '需要两个文件：一个以 .safetensors 结尾，一个以 .json 结尾。请同时选择。',
  notHere: (hash) => `不在此浏览器中（${hash}）`,
  missing: (facts, hash) =>
    `这些设置从某人自己的适配器开始，而它不在此浏览器中：${facts}，哈希 ${hash}。链接从不包含数据。请打开它的两个文件；会用哈希核对。`,
  otherHash: (got, wanted) =>
    `这不是设置所指的适配器：哈希为 ${got}，而应为 ${wanted}。它已保存，可在上方选择；要得到同一会话，请选择原来的文件。`,
  remove: '从此浏览器中移除',
  notKept: '此浏览器不为本页保存任何内容：自己的适配器只保留到离开页面为止。',
  train: '作为实验组继续训练',
  added: (arm) => `已添加实验组“${arm}”：它从这些权重开始。`,
  notAdded: '没有添加实验组。',
  armName: (rank) => `来自文件的 LoRA，秩 ${rank}`,
};
