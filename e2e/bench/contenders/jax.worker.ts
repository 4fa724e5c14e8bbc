/**
 * jax-js: one jitted function per workload that holds forward and backward pass and Adam, as its own examples do; `grad` outside of `jit`
 * would be slower. The batch is resident and the same in every step (no gather, which ours does), classes are one-hot numbers, the
 * embedding is a product with one-hot rows because its gather has no gradient. Adam's step count is device state, as in ours.
 */
import '../meters.ts';
import { blockUntilReady, defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import type { Array as JaxArray } from '@jax-js/jax';
import { featuresOf } from '../../../src/worker/benchmark/workloads.ts';
import type { TransformerWorkload, Workload } from '../../../src/worker/benchmark/workloads.ts';
import { parameterShapes, startingValues } from '../architecture.ts';
import { batchOf } from '../batch.ts';
import { learningRate } from '../contender.ts';
import type { BenchDevice, Job, Training } from '../contender.ts';
import { factors } from '../factors.ts';
import { serveContender } from '../serve-contender.ts';

type Named = Record<string, JaxArray>;
interface State extends Record<string, JaxArray | Named> {
  parameters: Named;
  m: Named;
  v: Named;
  /** βᵗ of both moments, from which the bias corrections follow. */
  power1: JaxArray;
  power2: JaxArray;
}

async function open(device: BenchDevice): Promise<void> {
  if (device === 'js') throw new Error('jax-js runs on WebGPU or WASM here');
  const found = await init(device);
  if (!found.includes(device)) throw new Error(`jax-js found no ${device} here`);
  defaultDevice(device);
}

/** Takes a parameter out of the record: each is used once, as jax-js's ownership wants it. */
function take(parameters: Named, name: string): JaxArray {
  const found = parameters[name];
  if (!found) throw new Error(`no parameter ${name}`);
  return found;
}

const affine = (x: JaxArray, p: Named, name: string): JaxArray => np.matmul(x, take(p, `${name}/weights`)).add(take(p, `${name}/bias`));

function norm(x: JaxArray, p: Named, name: string): JaxArray {
  return nn
    .standardize(x, -1, { epsilon: 1e-5 })
    .mul(take(p, `${name}/scale`))
    .add(take(p, `${name}/shift`));
}

function transformer(p: Named, x: JaxArray, { heads, width, layers, context, batch }: TransformerWorkload): JaxArray {
  const split = (h: JaxArray): JaxArray => h.reshape([batch, context, heads, width / heads]);
  let h = np.matmul(x, take(p, 'tokens')).add(take(p, 'positions'));
  for (let i = 0; i < layers; i++) {
    const at = `block${i}`;
    const n = norm(h.ref, p, `${at}/norm1`);
    const [q, k, v] = [affine(n.ref, p, `${at}/query`), affine(n.ref, p, `${at}/key`), affine(n, p, `${at}/value`)];
    const seen = nn.dotProductAttention(split(q), split(k), split(v), { isCausal: true }).reshape([batch, context, width]);
    h = h.add(affine(seen, p, `${at}/output`));
    const up = affine(norm(h.ref, p, `${at}/norm2`), p, `${at}/up`);
    h = h.add(affine(nn.gelu(up, { approximate: true }), p, `${at}/down`));
  }
  return np.matmul(norm(h, p, 'norm'), take(p, 'head'));
}

function logits(p: Named, x: JaxArray, workload: Workload): JaxArray {
  switch (workload.kind) {
    case 'perceptron': {
      const count = workload.sizes.length - 1;
      let h = x;
      for (let i = 1; i <= count; i++) h = i < count ? nn.relu(affine(h, p, `dense${i}`)) : affine(h, p, `dense${i}`);
      return h;
    }
    case 'convolution': {
      let h = x.reshape([workload.batch, 1, workload.size, workload.size]);
      for (const [i] of workload.channels.entries()) {
        const z = lax.conv(h, take(p, `convolution${i + 1}/kernels`), [1, 1], 'SAME').add(take(p, `convolution${i + 1}/bias`));
        h = lax.reduceWindow(nn.relu(z), np.max, [2, 2], [2, 2]);
      }
      return affine(h.reshape([workload.batch, -1]), p, 'dense1');
    }
    case 'transformer':
      return transformer(p, x, workload);
  }
}

/** Kingma & Ba 2015, over a record, inside the jitted function. */
function adam(state: State, gradients: Named): State {
  const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
  const [power1, power2] = [state.power1.mul(beta1), state.power2.mul(beta2)];
  const next: State = { parameters: {}, m: {}, v: {}, power1, power2 };
  for (const name of Object.keys(state.parameters)) {
    const g = take(gradients, name);
    const m = take(state.m, name)
      .mul(beta1)
      .add(g.ref.mul(1 - beta1));
    const v = take(state.v, name)
      .mul(beta2)
      .add(np.square(g).mul(1 - beta2));
    next.m[name] = m.ref;
    next.v[name] = v.ref;
    const step = m.div(np.subtract(1, power1.ref)).div(np.sqrt(v.div(np.subtract(1, power2.ref))).add(epsilon));
    next.parameters[name] = take(state.parameters, name).sub(step.mul(learningRate));
  }
  return next;
}

async function start({ workload, device, runs }: Job): Promise<Training> {
  await open(device);
  const { x, y } = batchOf(workload);
  const rows =
    workload.kind === 'transformer' ? [workload.batch, workload.context, workload.classes] : [workload.batch, featuresOf(workload)];
  const labels = workload.kind === 'transformer' ? rows : [workload.batch, workload.classes];
  const [features, targets] = [np.array(x, { shape: rows }), np.array(y, { shape: labels })];
  const examples = y.length / workload.classes;

  const loss = (p: Named, batch: JaxArray, wanted: JaxArray): JaxArray =>
    nn
      .logSoftmax(logits(p, batch, workload))
      .mul(wanted)
      .sum()
      .mul(-1 / examples);
  const step = jit((state: State, batch: JaxArray, wanted: JaxArray): { state: State; loss: JaxArray } => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(state.parameters), batch, wanted);
    return { state: adam(state, gradients), loss: value };
  });

  const states = Array.from({ length: runs }, (_, run): State => {
    const filled = (make: (name: string, shape: number[]) => JaxArray): Named =>
      Object.fromEntries(parameterShapes(workload).map(({ name, shape }) => [name, make(name, shape)]));
    return {
      parameters: filled((name, shape) => np.array(startingValues(name, shape, run), { shape })),
      m: filled((_name, shape) => np.zeros(shape)),
      v: filled((_name, shape) => np.zeros(shape)),
      power1: np.array([1]),
      power2: np.array([1]),
    };
  });

  return {
    async train(steps) {
      let last: JaxArray | null = null;
      for (const [run, state] of states.entries()) {
        let current = state;
        for (let i = 0; i < steps; i++) {
          last?.dispose();
          const result = step(current, features.ref, targets.ref);
          current = result.state;
          last = result.loss;
        }
        states[run] = current;
      }
      await blockUntilReady(states.map(({ parameters }) => parameters));
      return last ? Number(await last.jsAsync()) : NaN;
    },
  };
}

async function multiply(device: BenchDevice, n: number): Promise<(count: number) => Promise<void>> {
  await open(device);
  const { left, right } = factors(n);
  const a = np.array(left, { shape: [n, n] });
  let b = np.array(right, { shape: [n, n] });
  const product = jit((x: JaxArray, y: JaxArray) => np.matmul(x, y));
  return async (count) => {
    for (let i = 0; i < count; i++) b = product(a.ref, b);
    await b.ref.data();
  };
}

serveContender({ start, multiply });
