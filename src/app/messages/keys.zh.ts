/** Texts about keys in Chinese. */
import type { keys as english } from './keys.en.ts';

export const keys: typeof english = {
  title: '快捷键',
  open: '快捷键（?）',
  close: '关闭',
  note: '不在输入文字时随处可用。按钮、滑块或图表获得焦点时，空格键与方向键归它们使用。',
  on: '启用单键操作',
  names: {
    space: '空格',
    right: '向右键 →',
    t: 'T 键',
    a: 'A 键',
    s: 'S 键',
    r: 'R 键',
    b: 'B 键',
    l: 'L 键',
    f: 'F 键',
    undo: 'Ctrl+Z',
    help: '? 键',
  },
  does: {
    space: '运行、暂停、继续',
    right: '走一步',
    t: '调节学习率：用方向键改变；再按一次，转到下一组的学习率',
    a: '添加实验组：用方向键从列表中选择',
    s: '分享：生成链接，按回车键复制',
    r: '重置：回到第一步之前',
    b: '下一组成为基准',
    l: '切换对数轴与线性轴',
    f: '在十字线处（或会话所在处）分叉一个实验组',
    undo: '撤销上一次实时更改',
    help: '显示本列表',
  },
  log: '纵轴：对数。',
  linear: '纵轴：线性。',
  noRate: '这里没有可以调节的学习率。',
};
