/**
 * The shader of an elementwise kernel over many leaves at once: each leaf takes whole workgroups, which select what differs from leaf to
 * leaf, often nothing: leaves that lie side by side in every buffer are one stretch. Software runs all branches of a condition, so there
 * are none. The statements for an element are those of the kernel for one leaf.
 */
import type { WgslProgram } from '../kernel.ts';
import { workgroupSize } from './pipelines.ts';

/** A leaf `[R, …]`. */
export interface Leaf {
  elements: number;
  /** Elements of one run. */
  perRun: number;
  /** Where its data begin in the buffer of each array, in elements. */
  offsets: Readonly<Record<string, number>>;
  /** Values of the constants that may differ from leaf to leaf. */
  constants: Readonly<Record<string, number>>;
}

/** Leaves begin at multiples of so many elements, in the threads as in shared buffers. */
const padded = (elements: number): number => Math.ceil(elements / workgroupSize) * workgroupSize;

/**
 * @param body - statements for element `i` of run `run`
 * @param buffers - the name of the buffer that holds each array; several arrays may share one
 */
export function leavesProgram(body: string, leaves: readonly Leaf[], buffers: Readonly<Record<string, string>>): WgslProgram {
  const arrays = Object.keys(buffers);
  const constants = Object.keys(leaves[0]?.constants ?? {});
  const starts: number[] = [];
  let threads = 0;
  for (const { elements } of leaves) {
    starts.push(threads);
    threads += padded(elements);
  }
  const lines: string[] = [];
  /** Says what `name` is for the leaf of element `i`: a constant, or the value of the last leaf that begins at or before it. */
  const choose = (name: string, values: readonly number[], literal: (value: number) => string): void => {
    let last = literal(values[0] ?? 0);
    let count = 0;
    for (const [leaf, value] of values.entries()) {
      if (leaf === 0 || value === values[leaf - 1]) continue;
      lines.push(`let ${name}_${count} = select(${last}, ${literal(value)}, i >= ${starts[leaf] ?? 0}u);`);
      last = `${name}_${count++}`;
    }
    lines.push(`let ${name} = ${last};`);
  };
  // Numbers of the shader go round at 2³², so that a negative distance is a large one.
  const whole = (value: number): string => `${value >>> 0}u`;
  const startOf = (leaf: number): number => starts[leaf] ?? 0;
  if (leaves.some(({ elements }) => elements % workgroupSize !== 0)) {
    choose('end', leaves.map(({ elements }, leaf) => startOf(leaf) + elements), whole); // prettier-ignore
    lines.push('if (i >= end) { return; }');
  }
  if (leaves.every(({ elements, perRun }) => elements === perRun)) {
    lines.push('let run = 0u;');
  } else {
    choose('start', starts, whole);
    choose('per_run', leaves.map(({ perRun }) => perRun), whole); // prettier-ignore
    lines.push('let run = (i - start) / per_run;');
  }
  const distance = (name: string, leaf: number): number => (leaves[leaf]?.offsets[name] ?? 0) - startOf(leaf);
  const known = new Map<string, string>();
  for (const name of arrays) {
    const distances = leaves.map((_, leaf) => distance(name, leaf));
    const same = known.get(distances.join());
    if (same === undefined) choose(`to_${name}`, distances, whole);
    known.set(distances.join(), same ?? name);
    lines.push(`let at_${name} = i + to_${same ?? name};`);
  }
  for (const name of constants) choose(name, leaves.map((leaf) => leaf.constants[name] ?? 0), (value) => `f32(${value})`); // prettier-ignore
  return {
    threads,
    body: `${lines.join('\n  ')}
  ${arrays.reduce((text, name) => text.replaceAll(new RegExp(`(?<![.\\w])${name}\\[i\\]`, 'g'), `${buffers[name] ?? ''}[at_${name}]`), body)}`,
  };
}
