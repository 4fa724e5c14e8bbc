/**
 * The loop: advances a bound program step by step on the device and hands out measures in blocks. Between blocks the caller
 * decides: not asking for the next block pauses, `maxSteps` makes single steps, returning the generator stops.
 */
import { tensor, tidy } from '@tensorflow/tfjs-core';
import { readTensor } from '../device/read.ts';
import { createRecorder } from '../device/recorder/recorder.ts';
import { traced } from '../device/trace.ts';
import { createEvaluator } from './evaluator.ts';
import type { Evaluator } from './evaluator.ts';
import { edited, readState, restore } from './host-state.ts';
import type { HostState } from './host-state.ts';
import type { Population } from './population.ts';
import type { BoundProgram, Phase, ProbeResult } from './program.ts';
import type { MeasureValues } from './rings.ts';
import { UnfitStateError } from './state-form.ts';
import { assignState, createStepper } from './stepper.ts';
import type { Stepper } from './stepper.ts';
import type { StepWork } from './step-work.ts';
import { disposeTree } from './tree.ts';

export type { MeasureValues } from './rings.ts';

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
  /** What each phase's step and each split's evaluation came to: dispatches of one step when recorded, else why it runs eagerly. */
  recordings(): { name: string; dispatches: number | null; reason: string | null }[];
  readonly step: number;
  readonly parameters: number;
  /** What a step asks of each run; null without data or a network. */
  readonly work: StepWork | null;
  dispose(): void;
}

/** A block should take about this long, in milliseconds: short enough to stay responsive, long enough to amortize a read. */
const blockMilliseconds = 40;

export interface TrainerOptions {
  /** Ends after this many steps instead of all the phases'; the last phase goes on where these are fewer. */
  steps?: number;
  /** The splits to evaluate; default: all that the program has. */
  splits?: readonly string[];
  /** Test examples, by which nothing may be chosen, are looked at in this many evaluations at the end; default: in the last. */
  testEvaluations?: number;
  from?: HostState;
  now?: () => number;
  /** False: every step runs eagerly, with the same results. */
  recorded?: boolean;
}

/** The phases of a session of so many steps. */
function phasesFor(phases: readonly Phase[], steps: number | undefined): readonly Phase[] {
  const missing = (steps ?? 0) - phases.reduce((sum, phase) => sum + phase.steps, 0);
  return missing > 0
    ? phases.map((phase, index) => (index === phases.length - 1 ? { ...phase, steps: phase.steps + missing } : phase))
    : phases;
}

/** Binds a program's state to a running position. Throws an UnfitStateError when a checkpoint does not fit the program. */
export function createTrainer(population: Population, bound: BoundProgram, options: TrainerOptions = {}): Trainer {
  const now = options.now ?? (() => performance.now());
  const phases = phasesFor(bound.phases, options.steps);
  const total = options.steps ?? phases.reduce((sum, phase) => sum + phase.steps, 0);
  const state = options.from ? restore(bound.state, options.from) : bound.state;
  let step = options.from?.step ?? 0;
  const t = tensor([updatesAt(step)], [1], 'int32');
  const recorder = options.recorded === false ? null : createRecorder();
  const steppers = new Map<number, Stepper>();
  const evaluators = evaluatorsOf();
  let millisecondsPerStep = blockMilliseconds;
  const firstTest = firstTestEvaluation();
  // Where phases have moved, the state is one of another place in the session.
  if (options.from && options.from.phase !== position(step).phase) throw new UnfitStateError('the checkpoint is of another phase');

  function position(at: number): { phase: number; end: number; start: number } {
    let start = 0;
    for (const [phase, { steps }] of phases.entries()) {
      if (at < start + steps) return { phase, start, end: start + steps };
      start += steps;
    }
    return { phase: phases.length - 1, start: start - (phases.at(-1)?.steps ?? 0), end: start };
  }

  function updatesOf(phase: number): number {
    return phases[phase]?.updates ?? 1;
  }

  /** Updates done in the first `at` steps. */
  function updatesAt(at: number): number {
    const { phase, start } = position(at);
    const before = phases.slice(0, phase).reduce((sum, { steps, updates = 1 }) => sum + steps * updates, 0);
    return before + (at - start) * updatesOf(phase);
  }

  function stepperAt(at: number): Stepper {
    const { phase: index } = position(at);
    const phase = phases[index];
    if (!phase) throw new Error('no phase left');
    const stepper = steppers.get(index) ?? createStepper({ bound, population, phase, state, t, recorder });
    steppers.set(index, stepper);
    return stepper;
  }

  function evaluatorsOf(): Evaluator[] {
    const input = { live: population.live, t, key: population.key };
    return Object.entries(bound.evaluations)
      .filter(([split, { finish }]) => !options.splits || finish || options.splits.includes(split))
      .map(([split, evaluation]) => createEvaluator({ split, evaluation, R: population.R, state, input, recorder }));
  }

  async function evaluateAll(): Promise<MeasureValues[]> {
    const measures: MeasureValues[] = [];
    for (const evaluator of evaluators) {
      if (evaluator.split !== 'test' || step >= firstTest) measures.push(...(await evaluator.evaluate(step)));
    }
    return measures;
  }

  /** The next step at which a block must end: an evaluation, the end of a phase, the end. */
  function boundary(): number {
    const { phase, start, end } = position(step);
    const every = phases[phase]?.evaluateEvery;
    const evaluation = every ? start + (Math.floor((step - start) / every) + 1) * every : end;
    return Math.min(evaluation, end, total);
  }

  /** A phase evaluates before its first step, every so many steps, and at the end of the session. */
  function evaluatesAt(at: number): boolean {
    const within = (stepOfPhase: number): boolean => {
      const { phase, start } = position(stepOfPhase);
      const every = phases[phase]?.evaluateEvery;
      return every !== undefined && (at - start) % every === 0;
    };
    // The last step of a phase is also where the next one begins.
    return at === total || within(at) || within(at - 1);
  }

  /** The step of the first evaluation that looks at the test split. */
  function firstTestEvaluation(): number {
    let wanted = options.testEvaluations ?? 1;
    for (let at = total; at > 0; at--) if (evaluatesAt(at) && --wanted === 0) return at;
    return 0;
  }

  /** Between phases: the edits named by the phase that begins here, in order. A checkpoint taken before its first step has none of them. */
  async function applyEdits(): Promise<void> {
    const { phase, start } = position(step);
    if (step !== start) return;
    for (const name of phases[phase]?.before ?? []) {
      const edit = bound.edits?.[name];
      if (!edit) throw new Error(`the program has no edit ${name}`);
      const changed = edited(state, await edit(await readState(state)), name);
      tidy(() => {
        assignState(state, changed);
      });
      disposeTree(changed);
    }
  }

  async function* blocks(first?: BlockRequest): AsyncGenerator<Block, void, BlockRequest | undefined> {
    let request = first;
    if (step === 0) request = yield { step, measures: await evaluateAll() };
    while (step < total) {
      await applyEdits();
      const started = now();
      const from = step;
      const { work, rings } = stepperAt(from);
      const wanted = Math.max(1, Math.min(rings.capacity, Math.round(blockMilliseconds / millisecondsPerStep)));
      const to = Math.min(boundary(), step + wanted, step + Math.max(1, request?.maxSteps ?? Infinity));
      work.run((to - from) * updatesOf(position(from).phase));
      step = to;
      const measures = await rings.read(from, to, updatesAt(from));
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
    traceStep: () => {
      const { once } = stepperAt(step);
      const updates = updatesOf(position(step).phase);
      const trace = traced(() => {
        for (let update = 0; update < updates; update++) once();
      });
      step++;
      return trace;
    },
    recordings: () => [
      ...[...steppers].map(([phase, { work }]) => ({
        name: phases[phase]?.name ?? '',
        dispatches: work.recording?.dispatches ?? null,
        reason: work.reason,
      })),
      ...evaluators.map(({ split, dispatches, reason }) => ({ name: split, dispatches, reason })),
    ],
    get step() {
      return step;
    },
    parameters: bound.parameters,
    work: bound.work ?? null,
    dispose() {
      disposeTree(state);
      t.dispose();
      for (const { rings } of steppers.values()) rings.dispose();
      for (const evaluator of evaluators) evaluator.dispose();
      for (const resource of bound.resources) resource.dispose();
      recorder?.dispose();
    },
  };
}
