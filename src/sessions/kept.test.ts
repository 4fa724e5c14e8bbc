import { describe, expect, it } from 'vitest';
import { defaultConfiguration } from '../experiment/configuration.ts';
import { sample } from '../experiment/sample.ts';
import { evaluateClaims } from '../experiment/verdict.ts';
import { readLastVerdicts, saveLastVerdicts, type StorageLike } from './last-verdicts.ts';
import { SessionRecord } from './record.ts';
import { readReference, referenceApplies, referenceSession, writeReference, type Reference } from './reference.ts';

function finished(): SessionRecord {
  const record = new SessionRecord(sample, ['none', 'half', 'adam'], 3);
  const runs = Array.from({ length: 9 }, (_, run) => run);
  const steps = Int32Array.from({ length: 500 }, (_, i) => i + 1);
  const values = Float32Array.from({ length: 4500 }, (_, i) => Math.PI / (1 + i / 1000));
  for (const measure of ['trainingLoss', 'validationLoss', 'fittedLoss']) record.add({ measure, steps, runs, values });
  record.add({ measure: 'trainingLoss', steps: Int32Array.of(501), runs, values: new Float32Array(9).fill(NaN) });
  return record;
}

const record = finished();
const verdicts = evaluateClaims(
  sample,
  { preset: 'small', arms: record.arms, seeds: 3, look: 1, finished: true, exploratory: false },
  record.endpoints(sample.claims),
);
const reference: Reference = {
  experiment: 'sample',
  date: '2026-01-02T03:04:05Z',
  device: { kind: 'wasm', description: '2 WASM workers', software: true, workers: 2 },
  presets: {
    small: referenceSession(record, defaultConfiguration(sample), {
      steps: 501,
      verdicts,
      timing: { wallMs: 1234.5678, stepsPerSecond: 405.123456 },
    }),
  },
};

describe('the reference session', () => {
  it('keeps at most 200 points, the first and the last among them, with five digits', () => {
    const curve = reference.presets['small']?.arms[1]?.measures['validationLoss'];
    expect(curve?.steps.length).toBe(200);
    expect([curve?.steps[0], curve?.steps.at(-1)]).toEqual([1, 500]);
    for (const number of curve?.mean ?? []) expect(String(number).replace(/^0\.0*|\D/g, '').length).toBeLessThanOrEqual(5);
    expect(reference.presets['small']?.arms[0]?.divergedAt).toEqual([501, 501, 501]);
    expect(reference.presets['small']?.arms[0]?.measures['trainingLoss']?.mean.at(-1)).toBeNull();
  });

  it('comes back as it was written, in few lines', () => {
    const text = writeReference(reference);
    expect(readReference(JSON.parse(text))).toEqual(reference);
    expect(text.split('\n').length).toBeLessThan(250);
  });

  it('applies to the declared settings and the arms in their roles only, whatever the seeds and the device', () => {
    const declared = defaultConfiguration(sample);
    const recorded = reference.presets['small'];
    if (!recorded) throw new Error('nothing was recorded');
    const applies = (changes: Partial<typeof declared>): boolean => referenceApplies(sample, recorded, { ...declared, ...changes });
    expect(applies({})).toBe(true);
    expect(applies({ seeds: 16, sessionSeed: 9, device: 'cpu' })).toBe(true);
    expect(applies({ arms: declared.arms.toReversed() })).toBe(false);
    expect(applies({ arms: declared.arms.slice(0, 2) })).toBe(false);
    expect(applies({ values: { steps: 60 } })).toBe(false);
    expect(applies({ steps: 60 })).toBe(false);
  });

  it('says where it cannot be read', () => {
    expect(() => readReference({ ...reference, device: { ...reference.device, kind: 'gpu' } })).toThrow(/"device\.kind".*Record it again/);
    expect(() => readReference(null)).toThrow(/not readable/);
    const crooked = structuredClone(reference);
    crooked.presets['small']?.arms[0]?.measures['validationLoss']?.mean.pop();
    expect(() => readReference(crooked)).toThrow(/equally long/);
  });
});

class MemoryStorage implements StorageLike {
  readonly items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}

class ClosedStorage implements StorageLike {
  getItem(): string | null {
    throw new Error('closed');
  }
  setItem(): void {
    throw new Error('closed');
  }
  removeItem(): void {
    throw new Error('closed');
  }
}

describe('last verdicts', () => {
  const last = { date: new Date(0).toISOString(), preset: 'small', seeds: 3, device: 'test', verdicts };

  it('come back', () => {
    const storage = new MemoryStorage();
    expect(readLastVerdicts(storage, 'sample')).toBeNull();
    expect(saveLastVerdicts(storage, 'sample', last)).toBe(true);
    expect(readLastVerdicts(storage, 'sample')).toEqual(last);
    expect(readLastVerdicts(storage, 'other')).toBeNull();
  });

  it('are removed when they cannot be read', () => {
    for (const text of [
      '{',
      'null',
      '[]',
      JSON.stringify({ ...last, verdicts: [{ id: 'gap' }] }),
      JSON.stringify({ ...last, date: 'today' }),
    ]) {
      const storage = new MemoryStorage();
      storage.setItem('ablate.verdicts.sample', text);
      expect(readLastVerdicts(storage, 'sample')).toBeNull();
      expect(storage.items.size).toBe(0);
    }
  });

  it('do without storage', () => {
    expect(readLastVerdicts(new ClosedStorage(), 'sample')).toBeNull();
    expect(saveLastVerdicts(new ClosedStorage(), 'sample', last)).toBe(false);
  });
});
