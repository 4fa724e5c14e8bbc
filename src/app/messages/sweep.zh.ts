/** What is said of sweeps, in Chinese. */
import { formatCount } from '../format.ts';
import type { sweep as english } from './sweep.en.ts';

export const sweep: typeof english = {
  title: (measure, name) => `${measure}随${name}的变化`,
  name: (measure, name, arms) => `${arms}的${measure}随${name}变化的图`,
  legend: '各种子的均值及其 95 % 带；圆圈标出最低处，空心标记和叉号表示有种子发散的取值。',
  table: '扫描在各组的结果',
  best: (name) => `最佳${name}`,
  bestOf: (measure) => `该处的${measure}`,
  score: (measure) => `${measure}（各种子分别选最佳）`,
  chosenNote: (measure, alike) => `各组在每个种子中取${measure}最低的值${alike ? '，并同样用它计分：会比用其他指标略好' : ''}。`,
  width: (factor) => `不超过最低值 ${factor} 倍的十倍程数`,
  recorded: (seeds) => `${seeds} 个种子的已记录均值。运行后可见各种子最佳取值的得分。`,
  at: (arm, value) => `${arm}，${value}`,
  overSteps: '各实验组取其最佳值时随步数的变化',
  offer: (name, count) => `扫描：${name}的 ${count} 个取值`,
  own: '扫描任一数值超参数',
  of: (name) => `扫描${name}`,
  over: '超参数',
  from: '从',
  to: '到',
  count: '取值个数',
  list: '或列出取值',
  take: '扫描',
  plan: (values, arms, seeds, runs) =>
    `${formatCount(values)} 个取值 × ${formatCount(arms)} 组 × ${formatCount(seeds)} 个种子 = ${formatCount(runs)} 次运行`,
  offerNote: (runs) => `每个实验组取每个值，共 ${formatCount(runs)} 次运行。最佳值在每个种子内选定。`,
};
