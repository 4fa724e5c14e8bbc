/**
 * Cross-entropy with a label smoothing of each run, which may change between steps. With s the loss is −ln p(label) + s · (mean over classes of
 * x(label) − x(class)) for logits x: what smoothing adds to the plain loss and its gradient needs no exponential, and nothing where s is 0.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension } from '../kernel.ts';
import type { HostAccess } from '../kernel.ts';
import { meanRowLoss, softmaxCrossEntropyKernel } from './loss.ts';

/** Adds what smoothing changes to plain losses and gradients. */
function smooth(access: HostAccess): void {
  const [runs = 0, examples = 0, classes = 0] = access.shape('logits');
  const [logits, labels, smoothing] = [access.f32('logits'), access.i32('labels'), access.f32('smoothing')];
  const [losses, gradient] = [access.f32('losses'), access.f32('gradient')];
  for (let run = 0; run < runs; run++) {
    const s = smoothing[run] ?? 0;
    if (s === 0) continue;
    for (let row = run * examples; row < (run + 1) * examples; row++) {
      const base = row * classes;
      const label = labels[row] ?? 0;
      const own = logits[base + label] ?? 0;
      let ahead = 0;
      for (let c = 0; c < classes; c++) {
        ahead += own - (logits[base + c] ?? 0);
        gradient[base + c] = (gradient[base + c] ?? 0) + s * ((c === label ? 1 : 0) - 1 / classes);
      }
      losses[row] = (losses[row] ?? 0) + (s * ahead) / classes;
    }
  }
}

const { host, wasm, wgsl, inputs } = softmaxCrossEntropyKernel;

const runSmoothed = defineKernel({
  ...softmaxCrossEntropyKernel,
  name: 'RunSmoothedCrossEntropy',
  inputs: { ...inputs, smoothing: 'float32' },
  host: (access) => {
    host(access);
    smooth(access);
  },
  wasm: (access) => {
    wasm(access);
    smooth(access);
  },
  wgsl: (shape) => {
    const { body, ...plain } = wgsl(shape);
    const [examples, classes] = [dimension(shape('logits'), 1), dimension(shape('logits'), 2)];
    return {
      ...plain,
      body: `${body}
  let s = smoothing[i / ${examples}u];
  if (s != 0.0) {
    var ahead = 0.0;
    for (var c = 0u; c < ${classes}u; c++) {
      ahead += logits[base + label] - logits[base + c];
      gradient[base + c] += s * (select(0.0, 1.0, c == label) - f32(${1 / classes}));
    }
    losses[i] += s * ahead / ${classes}.0;
  }`,
    };
  },
});

/** Mean over examples of the cross-entropy with labels `(1 − s) onehot + s / C`: logits `[R, B, C]`, labels `[R, B]` int32, s `[R]` → `[R]`. */
export const meanSmoothedCrossEntropyOp = (logits: Tensor, labels: Tensor, smoothing: Tensor): Tensor =>
  meanRowLoss(logits, () => runSmoothed({ logits, labels, smoothing }));
