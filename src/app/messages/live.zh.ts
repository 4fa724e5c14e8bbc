/** 关于训练中实时更改的中文文字。 */
import { formatCount } from '../format.ts';
import type { live as english } from './live.en.ts';

export const live: typeof english = {
  title: '实时更改',
  departure: (count) => `训练期间有 ${formatCount(count)} 次实时更改`,
  count: (max, got) => `一次会话最多有 ${max} 个事件，而不是 ${got} 个。`,
  form: (got) => `事件写作“步数:组.名称=值”，例如“120:*.learningRate=0.03”，而不是“${got}”。`,
  exploratory: '含有实时更改的会话是探索性的：其论断既不被支持也不被否定。',
  replays: (count) => `本次会话按原来的步数重放 ${formatCount(count)} 次实时更改。`,
  nextReplays: (count) => `下一次运行将按原来的步数重放这 ${formatCount(count)} 次更改。`,
  nextDrops: '下一次运行将不含这些更改。',
  drop: '不带更改运行',
  all: '所有组',
  toCome: '尚未到达',
  fromTo: (from, to) => `从 ${from} 到 ${to}`,
  undo: '撤销',
  undoLast: '撤销上一次更改（Ctrl+Z）',
  undoOf: (name, step) => `撤销第 ${step} 步对${name}的更改`,
  tooLate: (name) => `会话在此之前已结束：${name}将用于下一次运行。`,
  announce: (name, value, step) => `从第 ${step} 步起，${name}为 ${value}。`,
};
