/** An arm of the dropout experiment as plain data. */
import { sizesOf } from '../../src/engine/data/registry.ts';
import type { Described, PlacedLayer } from '../../src/experiment/arm-description.ts';
import { numberOf, textOf } from '../../src/experiment/hyperparameter.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';
import { evaluatedTrainingExamples, evaluateEvery, isImages, splits } from './sizes.ts';

function hidden(path: string, inputs: number, outputs: number, normalized: boolean): PlacedLayer[] {
  if (!normalized) {
    return [
      { kind: 'dense', path, inputs, outputs, initial: 'heNormal' },
      { kind: 'activation', path: `${path}_relu`, of: 'relu' },
    ];
  }
  return [
    { kind: 'dense', path: `${path}/product`, inputs, outputs, initial: 'glorotUniform' },
    { kind: 'batchNorm', path: `${path}/norm`, shape: [outputs] },
    { kind: 'activation', path: `${path}/activation`, of: 'relu' },
  ];
}

export function describe(values: Values): Described {
  const number = (id: string): number => numberOf(values, id);
  const moved = (id: string): number => (isImages(values) ? number(id) : 0);
  const augmentation = { shift: moved('shift'), degrees: moved('rotation'), noise: number('inputNoise') };
  const { features, classes } = sizesOf(textOf(values, 'dataSet'));
  const [width, rate, normalized] = [number('width'), number('dropout'), textOf(values, 'normalization') === 'batch'];
  const { train, ...held } = splits(values);
  return {
    ok: true,
    arm: {
      task: 'examples',
      data: {
        dataSet: textOf(values, 'dataSet'),
        train: train * number('dataFactor'),
        ...held,
        noise: number('noise'),
        labelNoise: number('labelNoise'),
      },
      features,
      classes,
      layers: [
        ...hidden('hidden1', features, width, normalized),
        { kind: 'dropout', path: 'dropout1', rate },
        ...hidden('hidden2', width, width, normalized),
        { kind: 'dropout', path: 'dropout2', rate },
        { kind: 'dense', path: 'output', inputs: width, outputs: classes, initial: 'glorotUniform' },
      ],
      ...(number('members') > 1 && { members: number('members') }),
      ...(Object.values(augmentation).some((much) => much > 0) && { augmentation }),
      loss: { kind: 'crossEntropy', labelSmoothing: number('labelSmoothing') },
      l1: number('l1'),
      clip: null,
      optimizer: {
        kind: 'adamw',
        learningRate: number('learningRate'),
        momentum: 0,
        beta1: 0.9,
        beta2: 0.999,
        weightDecay: number('weightDecay'),
        otherRate: 0,
        schedule: null,
      },
      batchSize: number('batchSize'),
      updates: 1,
      steps: number('steps'),
      evaluateEvery: evaluateEvery(values),
      evaluatedTrainingExamples,
      keepBest: textOf(values, 'weights') === 'best',
    },
  };
}
