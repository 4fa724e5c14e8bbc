/** What is said of taking things away: the menu that exports, in Chinese. */
import type { takeAway as english } from './take-away.en.ts';

export const takeAway: typeof english = {
  export: '导出',
  actions: '带走',
  exportTitle: '导出此会话',
  ofSession: '会话',
  file: '会话文件',
  fileNote: '设置、度量与判定；可再次导入',
  csv: '度量（CSV）',
  csvNote: '每个度量、组、种子和步各占一行',
  json: '度量（JSON）',
  jsonNote: '按组、度量和种子排列，附均值',
  ofRun: '单次运行',
  arm: '组',
  seed: '种子',
  run: {
    weights: '权重',
    data: '数据',
    pytorch: 'PyTorch 程序',
    tensorflowJs: 'TensorFlow.js 程序',
    keras: 'Keras 3 程序',
  },
  runNote: {
    weights: 'safetensors，采用 PyTorch 的名称与形状，其程序可以载入',
    data: '训练子集、验证集与测试集，原始与标准化，zip',
    pytorch: '附数据与此处的测量值，zip',
    tensorflowJs: '用于 Node，附数据与此处的测量值，zip',
    keras: '在 PyTorch 后端的 Keras 上试过；附数据与此处的测量值，zip',
  },
  why: {
    nothingYet: '尚未训练任何内容：请先按“运行”',
    looking: '正在查看此组',
    surface: '曲面没有数据',
    undescribed: '此实验没有说明其各组如何写成程序',
  },
  failed: (what, why) => `${what}：未保存任何内容。${why}`,
  noState: '其权重已不存在：请重新运行此会话。',
  nothingYet: '尚无任何度量：请先按“运行”',
  jsonShort: 'JSON',
  jsonNamed: (name) => `以 JSON 导出度量：${name}`,
};
