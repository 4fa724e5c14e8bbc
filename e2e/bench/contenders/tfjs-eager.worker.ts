/** The bare eager step of tfjs: `tf.train.adam().minimize` over the same layers, one resident batch, no loop around it but ours. */
import '../meters.ts';
import * as tf from '@tensorflow/tfjs-core';
import { batchOf } from '../batch.ts';
import { learningRate } from '../contender.ts';
import type { Job, Training } from '../contender.ts';
import { serveContender } from '../serve-contender.ts';
import { buildModel, inputShape, multiply, openTfjs, targetShape } from './tfjs.ts';

async function start({ workload, device, runs }: Job): Promise<Training> {
  await openTfjs(device);
  const { x, y } = batchOf(workload);
  const [features, targets] = [tf.tensor(x, inputShape(workload)), tf.tensor(y, targetShape(workload))];
  const members = Array.from({ length: runs }, () => ({ model: buildModel(workload, 'logits'), optimizer: tf.train.adam(learningRate) }));
  return {
    async train(steps) {
      let last: tf.Scalar | null = null;
      for (const { model, optimizer } of members) {
        for (let i = 0; i < steps; i++) {
          last?.dispose();
          last = optimizer.minimize(() => {
            const logits = model.apply(features, { training: true });
            if (!(logits instanceof tf.Tensor)) throw new Error('the model has one output');
            return tf.losses.softmaxCrossEntropy(targets, logits).asScalar();
          }, true);
        }
      }
      if (!last) return NaN;
      const [loss = NaN] = await last.data();
      last.dispose();
      return loss;
    },
    tensors: () => tf.memory().numTensors,
  };
}

serveContender({ start, multiply });
