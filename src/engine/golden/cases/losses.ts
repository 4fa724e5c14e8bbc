/** Golden cases of losses.json, by `config.type`. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { binaryCrossEntropy } from '../../losses/binary.ts';
import { contrastiveLoss, infoNce } from '../../losses/contrastive.ts';
import { crossEntropy, smoothedCrossEntropy } from '../../losses/cross-entropy.ts';
import { distillationLoss, divergenceFromLogits, divergenceFromProbabilities, softLoss } from '../../losses/divergence.ts';
import { binaryFocalLoss, focalLoss } from '../../losses/focal.ts';
import { perplexity } from '../../losses/perplexity.ts';
import { huberLoss, meanAbsoluteError, meanSquaredError, rootMeanSquaredError, smoothAbsoluteError } from '../../losses/regression.ts';
import { need } from '../apply.ts';
import { differentiate } from '../differentiate.ts';
import { arrayAt, booleanAt, numberAt, optionalNumberAt, optionalNumbersAt } from '../fixture.ts';
import type { GoldenCase } from '../fixture.ts';
import type { CaseContext, CaseRunner, Result, Suite } from '../suite.ts';

const labelsOf = (one: GoldenCase, context: CaseContext): Tensor => context.tensor(arrayAt(one.inputs, 'labels'), 'int32');

const input = (one: GoldenCase, context: CaseContext, name: string): Tensor => context.tensor(arrayAt(one.inputs, name));

/** A list (or a single number) of the config for every run, `[R, length]`; undefined where there is none. */
function listOf(one: GoldenCase, context: CaseContext, name: string): Tensor | undefined {
  const value = one.config[name];
  const data = typeof value === 'number' ? [value] : optionalNumbersAt(one.config, name);
  return data && context.tensor({ shape: [data.length], data });
}

/** Loss and gradients of the named inputs. */
function loss(
  one: GoldenCase,
  context: CaseContext,
  names: readonly string[],
  compute: (inputs: Record<string, Tensor>) => Tensor,
): { loss: Tensor } & Record<string, Result> {
  const { value, gradients } = differentiate(compute, Object.fromEntries(names.map((name) => [name, input(one, context, name)])));
  return { ...gradients, loss: value };
}

const regression =
  (compute: (prediction: Tensor, goal: Tensor, one: GoldenCase, context: CaseContext) => Tensor): CaseRunner =>
  (one, context) => {
    const goal = input(one, context, 'target');
    return loss(one, context, ['prediction'], (inputs) => compute(need(inputs, 'prediction'), goal, one, context));
  };

/** A loss of logits. */
const ofLogits =
  (compute: (logits: Tensor, one: GoldenCase, context: CaseContext) => Tensor): CaseRunner =>
  (one, context) =>
    loss(one, context, ['logits'], (inputs) => compute(need(inputs, 'logits'), one, context));

const runners: Readonly<Record<string, CaseRunner>> = {
  mse: regression(meanSquaredError),
  mae: regression(meanAbsoluteError),
  rmse: regression(rootMeanSquaredError),
  huber: regression((prediction, goal, { config }, context) => huberLoss(prediction, goal, context.vector(numberAt(config, 'delta')))),
  smoothL1: regression((prediction, goal, { config }) => smoothAbsoluteError(prediction, goal, numberAt(config, 'beta'))),
  bceLogits: ofLogits((logits, one, context) =>
    binaryCrossEntropy(logits, input(one, context, 'targets'), listOf(one, context, 'posWeight')),
  ),
  crossEntropy: (one, context) => {
    const labels = labelsOf(one, context);
    const classWeights = listOf(one, context, 'classWeights');
    const labelSmoothing = numberAt(one.config, 'labelSmoothing');
    const options = { labelSmoothing, ...(classWeights && { classWeights }) };
    const by = (divideBy: 'weights' | 'examples'): ReturnType<typeof loss> =>
      loss(one, context, ['logits'], (inputs) => crossEntropy(need(inputs, 'logits'), labels, { ...options, divideBy }));
    // Without weights both ways to divide are one: then the other way to smooth is compared too.
    const live = (): ReturnType<typeof loss> =>
      loss(one, context, ['logits'], (inputs) => smoothedCrossEntropy(need(inputs, 'logits'), labels, context.vector(labelSmoothing)));
    const [byWeights, byExamples] = [classWeights ? by('weights') : live(), by('examples')];
    return { ...byWeights, lossOverBatch: byExamples.loss, dlogitsOverBatch: byExamples['dlogits'] ?? null };
  },
  focalBinary: ofLogits((logits, one, context) => {
    const alpha = optionalNumberAt(one.config, 'alpha');
    const options = { gamma: numberAt(one.config, 'gamma'), ...(alpha !== undefined && { alpha }) };
    return binaryFocalLoss(logits, input(one, context, 'targets'), options);
  }),
  focalMulticlass: ofLogits((logits, one, context) =>
    focalLoss(logits, labelsOf(one, context), context.vector(numberAt(one.config, 'gamma')), listOf(one, context, 'classAlpha')),
  ),
  klFromLogits: ofLogits((logits, one, context) => divergenceFromLogits(input(one, context, 'target'), logits)),
  klProbabilities: (one, context) =>
    loss(one, context, ['q'], (inputs) => divergenceFromProbabilities(input(one, context, 'target'), need(inputs, 'q'))),
  distillation: (one, context) => {
    const [temperature, hardWeight] = [numberAt(one.config, 'temperature'), numberAt(one.config, 'hardWeight')];
    const [labels, teacher] = [labelsOf(one, context), input(one, context, 'teacherLogits')];
    const logits = input(one, context, 'logits');
    return {
      ...loss(one, context, ['logits'], (inputs) => distillationLoss(need(inputs, 'logits'), teacher, labels, { temperature, hardWeight })),
      hard: crossEntropy(logits, labels),
      soft: softLoss(logits, teacher, temperature),
    };
  },
  contrastive: (one, context) =>
    loss(one, context, ['a', 'b'], (inputs) =>
      contrastiveLoss(need(inputs, 'a'), need(inputs, 'b'), input(one, context, 'similar'), numberAt(one.config, 'margin')),
    ),
  infoNCE: (one, context) => {
    const options = {
      temperature: numberAt(one.config, 'temperature'),
      symmetric: booleanAt(one.config, 'symmetric'),
      normalize: booleanAt(one.config, 'normalize'),
    };
    return loss(one, context, ['a', 'b'], (inputs) => infoNce(need(inputs, 'a'), need(inputs, 'b'), options));
  },
  perplexity: (one, context) => {
    const [logits, labels] = [input(one, context, 'logits'), labelsOf(one, context)];
    return { crossEntropy: crossEntropy(logits, labels), perplexity: perplexity(logits, labels) };
  },
};

export const losses: Suite = { file: 'losses', on: 'devices', runners };
