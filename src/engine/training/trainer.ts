/**
 * The loop: advances a bound program step by step on the device and hands out measures in blocks. Between blocks the caller
 * decides: not asking for the next block pauses, `maxSteps` makes single steps, returning the generator stops.
 */
import { tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { advanceOp, recordOp } from '../device/kernels/data.ts';
import { readTensor } from '../device/read.ts';
import { traced } from '../device/trace.ts';
import { edited, readState, restore } from './host-state.ts';
import type { HostState } from './host-state.ts';
import type { Population } from './population.ts';
import type { BoundProgram, Evaluation, ProbeResult, Tree } from './program.ts';
import { disposeTree, leaves } from './tree.ts';

/** A block of one measure: `values[i · R + r]` is run r at step `steps[i]`. */
export interface MeasureValues {
  measure: string;
  steps: Int32Array;
  values: Float32Array;
}

export interface Block {
  /** Steps done so far. */
  step: number;
  measures: MeasureValues[];
}

export interface BlockRequest {
  /** At most this many steps in the next block, at least one. */
  maxSteps?: number;
}

type OnHost<Result> = Result extends ProbeResult ? Omit<Result, 'values'> & { values: Float32Array } : never;
/** A probe on the host. */
export type HostProbe = OnHost<ProbeResult>;

export interface Trainer {
  /** Yields until all steps are done. The first block holds the evaluation before the first step. */
  blocks(first?: BlockRequest): AsyncGenerator<Block, void, BlockRequest | undefined>;
  /** Copies the whole state to the host. */
  checkpoint(): Promise<HostState>;
  /** Computes a probe now and copies it to the host. */
  probe(name: string): Promise<HostProbe>;
  /** The kernels of one further training step and its reads; the step counts. */
  traceStep(): { lines: string[]; hostReads: number };
  readonly step: number;
  readonly parameters: number;
  dispose(): void;
}

/** Steps kept in the device ring before the host reads them. */
const ringCapacity = 256;
/** A block should take about this long, in milliseconds: short enough to stay responsive, long enough to amortize a read. */
const blockMilliseconds = 40;

export interface TrainerOptions {
  /** Ends after this many steps instead of all the phases'. */
  steps?: number;
  /** The splits to evaluate; default: all that the program has. */
  splits?: readonly string[];
  from?: HostState;
  now?: () => number;
}

/** Binds a program's state to a running position. Throws when a checkpoint does not fit the program. */
export function createTrainer(population: Population, bound: BoundProgram, options: TrainerOptions = {}): Trainer {
  const now = options.now ?? (() => performance.now());
  const total = Math.min(
    options.steps ?? Infinity,
    bound.phases.reduce((sum, phase) => sum + phase.steps, 0),
  );
  let state = bound.state;
  let step = 0;
  if (options.from) {
    state = restore(bound.state, options.from);
    step = options.from.step;
  }
  let t: Tensor = tensor([step], [1], 'int32');
  let ring: Tensor | null = null;
  let outputs: readonly string[] = [];
  let millisecondsPerStep = blockMilliseconds;

  function position(at: number): { phase: number; end: number; start: number } {
    let start = 0;
    for (const [phase, { steps }] of bound.phases.entries()) {
      if (at < start + steps) return { phase, start, end: start + steps };
      start += steps;
    }
    return { phase: bound.phases.length - 1, start: start - (bound.phases.at(-1)?.steps ?? 0), end: start };
  }

  /** One step: the phase's cycle, then the outputs go to the ring and the counter advances, all on the device. */
  function doStep(): void {
    const { phase } = position(step);
    const current = bound.phases[phase];
    if (!current) throw new Error('no phase left');
    for (const name of current.cycle) {
      const run = bound.steps[name];
      if (!run) throw new Error(`the program has no step ${name}`);
      const { changed, out } = tidy(() => {
        const sampler = current.batches === undefined ? undefined : bound.batches[current.batches];
        const batch = sampler ? sampler(t, population.key) : {};
        const result = run(state, { batch, live: population.live, t, key: population.key });
        return { changed: result.state ?? {}, out: result.out };
      });
      replaceState({ ...state, ...changed });
      writeRing(out);
      disposeTree(out);
    }
    const counter = t;
    t = advanceOp(counter);
    counter.dispose();
    step++;
  }

  /** Tensors that an update in place has replaced by others of the same data go; the data stays. */
  function replaceState(next: Tree): void {
    const kept = new Set(leaves(next).map(([, leaf]) => leaf));
    for (const [, leaf] of leaves(state)) if (!kept.has(leaf)) leaf.dispose();
    state = next;
  }

  function writeRing(out: Readonly<Record<string, Tensor>>): void {
    if (!ring) {
      outputs = Object.keys(out);
      ring = zeros([ringCapacity, outputs.length, population.R]);
    }
    for (const [index, name] of outputs.entries()) {
      const value = out[name];
      if (!value) throw new Error(`the step did not give ${name}`);
      const written = recordOp(ring, value, t, index);
      ring.dispose();
      ring = written;
    }
  }

  async function readRing(from: number, to: number): Promise<MeasureValues[]> {
    if (!ring || to === from) return [];
    const values = await readTensor(ring);
    const steps = Int32Array.from({ length: to - from }, (_, i) => from + i + 1);
    return outputs.map((measure, index) => {
      const own = new Float32Array((to - from) * population.R);
      for (let at = from; at < to; at++) {
        const row = ((at % ringCapacity) * outputs.length + index) * population.R;
        own.set(values.subarray(row, row + population.R), (at - from) * population.R);
      }
      return { measure, steps, values: own };
    });
  }

  async function evaluate(split: string, evaluation: Evaluation): Promise<MeasureValues[]> {
    let names: string[] = [];
    const table = tidy(() => {
      let sums: Tensor | null = null;
      for (let index = 0; index < evaluation.sizes.length; index++) {
        sums = tidy(() => evaluateBatch(evaluation, index, sums, (found) => (names = found)));
      }
      return sums ?? zeros([1, 1, population.R]);
    });
    const values = await readTensor(table);
    table.dispose();
    const count = evaluation.sizes.reduce((sum, size) => sum + size, 0);
    return names.map((name, measure) => {
      const means = new Float32Array(population.R);
      for (let run = 0; run < population.R; run++) {
        let sum = 0;
        evaluation.sizes.forEach((size, batch) => {
          sum += size * (values[(batch * names.length + measure) * population.R + run] ?? 0);
        });
        means[run] = sum / count;
      }
      return { measure: `${split}/${name}`, steps: Int32Array.of(step), values: means };
    });
  }

  function evaluateBatch(evaluation: Evaluation, index: number, table: Tensor | null, found: (names: string[]) => void): Tensor {
    const { out } = evaluation.step(state, { batch: evaluation.batch(index), live: population.live, t, key: population.key });
    const names = Object.keys(out);
    found(names);
    let rows = table ?? zeros([evaluation.sizes.length, names.length, population.R]);
    const at = tensor([index], [1], 'int32');
    for (const [measure, name] of names.entries()) {
      const value = out[name];
      if (value) rows = recordOp(rows, value, at, measure);
    }
    return rows;
  }

  async function evaluateAll(): Promise<MeasureValues[]> {
    const measures: MeasureValues[] = [];
    for (const [split, evaluation] of Object.entries(bound.evaluations)) {
      if (options.splits && !options.splits.includes(split)) continue;
      measures.push(...(await evaluate(split, evaluation)));
    }
    return measures;
  }

  /** The next step at which a block must end: an evaluation, the end of a phase, the end. */
  function boundary(): number {
    const { phase, start, end } = position(step);
    const every = bound.phases[phase]?.evaluateEvery;
    const evaluation = every ? start + (Math.floor((step - start) / every) + 1) * every : end;
    return Math.min(evaluation, end, total);
  }

  /** A phase evaluates before its first step, every so many steps, and at the end of the session. */
  function evaluatesAt(at: number): boolean {
    const within = (stepOfPhase: number): boolean => {
      const { phase, start } = position(stepOfPhase);
      const every = bound.phases[phase]?.evaluateEvery;
      return every !== undefined && (at - start) % every === 0;
    };
    // The last step of a phase is also where the next one begins.
    return at === total || within(at) || within(at - 1);
  }

  /** Between phases: the edits named by the phase that begins here, in order. A checkpoint taken before its first step has none of them. */
  async function applyEdits(): Promise<void> {
    const { phase, start } = position(step);
    if (step !== start) return;
    for (const name of bound.phases[phase]?.before ?? []) {
      const edit = bound.edits?.[name];
      if (!edit) throw new Error(`the program has no edit ${name}`);
      replaceState(edited(state, await edit(await readState(state)), name));
    }
  }

  async function* blocks(first?: BlockRequest): AsyncGenerator<Block, void, BlockRequest | undefined> {
    let request = first;
    if (step === 0) request = yield { step, measures: await evaluateAll() };
    while (step < total) {
      await applyEdits();
      const started = now();
      const wanted = Math.max(1, Math.min(ringCapacity, Math.round(blockMilliseconds / millisecondsPerStep)));
      const from = step;
      const to = Math.min(boundary(), step + wanted, step + Math.max(1, request?.maxSteps ?? Infinity));
      while (step < to) doStep();
      const measures = await readRing(from, to);
      millisecondsPerStep = 0.5 * millisecondsPerStep + 0.5 * Math.max(0.01, (now() - started) / (to - from));
      if (evaluatesAt(step)) measures.push(...(await evaluateAll()));
      request = yield { step, measures };
    }
  }

  return {
    blocks,
    async checkpoint() {
      return { step, phase: position(step).phase, tensors: await readState(state) };
    },
    async probe(name) {
      const compute = bound.probes[name];
      if (!compute) throw new Error(`there is no probe ${name}; there are ${Object.keys(bound.probes).join(', ')}`);
      const found: ProbeResult[] = [];
      const grid = tidy(() => {
        const result = compute(state);
        found.push(result);
        return result.values;
      });
      const hostValues = Float32Array.from(await readTensor(grid));
      grid.dispose();
      const [result] = found;
      if (!result) throw new Error('the probe gave nothing');
      const { values: _, ...described } = result;
      return { ...described, values: hostValues };
    },
    traceStep: () => traced(doStep),
    get step() {
      return step;
    },
    parameters: bound.parameters,
    dispose() {
      disposeTree(state);
      t.dispose();
      ring?.dispose();
      for (const resource of bound.resources) resource.dispose();
    },
  };
}
