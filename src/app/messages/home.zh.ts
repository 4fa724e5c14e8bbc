/** What the gallery of experiments says, in Chinese. */
import type { home as english } from './home.en.ts';

export const home: typeof english = {
  line: '教科书里关于训练的说法，在你自己的设备上检验：只改一处，看损失怎么变。',
  topics: '主题',
  allTopics: '全部',
  run: '运行',
  open: '打开',
  runNamed: (question) => `打开并运行：${question}`,
  noVerdict: '尚未运行',
  noClaim: '没有论断',
  reference: '预先录制的参考结果',
  running: (percent) => `正在运行，${percent}`,
  estimateHere: (duration) => `在本设备上约需 ${duration}`,
  estimateReference: (duration, device) => `录制时用了 ${duration}（${device}）`,
  curve: (question) => `实验的录制曲线：${question}`,
  empty: '没有属于这个主题的实验。',
};
