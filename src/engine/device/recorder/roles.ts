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

/** Units of many leaves whose inputs of runs would lie in a buffer that they write are taken apart: WebGPU forbids binding a part twice. */
export function withoutOverlaps(units: readonly Unit[]): Unit[] {
  const sets = sharedPlaces(units);
  return units.flatMap((unit) => {
    const arrays = arraysOf(unit);
    const others = unit.operations.flatMap(({ operands }) =>
      operands.filter(({ name }) => !arrays.includes(name)).map(({ value }) => value),
    );
    const overlaps = unit.leaves && others.some((value) => sets.some((set) => set.has(value)));
    return overlaps ? unit.operations.map((operation) => ({ operations: [operation], leaves: false })) : [unit];
  });
}
