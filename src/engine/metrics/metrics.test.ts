/** Metrics where the golden cases say nothing: empty bins and edges, ties among thresholds, wrong classes, no examples. */
import { describe, expect, it } from 'vitest';
import { calibration, logLoss, perplexity } from './calibration.ts';
import { classificationScores, confusionMatrix, predictedClasses, thresholded } from './classification.ts';
import { bestF1, macroAuc, rocAuc } from './ranking.ts';

describe('classes', () => {
  it('predicts the first of equal probabilities, and positive at the threshold itself', () => {
    expect(predictedClasses([[0.2, 0.4, 0.4], [1, 1, 1]])).toEqual([1, 0]); // prettier-ignore
    expect(thresholded([0.49, 0.5, 0.51], 0.5)).toEqual([0, 1, 1]);
  });

  it('counts, and scores what follows', () => {
    const confusion = confusionMatrix([0, 0, 1, 2, 2, 2], [0, 1, 1, 2, 2, 0], 3);
    expect(confusion).toEqual([[1, 1, 0], [0, 1, 0], [1, 0, 2]]); // prettier-ignore
    const { accuracy, precision, recall, macroF1 } = classificationScores(confusion);
    expect([accuracy, ...precision, ...recall]).toEqual([4 / 6, 1 / 2, 1 / 2, 1, 1 / 2, 1, 2 / 3]);
    expect(macroF1).toBeCloseTo((0.5 + 2 / 3 + 0.8) / 3, 12);
  });

  it('refuses a class that does not exist', () => {
    expect(() => confusionMatrix([2], [0], 2)).toThrow('class 2 or 0 is not one of 2');
    expect(() => confusionMatrix([0], [-1], 2)).toThrow('class 0 or -1');
  });

  it('of no examples have no accuracy', () => {
    expect(classificationScores(confusionMatrix([], [], 2))).toMatchObject({ accuracy: NaN, precision: [0, 0], macroF1: 0 });
  });
});

describe('ranking', () => {
  it('counts ties half', () => {
    expect(rocAuc([1, 0, 1, 0], [0.5, 0.5, 0.5, 0.5])).toBe(0.5);
    expect(rocAuc([0, 1, 1], [0.1, 0.1, 0.9])).toBe(0.75);
  });

  it('is not defined without both classes', () => {
    expect(rocAuc([0, 0], [0.1, 0.2])).toBeNaN();
    expect(macroAuc([0, 0], [[1, 0], [0.5, 0.5]], 2)).toBeNull(); // prettier-ignore
    expect(bestF1([0, 0], [0.1, 0.2])).toBeNull();
  });

  it('names every threshold that reaches the best F1', () => {
    // From 0.9: one hit, one missed; from 0.2: both, with two false alarms.
    expect(bestF1([1, 0, 0, 1], [0.9, 0.8, 0.7, 0.2])).toEqual({ f1: 2 / 3, thresholds: [0.2, 0.9] });
    expect(bestF1([1, 1], [0.4, 0.9])).toEqual({ f1: 1, thresholds: [0.4] });
  });
});

describe('calibration', () => {
  it('puts 1 into the last bin and an edge into the upper one', () => {
    const { bins, ece } = calibration([0, 0.5, 1], [0, 1, 1], 2);
    expect(bins).toEqual([
      { count: 1, mean: 0, accuracy: 0 },
      { count: 2, mean: 0.75, accuracy: 1 },
    ]);
    expect(ece).toBeCloseTo(1 / 6, 12);
  });

  it('refuses what is no probability', () => {
    expect(() => calibration([NaN], [1], 2)).toThrow('NaN is in none of 2 bins');
    expect(() => calibration([-0.1], [1], 2)).toThrow('in none of 2 bins');
  });

  it('clips the certain mistake', () => {
    expect(logLoss([0])).toBeCloseTo(15 * Math.LN10, 9);
    expect(logLoss([1])).toBeCloseTo(0, 12);
    expect(logLoss([])).toBeNaN();
    expect(perplexity([])).toBeNaN();
  });
});
