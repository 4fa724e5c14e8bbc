/** What is said of taking things away: the menu that exports, in Chinese. */
import type { takeAway as english } from './take-away.en.ts';

export const takeAway: typeof english = {
  export: '导出',
  actions: '带走',
  exportTitle: '导出此会话',
  ofSession: '会话',
  file: '会话文件',
  fileNote: '设置、度量与结论；可再次导入',
  csv: '度量（CSV）',
  csvNote: '每个度量、组、种子和步各占一行',
  json: '度量（JSON）',
  jsonNote: '按组、度量和种子排列，附均值',
  nothingYet: '尚无任何度量：请先按“运行”',
  jsonShort: 'JSON',
  jsonNamed: (name) => `以 JSON 导出度量：${name}`,
};
