/** How much probabilities can be believed: log loss, calibration error and perplexity, in float64 on the host. */

/** Probabilities are clipped to this and 1 minus it, so that one certain mistake does not make the loss infinite. */
const clip = 1e-15;

/** Mean of −ln p, p the probability given to the true class, clipped to [1e-15, 1 − 1e-15]; NaN without examples. */
export function logLoss(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, p) => sum - Math.log(Math.min(1 - clip, Math.max(clip, p))), 0) / probabilities.length;
}

export interface CalibrationBin {
  count: number;
  /** Mean confidence and share of hits of the bin's examples; null without examples. */
  mean: number | null;
  accuracy: number | null;
}

export interface Calibration {
  /** Expected calibration error (Naeini et al. 2015): Σ over bins of count / N · |mean confidence − share of hits|; NaN without examples. */
  ece: number;
  bins: CalibrationBin[];
}

/**
 * Confidences in bins of equal width from 0 to 1, each with its lower edge, the last with both.
 *
 * @param hits - 1 where the prediction was right (or the example positive), else 0
 */
export function calibration(confidences: readonly number[], hits: readonly number[], binCount: number): Calibration {
  const sums = Array.from({ length: binCount }, () => ({ count: 0, confidence: 0, hits: 0 }));
  confidences.forEach((confidence, i) => {
    const bin = sums[Math.min(binCount - 1, Math.floor(confidence * binCount))];
    if (!bin) throw new RangeError(`a confidence of ${confidence} is in none of ${binCount} bins`);
    bin.count++;
    bin.confidence += confidence;
    bin.hits += hits[i] ?? NaN;
  });
  const ece = sums.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.hits), 0) / confidences.length;
  const bins = sums.map(({ count, confidence, hits: right }) =>
    count > 0 ? { count, mean: confidence / count, accuracy: right / count } : { count, mean: null, accuracy: null },
  );
  return { ece, bins };
}

/** e to the mean negative log likelihood of the tokens, in nats; NaN without tokens. */
export const perplexity = (negativeLogLikelihoods: readonly number[]): number =>
  Math.exp(negativeLogLikelihoods.reduce((sum, value) => sum + value, 0) / negativeLogLikelihoods.length);
