/**
 * `tf.LayersModel.fit`: data resident on the device, no shuffling (which would run on the host), no callbacks, no yielding to a frame.
 * The batches of an epoch are its own slices of the resident data.
 */
import '../meters.ts';
import * as tf from '@tensorflow/tfjs-core';
import { batchOf } from '../batch.ts';
import { learningRate } from '../contender.ts';
import type { Job, Training } from '../contender.ts';
import { serveContender } from '../serve-contender.ts';
import { buildModel, inputShape, multiply, openTfjs, targetShape } from './tfjs.ts';
import { examplesOf } from '../../../src/worker/benchmark/workloads.ts';

async function start({ workload, device, runs }: Job): Promise<Training> {
  await openTfjs(device);
  const epoch = Math.floor(examplesOf(workload) / workload.batch);
  const { x, y } = batchOf(workload, epoch);
  const features = tf.tensor(x, inputShape(workload, epoch * workload.batch));
  const targets = tf.tensor(y, targetShape(workload, epoch * workload.batch));
  const models = Array.from({ length: runs }, () => {
    const own = buildModel(workload, 'probabilities');
    own.compile({ optimizer: tf.train.adam(learningRate), loss: 'categoricalCrossentropy' });
    return own;
  });
  const options = { batchSize: workload.batch, shuffle: false, verbose: 0, yieldEvery: 'never' } as const;
  return {
    async train(steps) {
      let loss = NaN;
      for (const own of models) {
        const epochs = Math.floor(steps / epoch);
        if (epochs > 0) {
          const { history } = await own.fit(features, targets, { ...options, epochs });
          loss = Number(history['loss']?.at(-1));
        }
        const rest = (steps % epoch) * workload.batch;
        if (rest === 0) continue;
        const [some, theirs] = [tf.slice(features, 0, rest), tf.slice(targets, 0, rest)];
        const { history } = await own.fit(some, theirs, { ...options, epochs: 1 });
        loss = Number(history['loss']?.at(-1));
        tf.dispose([some, theirs]);
      }
      return loss;
    },
    tensors: () => tf.memory().numTensors,
  };
}

serveContender({ start, multiply });
