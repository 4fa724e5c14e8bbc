/** Which operations share a dispatch: never one that reads or writes what another writes, and each after all that it depends on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KernelDefinition } from '../kernel.ts';
import type { Operation, Value } from './capture.ts';
import { sharedPlaces, bindableUnits } from './roles.ts';
import { elementwiseUnits, mergedUnits } from './units.ts';
import type { Unit } from './units.ts';

const noHost = (): void => undefined;
const plain: KernelDefinition = { name: 'Plain', inputs: { x: 'float32' }, outputs: { y: 'float32' }, host: noHost };
const update: KernelDefinition = {
  name: 'Update',
  inputs: { parameter: 'float32', gradient: 'float32', rate: 'float32' },
  updates: ['parameter'],
  host: noHost,
  elementwise: { arrays: ['parameter', 'gradient'], body: () => 'parameter[i] -= rate[run] * gradient[i];' },
};

const value = (persistent = false): Value => ({ dataId: {}, bytes: 256, persistent });

function operation(definition: KernelDefinition, operands: Record<string, Value>, writes: readonly string[]): Operation {
  return {
    definition,
    attributes: {},
    operands: Object.entries(operands).map(([name, own]) => ({
      name,
      value: own,
      shape: [1, 64],
      dtype: 'float32',
      write: writes.includes(name),
    })),
  };
}

const step = (parameter: Value, gradient: Value, rate: Value): Operation => operation(update, { parameter, gradient, rate }, ['parameter']);

/** What each value holds after operations that hash what they read: equal results mean every read saw what it should. */
function results(operations: readonly Operation[]): Map<Value, string> {
  const held = new Map<Value, string>();
  for (const { definition, operands } of operations) {
    const seen = operands.map(({ name, value: own }) => `${name}:${held.get(own) ?? 'first'}`).join(',');
    for (const { value: own, write } of operands) if (write) held.set(own, String(hash(`${definition.name}(${seen})`)));
  }
  return held;
}

function hash(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0;
  return sum;
}

const programs = fc
  .array(fc.record({ kind: fc.constantFrom('plain', 'update'), a: fc.nat(5), b: fc.nat(5) }), { maxLength: 20 })
  .map((steps) => {
    const values = Array.from({ length: 6 }, () => value(true));
    const rate = value(true);
    const at = (index: number): Value => values[index] ?? rate;
    return steps.map(({ kind, a, b }) => (kind === 'plain' ? operation(plain, { x: at(a), y: at(b) }, ['y']) : step(at(a), at(b), rate)));
  });

const flat = (units: readonly Unit[]): Operation[] => units.flatMap(({ operations }) => operations);

describe('putting operations together', () => {
  it('changes no result, in whatever order a unit does its operations', () => {
    fc.assert(
      fc.property(programs, (operations) => {
        const expected = results(operations);
        const units = mergedUnits(bindableUnits(elementwiseUnits(operations), Infinity), (together) => together.length <= 4);
        expect(results(flat(units))).toEqual(expected);
        expect(results(flat(units.map(({ operations: own, leaves }) => ({ operations: [...own].reverse(), leaves }))))).toEqual(expected);
        expect(flat(units)).toHaveLength(operations.length);
      }),
    );
  });

  it('updates all leaves of one optimizer at once', () => {
    const rate = value(true);
    const units = elementwiseUnits(Array.from({ length: 20 }, () => step(value(true), value(), rate)));
    expect(units.map(({ operations, leaves }) => [operations.length, leaves])).toEqual([[20, true]]);
    expect(sharedPlaces(units).map(({ size }) => size)).toEqual([20, 20]);
  });

  it('keeps updates with different inputs of runs apart', () => {
    expect(elementwiseUnits([step(value(true), value(), value(true)), step(value(true), value(), value(true))])).toHaveLength(2);
  });

  it('takes leaves apart when an input of runs lies among them', () => {
    const [one, other, rate] = [value(true), value(true), value(true)];
    const units = elementwiseUnits([
      step(one, value(), rate),
      step(other, value(), rate),
      step(rate, value(), one),
      step(value(true), value(), one),
    ]);
    expect(bindableUnits(units, Infinity).every(({ leaves }) => !leaves)).toBe(true);
  });

  it('takes leaves apart that would need a larger buffer than a binding may be', () => {
    const rate = value(true);
    const units = elementwiseUnits(Array.from({ length: 20 }, () => step(value(true), value(), rate)));
    expect(bindableUnits(units, 20 * 512)).toHaveLength(1);
    expect(bindableUnits(units, 20 * 512 - 1)).toHaveLength(20);
  });
});
