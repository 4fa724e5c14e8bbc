/**
 * The shader of an elementwise kernel over many leaves at once: each leaf takes whole workgroups, which look up where the leaf begins in
 * every buffer. The statements for an element are those of the kernel for one leaf.
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

/** WGSL's literal of a number as f32. */
const literal = (value: number): string => `f32(${value})`;

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
    threads += Math.ceil(elements / workgroupSize) * workgroupSize;
  }
  const settle = (index: number): string => {
    const leaf = leaves[index];
    if (!leaf) throw new Error('no such leaf');
    return [
      `at = i - ${starts[index] ?? 0}u; count = ${leaf.elements}u; run = at / ${leaf.perRun}u;`,
      ...arrays.map((name) => `at_${name} = ${leaf.offsets[name] ?? 0}u;`),
      ...constants.map((name) => `${name} = ${literal(leaf.constants[name] ?? 0)};`),
    ].join(' ');
  };
  // Halving keeps the number of comparisons at the logarithm of the number of leaves.
  const lookUp = (from: number, to: number): string => {
    if (to - from === 1) return settle(from);
    const middle = (from + to) >> 1;
    return `if (i < ${starts[middle] ?? 0}u) { ${lookUp(from, middle)} } else { ${lookUp(middle, to)} }`;
  };
  return {
    threads,
    body: `var at = 0u; var count = 0u; var run = 0u;
  ${arrays.map((name) => `var at_${name} = 0u;`).join(' ')} ${constants.map((name) => `var ${name} = 0.0;`).join(' ')}
  ${lookUp(0, leaves.length)}
  if (at >= count) { return; }
  ${arrays.reduce((text, name) => text.replaceAll(new RegExp(`(?<![.\\w])${name}\\[i\\]`, 'g'), `${buffers[name] ?? ''}[at_${name} + at]`), body)}`,
  };
}
