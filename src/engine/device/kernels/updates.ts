/**
 * Makes the kernels of optimizers from their rules: one dispatch a parameter tensor, in place, and one a step for the numbers that
 * belong to a run as a whole (bias corrections and the like). A rule is a loop for the host and statements in WGSL over named values.
 */
import type { Tensor } from '@tensorflow/tfjs-core';
import { defineKernel, dimension, numberAttribute, only, sizeOf } from '../kernel.ts';
import type { Attributes, HostAccess, WasmAccess } from '../kernel.ts';
import { kernelsOf } from '../wasm/module.ts';
import type { KernelModule } from '../wasm/module.ts';
import { settle, settleWgsl, smallest } from './settled.ts';

/** WebGPU's default limit of storage buffers, which tfjs does not raise. */
const maxBuffers = 8;

/** A record of `value` for each name. */
function record<Name extends string, V>(names: readonly Name[], value: (name: Name) => V): Record<Name, V> {
  // The keys are exactly the names, which `fromEntries` cannot say.
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, V>;
}

function within(name: string, inputs: readonly string[]): void {
  if (new Set(inputs).size !== inputs.length) throw new Error(`${name} has two inputs of one name: ${inputs.join(', ')}`);
  if (inputs.length > maxBuffers) throw new Error(`${name} binds ${inputs.length} buffers, but WebGPU allows ${maxBuffers}`);
}

/** `[R, columns]` numbers of runs: an input and the names of its columns. */
export interface Table<Value extends string> {
  input: string;
  columns: readonly Value[];
}

export interface UpdateRule<Slot extends string, Value extends string> {
  name: string;
  /** State of each element, shaped like the parameter. */
  slots: readonly Slot[];
  /** Values of a run, an input `[R]` each. */
  rates?: readonly Value[];
  /** More values of a run, in one input. */
  table?: Table<Value>;
  /** Values that are baked into the kernel. */
  constants?: readonly Value[];
  /** Updates elements `from` … `to` − 1, those of one run, whose values are given. */
  host(arrays: Record<Slot | 'parameter' | 'gradient', Float32Array>, values: Record<Value, number>, from: number, to: number): void;
  /** The same on WASM: `count` elements of one run, whose arrays begin at these byte offsets. */
  wasm?(kernels: KernelModule, at: Record<Slot | 'parameter' | 'gradient', number>, values: Record<Value, number>, count: number): void;
  /** Updates element `i`: the arrays have the names above, every value is a constant of its name. */
  wgsl: string;
}

/** The kernel of a rule. */
export interface Update {
  slots: readonly string[];
  rates: readonly string[];
  table: string | undefined;
  /**
   * Updates `parameter` and `slots`, all `[R, …]`, in place and returns them as tensors of the same data.
   *
   * @param perRun - the rates `[R]` and the table `[R, columns]` by input name
   * @throws when one of the rule's inputs is missing
   */
  run(
    parameter: Tensor,
    gradient: Tensor,
    slots: Readonly<Record<string, Tensor>>,
    perRun: Readonly<Record<string, Tensor>>,
    constants: Readonly<Record<string, number>>,
  ): { parameter: Tensor; slots: Record<string, Tensor> };
}

/** Registers the kernel of an optimizer's rule for one parameter tensor. Throws when the rule needs more buffers than WebGPU has. */
export function defineUpdate<Slot extends string, Value extends string>(rule: UpdateRule<Slot, Value>): Update {
  const { rates = [], constants = [], table } = rule;
  const columns = table?.columns ?? [];
  const arrays = ['parameter', 'gradient', ...rule.slots] as const;
  const inputs = [...arrays, ...(table ? [table.input] : []), ...rates];
  within(rule.name, inputs);
  const values = record([...rates, ...columns, ...constants], () => 0);
  /** Calls `visit` for every run with its values, the same record each time, and its range of elements. */
  const forEachRun = (
    access: HostAccess,
    attributes: Attributes,
    visit: (values: Record<Value, number>, from: number, to: number) => void,
  ): void => {
    const runs = dimension(access.shape('parameter'), 0);
    const perRun = sizeOf(access.shape('parameter')) / runs;
    const rateViews = rates.map((name) => ({ name, view: access.f32(name) }));
    const tableView = table ? access.f32(table.input) : new Float32Array();
    for (const name of constants) values[name] = numberAttribute(attributes, name);
    for (let run = 0; run < runs; run++) {
      for (const { name, view } of rateViews) values[name] = view[run] ?? 0;
      columns.forEach((name, column) => (values[name] = tableView[run * columns.length + column] ?? 0));
      visit(values, run * perRun, (run + 1) * perRun);
    }
  };
  /** What is kept, and below what it is 0. */
  const kept = [['parameter', smallest.weight], ...rule.slots.map((name) => [name, smallest.state] as const)] as const;
  const at = record(arrays, () => 0);
  const onWasm = (access: WasmAccess, attributes: Attributes): void => {
    const kernels = kernelsOf(access.backend);
    for (const name of arrays) at[name] = access.offset(name);
    forEachRun(access, attributes, (values, from, to) => {
      rule.wasm?.(kernels, at, values, to - from);
      for (const [name, limit] of kept) kernels.settle(at[name], to - from, limit);
      for (const name of arrays) at[name] += 4 * (to - from);
    });
  };
  const kernel = defineKernel({
    name: rule.name,
    inputs: record(inputs, () => 'float32' as const),
    updates: ['parameter', ...rule.slots],
    host: (access, attributes) => {
      const views = record(arrays, (name) => access.f32(name));
      forEachRun(access, attributes, (values, from, to) => {
        rule.host(views, values, from, to);
        for (const [name, limit] of kept) settle(views[name], from, to, limit);
      });
    },
    ...(rule.wasm && { wasm: onWasm }),
    elementwise: {
      arrays,
      constants,
      body: () =>
        [
          // A constant of the name of its buffer hides it from here on.
          ...rates.map((name) => `let ${name} = ${name}[run];`),
          ...columns.map((name, column) => `let ${name} = ${table?.input ?? ''}[${columns.length}u * run + ${column}u];`),
          `{ ${rule.wgsl} }`,
          ...kept.map(([name, limit]) => settleWgsl(name, limit)),
        ].join('\n  '),
    },
  });
  return {
    slots: rule.slots,
    rates,
    table: table?.input,
    run: (parameter, gradient, slots, perRun, values) => {
      const [updated, ...next] = kernel({ parameter, gradient, ...slots, ...perRun }, values);
      if (!updated) throw new Error('the update has no result');
      const nextSlots: Record<string, Tensor> = {};
      for (const [index, slot] of rule.slots.entries()) {
        const tensor = next[index];
        if (!tensor) throw new Error(`the update did not give ${slot}`);
        nextSlots[slot] = tensor;
      }
      return { parameter: updated, slots: nextSlots };
    },
  };
}

export interface RunStateRule<Column extends string, Setting extends string, Output extends string> {
  name: string;
  /** The state `[R, columns]`, float32, and the names of its columns. */
  state: Table<Column>;
  /** Inputs `[R]`. */
  settings: readonly Setting[];
  /** Columns of the table `[R, outputs]` that it gives; none when the state itself is the table. */
  outputs: readonly Output[];
  constants?: readonly Setting[];
  /** Advances the state of one run by a step, and returns the outputs. */
  host(state: Record<Column, number>, settings: Record<Setting, number>): Record<Output, number>;
  /** The same: the columns are variables, the settings constants; it declares the outputs that have not the name of a setting. */
  wgsl: string;
}

/** The kernel of such a rule. */
export interface RunState {
  input: string;
  columns: number;
  settings: readonly string[];
  /** Advances `state` in place; `table` is what a parameter's update takes. */
  run(
    state: Tensor,
    settings: Readonly<Record<string, Tensor>>,
    constants: Readonly<Record<string, number>>,
  ): { state: Tensor; table: Tensor };
}

/** Registers the kernel that advances the numbers of a run once a step. Throws when it needs more buffers than WebGPU has. */
export function defineRunState<Column extends string, Setting extends string, Output extends string>(
  rule: RunStateRule<Column, Setting, Output>,
): RunState {
  const { input, columns } = rule.state;
  const { settings, outputs, constants = [] } = rule;
  const inputs = [input, ...settings];
  within(rule.name, [...inputs, 'table']);
  const kernel = defineKernel({
    name: rule.name,
    inputs: record(inputs, () => 'float32' as const),
    ...(outputs.length > 0 && { outputs: { table: 'float32' as const } }),
    outputShape: (_, shape) => [dimension(shape(input), 0), outputs.length],
    updates: [input],
    host: (access, attributes) => {
      const state = access.f32(input);
      const views = settings.map((name) => ({ name, view: access.f32(name) }));
      const table = outputs.length > 0 ? access.f32('table') : new Float32Array();
      const values = record([...settings, ...constants], () => 0);
      for (const name of constants) values[name] = numberAttribute(attributes, name);
      for (let run = 0; run < dimension(access.shape(input), 0); run++) {
        for (const { name, view } of views) values[name] = view[run] ?? 0;
        const own = record(columns, (name) => state[run * columns.length + columns.indexOf(name)] ?? 0);
        const result = rule.host(own, values);
        columns.forEach((name, column) => (state[run * columns.length + column] = own[name]));
        outputs.forEach((name, column) => (table[run * outputs.length + column] = result[name]));
      }
    },
    wgsl: (shape, attributes) => ({
      threads: dimension(shape(input), 0),
      body: [
        ...columns.map((name, column) => `var ${name} = ${input}[${columns.length}u * i + ${column}u];`),
        ...settings.map((name) => `let ${name} = ${name}[i];`),
        ...constants.map((name) => `let ${name} = f32(${numberAttribute(attributes, name)});`),
        rule.wgsl,
        ...columns.map((name, column) => `${input}[${columns.length}u * i + ${column}u] = ${name};`),
        ...outputs.map((name, column) => `table[${outputs.length}u * i + ${column}u] = ${name};`),
      ].join('\n  '),
    }),
  });
  return {
    input,
    columns: columns.length,
    settings,
    run: (state, values, baked) => {
      const results = kernel({ [input]: state, ...values }, baked);
      if (outputs.length === 0) return { state: only(results), table: only(results) };
      const [table, advanced] = results;
      if (!table || !advanced) throw new Error(`${rule.name} has no result`);
      return { state: advanced, table };
    },
  };
}
