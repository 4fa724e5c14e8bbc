/**
 * ConvNetJS: plain JavaScript, example by example; its trainer updates after each batch. Examples are made once, before the steps. Its Adam
 * multiplies by the bias corrections instead of dividing, which takes as long as the right one.
 */
import '../meters.ts';
import convnetjs from 'convnetjs';
import { featuresOf } from '../../../src/worker/benchmark/workloads.ts';
import type { Workload } from '../../../src/worker/benchmark/workloads.ts';
import { batchOf } from '../batch.ts';
import { learningRate } from '../contender.ts';
import type { Job, Training } from '../contender.ts';
import { serveContender } from '../serve-contender.ts';

function layersOf(workload: Workload): object[] {
  switch (workload.kind) {
    case 'perceptron':
      return [
        { type: 'input', out_sx: 1, out_sy: 1, out_depth: featuresOf(workload) },
        ...workload.sizes.slice(1, -1).map((neurons) => ({ type: 'fc', num_neurons: neurons, activation: 'relu' })),
        { type: 'softmax', num_classes: workload.classes },
      ];
    case 'convolution':
      return [
        { type: 'input', out_sx: workload.size, out_sy: workload.size, out_depth: 1 },
        ...workload.channels.flatMap((filters) => [
          { type: 'conv', sx: 3, filters, stride: 1, pad: 1, activation: 'relu' },
          { type: 'pool', sx: 2, stride: 2 },
        ]),
        { type: 'softmax', num_classes: workload.classes },
      ];
    case 'transformer':
      throw new Error('ConvNetJS has no attention');
  }
}

function start({ workload, runs }: Job): Promise<Training> {
  const { x, labels } = batchOf(workload);
  const features = featuresOf(workload);
  const [side, depth] = workload.kind === 'convolution' ? [workload.size, 1] : [1, features];
  const examples = Array.from(labels, (label, i) => {
    const volume = new convnetjs.Vol(side, side, depth, 0);
    x.subarray(i * features, (i + 1) * features).forEach((value, j) => (volume.w[j] = value));
    return { volume, label };
  });
  const trainers = Array.from({ length: runs }, () => {
    const net = new convnetjs.Net();
    net.makeLayers(layersOf(workload));
    return new convnetjs.Trainer(net, {
      method: 'adam',
      batch_size: workload.batch,
      learning_rate: learningRate,
      beta1: 0.9,
      beta2: 0.999,
      eps: 1e-8,
      l1_decay: 0,
      l2_decay: 0,
    });
  });
  return Promise.resolve({
    train: (steps) => {
      let loss = NaN;
      for (const trainer of trainers) {
        for (let i = 0; i < steps; i++) for (const { volume, label } of examples) ({ loss } = trainer.train(volume, label));
      }
      return Promise.resolve(loss);
    },
  });
}

serveContender({ start });
