/** Golden cases of stats.json, by `config.type`: statistics and metrics, on the host. */
import { calibration, logLoss, perplexity } from '../../metrics/calibration.ts';
import { classificationScores, confusionMatrix, predictedClasses, thresholded } from '../../metrics/classification.ts';
import { bestF1, macroAuc, rocAuc } from '../../metrics/ranking.ts';
import { mean, standardDeviation, tInterval } from '../../statistics/moments.ts';
import { mannWhitney, wilcoxon } from '../../statistics/rank-tests.ts';
import { cohensD, pairedT, welchT } from '../../statistics/t-tests.ts';
import type { TTest } from '../../statistics/t-tests.ts';
import { booleanAt, listAt, numberAt, numbersAt } from '../fixture.ts';
import type { GoldenCase } from '../fixture.ts';
import type { CaseRunner, Result, Suite } from '../suite.ts';

const sample = (values: readonly number[]): Result => ({
  n: values.length,
  mean: mean(values),
  sd: standardDeviation(values),
  ci95: tInterval(values),
});

/** A t test under the names of the file. */
const test = ({ interval, ...numbers }: TTest): Record<string, Result> => ({ ...numbers, ci95: interval });

/** Error and bins, where the case asks for bins. */
function calibrated({ config }: GoldenCase, confidences: readonly number[], hits: readonly number[]): Record<string, Result> {
  const count = numberAt(config, 'bins');
  if (count === 0) return {};
  const { ece, bins } = calibration(confidences, hits, count);
  return { ece, bins: bins.map((bin) => ({ ...bin })) };
}

/** A list of rows of numbers. */
const rowsAt = ({ inputs }: GoldenCase, name: string): number[][] => listAt(inputs, name).map((row) => numbersAt({ row }, 'row'));

const runners: Readonly<Record<string, CaseRunner>> = {
  oneSample: ({ inputs }) => sample(numbersAt(inputs, 'a')),
  twoSamples: ({ config, inputs }) => {
    const [a, b] = [numbersAt(inputs, 'a'), numbersAt(inputs, 'b')];
    const independent = {
      a: sample(a),
      b: sample(b),
      welch: test(welchT(a, b)),
      cohen: cohensD(a, b),
      mannWhitney: { ...mannWhitney(a, b) },
    };
    if (!booleanAt(config, 'paired')) return independent;
    const differences = a.map((value, i) => value - (b[i] ?? NaN));
    return { ...independent, paired: test(pairedT(differences)), wilcoxon: { ...wilcoxon(differences) } };
  },
  binary: (one) => {
    const [labels, scores] = [numbersAt(one.inputs, 'labels'), numbersAt(one.inputs, 'scores')];
    const confusion = confusionMatrix(labels, thresholded(scores, numberAt(one.config, 'threshold')), 2);
    const { precision, recall, f1, ...others } = classificationScores(confusion);
    const best = bestF1(labels, scores);
    const positive = (values: readonly number[]): number => values[1] ?? NaN;
    return {
      ...others,
      ...{ precision: positive(precision), recall: positive(recall), f1: positive(f1) },
      confusion,
      logLoss: logLoss(scores.map((score, i) => (labels[i] === 1 ? score : 1 - score))),
      auc: rocAuc(labels, scores),
      ...(best && { bestF1: best.f1, bestThresholds: best.thresholds }),
      ...calibrated(one, scores, labels),
    };
  },
  multiclass: (one) => {
    const classes = numberAt(one.config, 'classes');
    const [labels, probabilities] = [numbersAt(one.inputs, 'labels'), rowsAt(one, 'probabilities')];
    const predictions = predictedClasses(probabilities);
    const confusion = confusionMatrix(labels, predictions, classes);
    return {
      ...classificationScores(confusion),
      confusion,
      logLoss: logLoss(probabilities.map((row, i) => row[labels[i] ?? -1] ?? NaN)),
      aucOvrMacro: macroAuc(labels, probabilities, classes),
      ...calibrated(
        one,
        probabilities.map((row) => Math.max(...row)),
        predictions.map((prediction, i) => (prediction === labels[i] ? 1 : 0)),
      ),
    };
  },
  perplexity: ({ inputs }) => ({ perplexity: perplexity(numbersAt(inputs, 'negativeLogLikelihoods')) }),
};

export const stats: Suite = { file: 'stats', on: 'host', runners };
