/** Counts of true and predicted classes, and what follows from them, in float64 on the host. Undefined ratios are 0. */

/** `confusion[true class][predicted class]`: how many examples. */
export function confusionMatrix(labels: ArrayLike<number>, predictions: ArrayLike<number>, classes: number): number[][] {
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) {
    const [label, prediction] = [labels[i] ?? -1, predictions[i] ?? -1];
    const row = confusion[label];
    if (row?.[prediction] === undefined) throw new RangeError(`class ${label} or ${prediction} is not one of ${classes}`);
    row[prediction] += 1;
  }
  return confusion;
}

export interface ClassificationScores {
  /** Share of examples on the diagonal; NaN without examples. */
  accuracy: number;
  /** Of each class. */
  precision: number[];
  recall: number[];
  f1: number[];
  /** Plain means over all classes. */
  macroPrecision: number;
  macroRecall: number;
  macroF1: number;
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** F1 = 2 · hits / (2 · hits + false alarms + misses), the harmonic mean of precision and recall. */
export const f1Score = (hits: number, falseAlarms: number, misses: number): number => ratio(2 * hits, 2 * hits + falseAlarms + misses);

/** Accuracy, precision TP / (TP + FP), recall TP / (TP + FN) and F1 of every class, one against the rest, and their means. */
export function classificationScores(confusion: readonly (readonly number[])[]): ClassificationScores {
  const hits = confusion.map((row, i) => row[i] ?? 0);
  const actual = confusion.map(total);
  const predicted = confusion.map((_, i) => total(confusion.map((row) => row[i] ?? 0)));
  const precision = hits.map((count, i) => ratio(count, predicted[i] ?? 0));
  const recall = hits.map((count, i) => ratio(count, actual[i] ?? 0));
  const f1 = hits.map((count, i) => f1Score(count, (predicted[i] ?? 0) - count, (actual[i] ?? 0) - count));
  const macro = (values: readonly number[]): number => total(values) / values.length;
  return {
    accuracy: total(hits) / total(actual),
    ...{ precision, recall, f1 },
    ...{ macroPrecision: macro(precision), macroRecall: macro(recall), macroF1: macro(f1) },
  };
}

/** The first of the largest entries of each row of probabilities or logits. */
export const predictedClasses = (rows: readonly (readonly number[])[]): number[] => rows.map((row) => row.indexOf(Math.max(...row)));

/** 1 where the score reaches the threshold, else 0. */
export const thresholded = (scores: readonly number[], threshold: number): number[] => scores.map((score) => (score >= threshold ? 1 : 0));
