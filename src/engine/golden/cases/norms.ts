/** Golden cases of norms.json, by `config.type`. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { convolution } from '../../layers/convolution.ts';
import { dense } from '../../layers/dense.ts';
import { batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm } from '../../layers/normalization.ts';
import type { BatchNormOptions } from '../../layers/normalization.ts';
import type { Layer } from '../../layers/layer.ts';
import { normalizedWeights, weightNorm } from '../../layers/weight-norm.ts';
import type { Tree } from '../../training/program.ts';
import { branchAt, tensorAt } from '../../training/tree.ts';
import { applied, applyContext, inputsOf, need } from '../apply.ts';
import { arrayAt, arraysAt, numberAt, numbersAt, stringAt } from '../fixture.ts';
import type { GoldenCase } from '../fixture.ts';
import type { CaseContext, CaseRunner, Result, Suite } from '../suite.ts';

const epsilonOf = ({ config }: GoldenCase): { epsilon: number } => ({ epsilon: numberAt(config, 'epsilon') });

/** The last axis of x. */
const channels = (one: GoldenCase): number => arrayAt(one.inputs, 'x').shape.at(-1) ?? 0;

const record = ({ gamma, beta }: Record<string, Tensor>): Tree => ({ ...(gamma && { scale: gamma }), ...(beta && { shift: beta }) });

const norm =
  (make: (one: GoldenCase) => Layer): CaseRunner =>
  (one, context) =>
    applied(one, context, make(one), record);

interface Running {
  training: Tensor[];
  evaluation: Tensor;
  /** Running statistics after each batch. */
  after: { mean: Tensor; variance: Tensor }[];
}

/** One batch after the other by a convention of the running variance, then an evaluation. */
function running(one: GoldenCase, context: CaseContext, runningVariance: NonNullable<BatchNormOptions['runningVariance']>): Running {
  const gamma = arrayAt(one.inputs, 'gamma');
  const options = { ...epsilonOf(one), momentum: numberAt(one.config, 'momentum'), runningVariance };
  const layer = batchNorm(gamma.shape[0] ?? 0, options);
  const parameters = record({ gamma: context.tensor(gamma), beta: context.tensor(arrayAt(one.inputs, 'beta')) });
  const start = (value: number): Tensor => context.tensor({ shape: gamma.shape, data: gamma.data.map(() => value) });
  let buffers: Tree = { '': { mean: start(0), variance: start(1) } };
  const after: Running['after'] = [];
  const training = arraysAt(one.inputs, 'batches').map((batch) => {
    const update = (path: string, renewed: Tree): void => void (buffers = { ...buffers, [path]: renewed });
    const y = layer.apply(parameters, context.tensor(batch), { ...applyContext(buffers), update }, '');
    const own = branchAt(buffers, '');
    after.push({ mean: tensorAt(own, 'mean'), variance: tensorAt(own, 'variance') });
    return y;
  });
  const evaluation = layer.apply(
    parameters,
    context.tensor(arrayAt(one.inputs, 'evalX')),
    { ...applyContext(buffers), training: false },
    '',
  );
  return { training, evaluation, after };
}

const runners: Readonly<Record<string, CaseRunner>> = {
  batchNorm: norm((one) => batchNorm(channels(one), epsilonOf(one))),
  batchNormRunning: (one, context): Result => {
    const [unbiased, biased] = [running(one, context, 'unbiased'), running(one, context, 'biased')];
    return {
      training: unbiased.training,
      ...Object.fromEntries(
        unbiased.after.map(({ mean, variance }, index) => [
          `after${index + 1}`,
          { mean, varUnbiased: variance, varBiased: biased.after[index]?.variance ?? null },
        ]),
      ),
      evalUnbiased: unbiased.evaluation,
      evalBiased: biased.evaluation,
    };
  },
  layerNorm: norm((one) => {
    const { shape } = arrayAt(one.inputs, 'x');
    const axes = numbersAt(one.config, 'axes').map((axis) => shape.at(axis) ?? 0);
    return layerNorm(axes, epsilonOf(one));
  }),
  instanceNorm: norm((one) => instanceNorm(channels(one), epsilonOf(one))),
  groupNorm: norm((one) => groupNorm(channels(one), numberAt(one.config, 'groups'), epsilonOf(one))),
  rmsNorm: norm((one) => rmsNorm(channels(one), epsilonOf(one))),
  weightNorm: (one, context) => {
    const { shape } = arrayAt(one.inputs, 'V');
    const [inputs, outputs] = [shape.at(-2) ?? 0, shape.at(-1) ?? 0];
    const kind = stringAt(one.config, 'layer');
    if (kind !== 'dense' && kind !== 'conv2d') throw new Error(`unknown layer ${kind}`);
    const layer =
      kind === 'dense'
        ? weightNorm(dense(inputs, outputs), outputs, 'weights')
        : weightNorm(convolution(inputs, outputs, shape[0] ?? 0, { padding: 'valid' }), outputs, 'kernels');
    const parameters = (tensors: Record<string, Tensor>): Tree => ({
      direction: need(tensors, 'V'),
      gain: need(tensors, 'g'),
      bias: need(tensors, 'b'),
    });
    const tensors = inputsOf(one, context);
    return { ...applied(one, context, layer, parameters), W: normalizedWeights(need(tensors, 'V'), need(tensors, 'g')) };
  },
};

export const norms: Suite = { file: 'norms', on: 'devices', runners };
