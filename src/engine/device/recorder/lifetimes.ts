/** From the order of a recording to the memory its intermediates take. */
import type { Value } from './capture.ts';
import type { Lifetime } from './scratch.ts';
import type { Unit } from './units.ts';

/** Intermediates that must lie side by side in one block, and when they are needed. */
export interface Intermediate extends Lifetime {
  members: { value: Value; offset: number }[];
}

/**
 * The intermediates of a recording with the units between which they live. Values of one group share a block, side by side.
 *
 * @param groups - disjoint sets of values that must share a block
 * @param align - rounds a number of bytes up to where the next value may begin
 */
export function intermediates(
  units: readonly Unit[],
  groups: readonly ReadonlySet<Value>[],
  align: (bytes: number) => number,
): Intermediate[] {
  const blocks = new Map<Value, Intermediate>();
  for (const group of groups) {
    const block: Intermediate = { bytes: 0, first: Infinity, last: -Infinity, members: [] };
    for (const value of group) {
      block.members.push({ value, offset: block.bytes });
      block.bytes += align(value.bytes);
      blocks.set(value, block);
    }
  }
  for (const [position, { operations }] of units.entries()) {
    for (const { value } of operations.flatMap(({ operands }) => operands)) {
      if (value.persistent) continue;
      const block = blocks.get(value) ?? { bytes: align(value.bytes), first: position, last: position, members: [{ value, offset: 0 }] };
      blocks.set(value, block);
      block.first = Math.min(block.first, position);
      block.last = Math.max(block.last, position);
    }
  }
  return [...new Set(blocks.values())];
}
