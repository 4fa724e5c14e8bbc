/** How well scores order two classes: the area under the ROC curve and the threshold with the largest F1, in float64 on the host. */
import { averageRanks } from '../statistics/rank-tests.ts';
import { f1Score } from './classification.ts';

/**
 * Area under the ROC curve: the share of pairs of a positive and a negative example that the scores put in order, ties counting half
 * (Hanley & McNeil 1982). NaN when there is one class only.
 *
 * @param labels - 1 for positive examples, anything else for negative ones
 */
export function rocAuc(labels: readonly number[], scores: readonly number[]): number {
  const { ranks } = averageRanks(scores);
  let [positives, rankSum] = [0, 0];
  labels.forEach((label, i) => {
    if (label !== 1) return;
    positives++;
    rankSum += ranks[i] ?? NaN;
  });
  const pairs = positives * (labels.length - positives);
  return pairs > 0 ? (rankSum - (positives * (positives + 1)) / 2) / pairs : NaN;
}

/** Plain mean over classes of the area of each against the rest; null when a class has no examples. */
export function macroAuc(labels: readonly number[], probabilities: readonly (readonly number[])[], classes: number): number | null {
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    sum += rocAuc(
      labels.map((label) => (label === c ? 1 : 0)),
      probabilities.map((row) => row[c] ?? NaN),
    );
  }
  return Number.isNaN(sum) ? null : sum / classes;
}

/**
 * The largest F1 over the distinct scores as thresholds (positive from the threshold on), with all thresholds that reach it in ascending
 * order. Null without positive examples.
 */
export function bestF1(labels: readonly number[], scores: readonly number[]): { f1: number; thresholds: number[] } | null {
  const positives = labels.filter((label) => label === 1).length;
  if (positives === 0) return null;
  const order = scores.map((_, i) => i).sort((i, j) => (scores[j] ?? 0) - (scores[i] ?? 0));
  let [best, thresholds]: [number, number[]] = [-1, []];
  let [hits, falseAlarms] = [0, 0];
  order.forEach((example, position) => {
    if (labels[example] === 1) hits++;
    else falseAlarms++;
    const [threshold, next] = [scores[example] ?? NaN, scores[order[position + 1] ?? -1]];
    if (next === threshold) return;
    const f1 = f1Score(hits, falseAlarms, positives - hits);
    if (f1 > best) [best, thresholds] = [f1, [threshold]];
    else if (f1 === best) thresholds.unshift(threshold);
  });
  return { f1: best, thresholds };
}
