import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { FetchBytes } from './data-set.ts';
import { dataSources, isDataSetId, loadDataSet } from './registry.ts';

const ids = Object.keys(dataSources).filter((id) => isDataSetId(id) && dataSources[id].kind === 'points');
const fetchBytes: FetchBytes = () => Promise.reject(new Error('Generated sets read no files.'));
const load = (id: string, options: { sessionSeed?: number; noise?: number; examples?: number } = {}) =>
  loadDataSet(id, { sessionSeed: 1, fetchBytes, ...options });

describe.each(ids)('%s', (id) => {
  it('has the declared shape, finite coordinates and balanced labels', async () => {
    await fc.assert(
      fc.asyncProperty(fc.maxSafeNat(), fc.integer({ min: 1, max: 300 }), async (sessionSeed, examples) => {
        const set = await load(id, { sessionSeed, examples });
        expect(set.features).toHaveLength(2 * examples);
        expect(set.labels).toHaveLength(examples);
        expect(set.features.every((value) => Math.abs(value) < 10)).toBe(true);
        expect(set.labels.filter((label) => label === 1)).toHaveLength(Math.floor(examples / 2));
        expect(set).toMatchObject({ examples, featureShape: [2], classes: 2, ownTest: 0 });
      }),
      { numRuns: 20 },
    );
  });

  it('depends on the session seed, and a smaller set is a prefix of a larger one', async () => {
    const [small, large, other] = await Promise.all([load(id, { examples: 50 }), load(id, { examples: 80 }), load(id, { sessionSeed: 2 })]);
    expect(large.features.subarray(0, 100)).toEqual(small.features);
    expect(other.features.subarray(0, 100)).not.toEqual(small.features);
  });

  it('has noise of the asked standard deviation, the same draw at every strength', async () => {
    const [clean, noisy] = await Promise.all([load(id, { noise: 0, examples: 5000 }), load(id, { noise: 0.3, examples: 5000 })]);
    const differences = noisy.features.map((value, i) => value - (clean.features[i] ?? 0));
    const deviation = Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / differences.length);
    expect(deviation).toBeCloseTo(0.3, 2);
  });

  it('refuses what it cannot give', async () => {
    await expect(load(id, { examples: 0 })).rejects.toThrow(/asked for 0 examples/);
    await expect(load(id, { examples: 1e6 })).rejects.toThrow(/from 1 to 100000/);
    await expect(load(id, { noise: -1 })).rejects.toThrow(/noise/);
    await expect(load(id, { noise: Number.NaN })).rejects.toThrow(/noise/);
  });
});

describe('the geometry without noise', () => {
  const points = async (id: string) => {
    const { features, labels } = await load(id, { noise: 0, examples: 2000 });
    return Array.from(labels, (label, i) => ({ label, x: features[2 * i] ?? 0, y: features[2 * i + 1] ?? 0 }));
  };

  it('moons lie on their half circles', async () => {
    for (const { label, x, y } of await points('two-moons')) {
      expect(label === 0 ? Math.hypot(x, y) : Math.hypot(x - 1, y - 0.5)).toBeCloseTo(1, 6);
      expect(label === 0 ? y >= 0 : y <= 0.5).toBe(true);
    }
  });

  it('circles have their radii and go all the way round', async () => {
    const all = await points('circles');
    for (const { label, x, y } of all) expect(Math.hypot(x, y)).toBeCloseTo(label === 0 ? 1 : 0.5, 6);
    expect(new Set(all.map(({ x, y }) => `${x > 0} ${y > 0}`)).size).toBe(4);
  });

  it('XOR fills its four squares evenly', async () => {
    const counts = new Map<string, number>();
    for (const { label, x, y } of await points('xor')) {
      expect(x * y > 0 ? 0 : 1).toBe(label);
      expect(Math.min(Math.abs(x), Math.abs(y))).toBeGreaterThanOrEqual(0.1 - 1e-6);
      expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(1);
      const square = `${x > 0} ${y > 0}`;
      counts.set(square, (counts.get(square) ?? 0) + 1);
    }
    for (const count of counts.values()) expect(Math.abs(count - 500)).toBeLessThan(90);
  });

  it('the arms of the spiral wind around each other and keep apart', async () => {
    const all = await points('spiral');
    for (const { label, x, y } of all) {
      const radius = Math.hypot(x, y);
      const side = label === 0 ? 1 : -1;
      expect(x).toBeCloseTo(side * radius * Math.cos(radius * 1.75 * 2 * Math.PI), 5);
    }
    const first = all.filter(({ label }) => label === 0);
    const second = all.filter(({ label, x, y }) => label === 1 && Math.hypot(x, y) > 0.3);
    const distances = second.flatMap((a) => first.map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
    const nearest = distances.reduce((least, distance) => Math.min(least, distance));
    expect(nearest).toBeGreaterThan(0.2);
  });

  it('golden points, to the bit', async () => {
    const { features } = await load('two-moons', { examples: 3, noise: 0.2 });
    expect([...features]).toMatchInlineSnapshot(`
      [
        -0.45702922344207764,
        0.7368783950805664,
        1.9230549335479736,
        0.11638586968183517,
        -0.5108263492584229,
        1.0145825147628784,
      ]
    `);
  });
});
