/** The words of the Sessions page, in Chinese. */
import type { sessionsPage as english } from './sessions-page.en.ts';

export const sessionsPage: typeof english = {
  title: '会话',
  lead: '在此运行过的会话，仅保存在本浏览器中。打开即可重看曲线与判定，无需重新训练。',
  empty: '这里还没有运行过任何会话。会话在完成最初几步后即被保存。',
  toExperiments: '选择一个实验',
  name: '名称',
  note: '备注',
  notePlaceholder: '您注意到了什么',
  star: (name) => `加星标：${name}`,
  open: '打开',
  openNamed: (name) => `打开：${name}`,
  resume: '继续',
  resumeNamed: (name) => `继续：${name}`,
  delete: '删除',
  deleteNamed: (name) => `删除：${name}`,
  deleted: (name) => `已删除“${name}”。`,
  undo: '撤销',
  export: '导出',
  exportNamed: (name) => `导出为可再次导入的文件：${name}`,
  csv: 'CSV',
  csvNamed: (name) => `以 CSV 导出度量：${name}`,
  import: '导入会话',
  imported: (name) => `已导入“${name}”。`,
  importProblem: {
    notOne: (file) => `“${file}”不是 Ablate 导出的会话。请选择以 .ablate.json 结尾的文件。`,
    newer: (file) => `“${file}”由更新的版本导出。请重新加载页面以获取新版本，然后再次导入。`,
    damaged: (file) => `“${file}”是一个会话，但部分内容缺失或已被更改。请在原处重新导出。`,
  },
  unfinished: (step, steps) => `第 ${step} 步，共 ${steps} 步`,
  storage: {
    blocked: '另一个标签页中打开着本页面的旧版本并占用着会话。请关闭那个标签页，然后重新加载本页。',
    full: '浏览器已没有空间保存更多会话。请在下方删除一些后再运行；正在运行的会话会继续，但不会被保存。',
    closed: '本浏览器不为此页面保存任何数据，例如在隐私窗口中或网站数据被阻止时。会话只保留到页面关闭为止。',
  },
  foreign: (name) => `“${name}”所用的设置在其实验中已不存在，因此无法打开。其判定仍列于此。`,
};
