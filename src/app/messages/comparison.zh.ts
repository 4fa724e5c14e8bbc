/** Texts of the comparison of arms in Chinese. */
import type { comparison as english } from './comparison.en.ts';

export const comparison: typeof english = {
  title: '各组比较',
  table: '各组在最后一次共同评估时的全部指标，以及与基准之差',
  baseline: '基准',
  compareWith: (arm) => `以“${arm}”为基准`,
  arm: '组',
  colon: '：',
  soFar: '至此',
  beforeRun: '按“运行”：之后每一组都会在每项指标上与基准比较。',
  best: (arm, measure, lowest) => `“${arm}”的${measure}${lowest ? '最低' : '最高'}`,
  by: (difference, interval, other) => `与“${other}”相差 ${difference} ${interval}`,
  clear: '差异明确。',
  unclear: '仅种子不同也可能造成这样的差异。',
  open: '训练尚未结束，还不能下结论。',
  identical: '完全相同。',
  differs: '明确',
  differsHint: (p) => `明确：Holm 校正后 p ${p}`,
  notClearHint: (p) => `不明确：Holm 校正后 p ${p}`,
  divergedOf: (count, all) => `${all} 个中 ${count} 个发散`,
  note: (seeds, tests) =>
    `探索性结果：${seeds} 个种子的均值 ± 95 % 区间的一半；下方是与基准之差（按种子配对）的均值及其 95 % 区间。${
      tests > 0 ? `“明确”指对全部 ${tests} 个差异作 Holm 校正后仍然成立。` : ''
    }`,
  settings: '设置的不同之处',
  settingsTable: '各组取值不同的超参数',
  same: '各组设置相同。',
  nothing: '不起作用',
};
