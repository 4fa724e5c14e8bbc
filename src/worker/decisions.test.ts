/** Remembered decisions: found again for the same machine and structure only, checked when read, never in the way. */
import { describe, expect, it } from 'vitest';
import { decisions, findDecision, forgetDecisions, keepDecision, structureOf } from './decisions.ts';
import type { Decision } from './decisions.ts';

function memoryStorage(): Storage {
  const values = new Map<string, string>();
  return {
    getItem: (name) => values.get(name) ?? null,
    setItem: (name, value) => void values.set(name, value),
    removeItem: (name) => void values.delete(name),
    clear: () => {
      values.clear();
    },
    key: () => null,
    length: 0,
  };
}

const closed = (): never => {
  throw new Error('storage is closed');
};

const decision: Decision = {
  machine: 'apple m3 · 8',
  structure: 's',
  experiment: 'dropout',
  runs: 16,
  webgpu: 1.5,
  wasm: null,
  chosen: 'webgpu',
  at: '2026-11-24T04:00:00.000Z',
};

describe('the structure of a request', () => {
  const arms = [{ id: 'a', values: { width: 8, learningRate: 0.1, steps: 100 } }];
  const request = { experiment: 'e', arms, seeds: 2, live: ['learningRate'] };

  it('is the same whatever the live values, the number of steps, names and order of values are', () => {
    const other = [{ id: 'b', values: { steps: 7, learningRate: 0.5, width: 8 } }];
    expect(structureOf({ ...request, arms: other })).toBe(structureOf(request));
  });

  it('differs with anything that changes the work', () => {
    const wider = [{ id: 'a', values: { width: 9, learningRate: 0.1, steps: 100 } }];
    const all = [request, { ...request, arms: wider }, { ...request, seeds: 3 }, { ...request, arms: [...arms, ...arms] }];
    expect(new Set(all.map((one) => structureOf(one))).size).toBe(all.length);
  });
});

describe('decisions', () => {
  it('are found again on the same machine for the same structure', () => {
    const storage = memoryStorage();
    keepDecision(decision, storage);
    expect(findDecision('apple m3 · 8', 's', storage)).toEqual(decision);
    expect(findDecision('another', 's', storage)).toBeNull();
    expect(findDecision('apple m3 · 8', 't', storage)).toBeNull();
    forgetDecisions(storage);
    expect(decisions(storage)).toEqual([]);
  });

  it('replace an older one and stay few', () => {
    const storage = memoryStorage();
    for (let i = 0; i < 100; i++) keepDecision({ ...decision, structure: `s${i}` }, storage);
    keepDecision({ ...decision, structure: 's99', chosen: 'wasm' }, storage);
    expect(decisions(storage)).toHaveLength(60);
    expect(decisions(storage)[0]).toMatchObject({ structure: 's99', chosen: 'wasm' });
  });

  it('that make no sense are not believed', () => {
    for (const text of [
      '{',
      '{}',
      '[1]',
      JSON.stringify([{ ...decision, chosen: 'abacus' }]),
      JSON.stringify([{ ...decision, wasm: -1 }]),
    ]) {
      expect(decisions({ getItem: () => text })).toEqual([]);
    }
  });

  it('do without storage', () => {
    expect(decisions({ getItem: closed })).toEqual([]);
    expect(() => keepDecision(decision, { getItem: closed, setItem: closed })).not.toThrow();
    expect(() => forgetDecisions({ removeItem: closed })).not.toThrow();
  });
});
