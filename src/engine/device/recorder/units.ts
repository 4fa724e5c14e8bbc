/**
 * Which operations of a recording can be done by one dispatch: elementwise ones over many leaves, and independent small ones side by
 * side. Operations only move forward past others that they do not depend on, so every value is what it was.
 */
import type { Operation, Value } from './capture.ts';

/** Operations that are done at once: none reads or writes what another of them writes. */
export interface Unit {
  operations: Operation[];
  /** One elementwise kernel over several leaves; otherwise the operations stand side by side. */
  leaves: boolean;
}

function conflicts(one: Operation, other: Operation): boolean {
  return one.operands.some(({ value, write }) => other.operands.some((operand) => operand.value === value && (write || operand.write)));
}

/**
 * Puts each operation into the first unit after all that it depends on which takes it, else into a new one at the end.
 *
 * @param takes - whether a unit takes one more operation
 */
function gather(operations: readonly Operation[], takes: (unit: Unit, operation: Operation) => boolean): Unit[] {
  const units: Unit[] = [];
  for (const operation of operations) {
    const after = units.findLastIndex((unit) => unit.operations.some((other) => conflicts(operation, other)));
    const home = units.find((unit, index) => index > after && takes(unit, operation));
    if (home) home.operations.push(operation);
    else units.push({ operations: [operation], leaves: false });
  }
  return units;
}

/** The inputs of runs, which elementwise operations of one dispatch share. */
function runInputs({ definition, operands }: Operation): Map<string, Value> {
  const arrays = definition.elementwise?.arrays ?? [];
  return new Map(operands.filter(({ name }) => !arrays.includes(name)).map(({ name, value }) => [name, value]));
}

function sameKind(one: Operation, other: Operation): boolean {
  if (one.definition !== other.definition || one.operands.length !== other.operands.length) return false;
  const attributes = Object.keys(one.attributes);
  if (attributes.join() !== Object.keys(other.attributes).join()) return false;
  const constants = one.definition.elementwise?.constants ?? [];
  if (attributes.some((name) => !constants.includes(name) && one.attributes[name] !== other.attributes[name])) return false;
  const [own, others] = [runInputs(one), runInputs(other)];
  return [...own].every(([name, value]) => others.get(name) === value);
}

/** Arrays of one name must all be state or all be intermediates, to lie in one buffer. */
function sameHomes(unit: Unit, operation: Operation): boolean {
  const [first] = unit.operations;
  return (operation.definition.elementwise?.arrays ?? []).every((name) => {
    const own = operation.operands.find((operand) => operand.name === name);
    return own?.value.persistent === first?.operands.find((operand) => operand.name === name)?.value.persistent;
  });
}

/** Elementwise operations of one kind with the same inputs of runs become one unit; every other operation is a unit of its own. */
export function elementwiseUnits(operations: readonly Operation[]): Unit[] {
  const units = gather(operations, (unit, operation) => {
    const [first] = unit.operations;
    if (!first || !operation.definition.elementwise) return false;
    // A value in two leaves' places would be updated twice.
    const values = new Set(unit.operations.flatMap(({ operands }) => operands.filter(({ write }) => write).map(({ value }) => value)));
    return (
      sameKind(first, operation) && sameHomes(unit, operation) && !operation.operands.some(({ value, write }) => write && values.has(value))
    );
  });
  return units.map(({ operations: own }) => ({ operations: own, leaves: own.length > 1 }));
}

/**
 * Lets small units of single operations share a dispatch.
 *
 * @param fits - whether these operations together keep within the device's limits
 */
export function mergedUnits(units: readonly Unit[], fits: (operations: readonly Operation[]) => boolean): Unit[] {
  const merged: Unit[] = [];
  for (const { operations, leaves } of units) {
    const after = merged.findLastIndex((unit) => unit.operations.some((other) => operations.some((own) => conflicts(own, other))));
    const home = leaves
      ? undefined
      : merged.find((unit, index) => index > after && !unit.leaves && fits([...unit.operations, ...operations]));
    if (home) home.operations.push(...operations);
    else merged.push({ operations: [...operations], leaves });
  }
  return merged;
}
