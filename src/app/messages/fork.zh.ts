/** The words of forks, in Chinese. */
import { formatCount } from '../format.ts';
import type { fork as english } from './fork.en.ts';

export const fork: typeof english = {
  here: (step) => `从第 ${formatCount(step)} 步分叉`,
  open: '分叉…',
  openHint: '新的实验组从另一组的某一步起，以改变的超参数继续（F）',
  title: '分叉一个实验组',
  lead: '新的实验组在某一步之前与其来源相同，此后以其他取值与之并行继续。',
  parent: '来源',
  at: (name) => `${name} 取值`,
  step: '步',
  stepError: (min, max) => `来源已到达的步，从 ${min} 到 ${max}。`,
  from: '自该步起',
  fixed: (names) => `分叉中不能改变：${names}。某一步的状态只适合训练它的网络与批次。`,
  addArm: '改为添加实验组',
  cost: (from, to, duration) =>
    `${from === 0 ? '从头重放' : `从第 ${formatCount(from)} 步的检查点继续`}，训练到第 ${formatCount(to)} 步${duration === null ? '' : `：最多 ${duration}`}。`,
  exploratory: '含有分叉的会话是探索性的。',
  outside: '分叉在扫描之外，保持该取值。含有分叉的会话是探索性的。',
  name: (parent, isFork, changes, step) =>
    `${parent}${isFork ? '，' : '：'}${changes === null ? `第 ${formatCount(step)} 步分叉` : `自第 ${formatCount(step)} 步起${changes}`}`,
  make: '分叉',
  cancel: '取消',
  full: (most) => `一个会话最多有 ${most} 个实验组。请先移除一个再分叉。`,
  announce: (step) => `分叉从第 ${formatCount(step)} 步继续。`,
};
