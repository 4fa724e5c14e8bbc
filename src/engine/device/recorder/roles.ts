/** Which values elementwise units need in one buffer: all that stand under one name, and whatever shares a value with them. */
import type { Value } from './capture.ts';
import type { Unit } from './units.ts';

/** The names under which a unit of many leaves needs its values in one buffer. */
const arraysOf = (unit: Unit): readonly string[] => (unit.leaves ? (unit.operations[0]?.definition.elementwise?.arrays ?? []) : []);

/** Disjoint sets of values, in the order of their first use. */
export function sharedPlaces(units: readonly Unit[]): Set<Value>[] {
  let sets: Set<Value>[] = [];
  for (const unit of units) {
    for (const name of arraysOf(unit)) {
      const values = unit.operations.flatMap(({ operands }) =>
        operands.filter((operand) => operand.name === name).map(({ value }) => value),
      );
      const touched = sets.filter((set) => values.some((value) => set.has(value)));
      const joined = new Set([...touched.flatMap((set) => [...set]), ...values]);
      sets = [...sets.filter((set) => !touched.includes(set)), joined];
    }
  }
  return sets;
}

/**
 * Takes units of many leaves apart that one dispatch cannot do: an input of runs would lie in a buffer with leaves (WebGPU forbids
 * binding a part of a buffer twice when it is written), or a buffer would be larger than a binding may be.
 *
 * @param largest - bytes of the largest binding
 */
export function bindableUnits(units: readonly Unit[], largest: number): Unit[] {
  const sets = sharedPlaces(units);
  return units.flatMap((unit) => {
    if (!unit.leaves) return [unit];
    const arrays = arraysOf(unit);
    const operands = unit.operations.flatMap((operation) => operation.operands);
    const overlaps = operands.some(({ name, value }) => !arrays.includes(name) && sets.some((set) => set.has(value)));
    const bytes = sets
      .filter((set) => operands.some(({ value }) => set.has(value)))
      .map((set) => [...set].reduce((sum, value) => sum + value.bytes + 256, 0));
    if (!overlaps && bytes.every((total) => total <= largest)) return [unit];
    return unit.operations.map((operation) => ({ operations: [operation], leaves: false }));
  });
}
