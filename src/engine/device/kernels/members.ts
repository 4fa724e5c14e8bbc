/** Ensembles: the members of a run lie side by side along the leading axis `[R · M, …]`; from runs to members and back. */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';
import { elementaryWgsl } from './elementary.ts';

const runToMembers = defineKernel({
  name: 'ToMembers',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape, attributes) => [dimension(shape('x'), 0) * numberAttribute(attributes, 'members'), ...shape('x').slice(1)],
  host: (access, attributes) => {
    const members = numberAttribute(attributes, 'members');
    const [x, y] = [access.f32('x'), access.f32('y')];
    const size = x.length / dimension(access.shape('x'), 0);
    for (let to = 0; to < y.length; to += size) {
      const from = Math.floor(to / size / members) * size;
      y.set(x.subarray(from, from + size), to);
    }
  },
  wgsl: (shape, attributes) => {
    const size = sizeOf(shape('x')) / dimension(shape('x'), 0);
    return {
      threads: sizeOf(shape('y')),
      body: `y[i] = x[(i / ${size * numberAttribute(attributes, 'members')}u) * ${size}u + i % ${size}u];`,
    };
  },
});

const runMeanMembers = defineKernel({
  name: 'MeanMembers',
  inputs: { x: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape, attributes) => [dimension(shape('x'), 0) / numberAttribute(attributes, 'members')],
  host: (access, attributes) => {
    const members = numberAttribute(attributes, 'members');
    const [x, y] = [access.f32('x'), access.f32('y')];
    for (let i = 0; i < y.length; i++) {
      let sum = 0;
      for (let m = 0; m < members; m++) sum += x[i * members + m] ?? 0;
      y[i] = sum / members;
    }
  },
  wgsl: (shape, attributes) => {
    const members = numberAttribute(attributes, 'members');
    return {
      threads: sizeOf(shape('y')),
      body: `var sum = 0.0; for (var m = 0u; m < ${members}u; m++) { sum += x[i * ${members}u + m]; } y[i] = sum / ${members}.0;`,
    };
  },
});

const runVote = defineKernel({
  name: 'MembersVote',
  inputs: { logits: 'float32' },
  outputs: { y: 'float32' },
  outputShape: (_, shape, attributes) => [
    dimension(shape('logits'), 0) / numberAttribute(attributes, 'members'),
    ...shape('logits').slice(1),
  ],
  host: (access, attributes) => {
    const members = numberAttribute(attributes, 'members');
    const [, examples = 0, classes = 0] = access.shape('logits');
    const [logits, y] = [access.f32('logits'), access.f32('y')];
    const normalizers = new Float64Array(members);
    for (let row = 0; row * classes < y.length; row++) {
      const [run, example] = [Math.floor(row / examples), row % examples];
      const base = (m: number): number => ((run * members + m) * examples + example) * classes;
      for (let m = 0; m < members; m++) {
        let [top, sum] = [-Infinity, 0];
        for (let c = 0; c < classes; c++) top = Math.max(top, logits[base(m) + c] ?? 0);
        for (let c = 0; c < classes; c++) sum += Math.exp((logits[base(m) + c] ?? 0) - top);
        normalizers[m] = top + Math.log(sum);
      }
      for (let c = 0; c < classes; c++) {
        const own = (m: number): number => (logits[base(m) + c] ?? 0) - (normalizers[m] ?? 0);
        let [best, sum] = [-Infinity, 0];
        for (let m = 0; m < members; m++) best = Math.max(best, own(m));
        for (let m = 0; m < members; m++) sum += Math.exp(own(m) - best);
        y[row * classes + c] = best + Math.log(sum / members);
      }
    }
  },
  wgsl: (shape, attributes) => {
    const members = numberAttribute(attributes, 'members');
    const [examples, classes] = [dimension(shape('logits'), 1), dimension(shape('logits'), 2)];
    return {
      threads: sizeOf(shape('y')) / classes,
      helpers: elementaryWgsl,
      body: `let first = (i / ${examples}u) * ${members * examples}u + i % ${examples}u;
  var normalizers: array<f32, ${members}>;
  for (var m = 0u; m < ${members}u; m++) {
    let base = (first + m * ${examples}u) * ${classes}u;
    var top = logits[base]; var sum = 0.0;
    for (var c = 1u; c < ${classes}u; c++) { top = max(top, logits[base + c]); }
    for (var c = 0u; c < ${classes}u; c++) { sum += exp_down(logits[base + c] - top); }
    normalizers[m] = top + natural_log(sum);
  }
  for (var c = 0u; c < ${classes}u; c++) {
    var best = logits[first * ${classes}u + c] - normalizers[0]; var sum = 0.0;
    for (var m = 1u; m < ${members}u; m++) { best = max(best, logits[(first + m * ${examples}u) * ${classes}u + c] - normalizers[m]); }
    for (var m = 0u; m < ${members}u; m++) { sum += exp_down(logits[(first + m * ${examples}u) * ${classes}u + c] - normalizers[m] - best); }
    y[i * ${classes}u + c] = best + natural_log(sum / ${members}.0);
  }`,
    };
  },
});

/** What belongs to a run for each of its members: `[R, …]` → `[R · members, …]`. No gradient: inputs need none. */
export const toMembersOp = (x: Tensor, members: number): Tensor => only(runToMembers({ x }, { members }));
/** The mean over a run's members: `[R · members]` → `[R]`. */
export const meanMembersOp = (x: Tensor, members: number): Tensor => only(runMeanMembers({ x }, { members }));
/**
 * The logarithm of the class probabilities averaged over a run's members: logits `[R · members, B, C]` → `[R, B, C]`, which are logits again
 * (Lakshminarayanan, Pritzel & Blundell 2017 average probabilities, not logits). No gradient: members train on their own.
 */
export const voteOp = (logits: Tensor, members: number): Tensor => only(runVote({ logits }, { members }));
