import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DataSource } from './data-set.ts';
import { fashionMnist } from './fashion-mnist.ts';
import { fetchFrom } from './fetch-bytes.ts';
import { verifiedBytes } from './images.ts';
import { mnist } from './mnist.ts';
import { packed } from './packed.ts';
import { loadDataSet } from './registry.ts';
import { staticFiles } from './testing/static-files.ts';

const load = (source: DataSource, examples?: number) =>
  source.load({ sessionSeed: 1, fetchBytes: staticFiles, ...(examples === undefined ? {} : { examples }) });

/** `[10][784]`: the mean image of each class over some rows. */
function classMeans(features: Float32Array, labels: Int32Array, from: number, to: number): Float64Array[] {
  const means = Array.from({ length: 10 }, () => new Float64Array(784));
  const counts = new Array<number>(10).fill(0);
  for (let row = from; row < to; row += 1) {
    const label = labels[row] ?? 0;
    const mean = means[label]!;
    counts[label]! += 1;
    for (let p = 0; p < 784; p += 1) mean[p]! += features[row * 784 + p]!;
  }
  return means.map((mean, label) => mean.map((sum) => sum / counts[label]!));
}

describe.each([
  ['MNIST', mnist, 0.75],
  ['Fashion-MNIST', fashionMnist, 0.6],
])('%s as packed', (_name, source, nearestMeanAccuracy) => {
  it('has 1,000 training and 200 test images of each class, with pixels from 0 to 1', async () => {
    const set = await load(source);
    expect(set).toMatchObject({ examples: 12_000, ownTest: 2000, classes: 10, featureShape: [28, 28, 1] });
    expect(set.features).toHaveLength(12_000 * 784);
    const count = (labels: Int32Array) => Array.from({ length: 10 }, (_, c) => labels.filter((label) => label === c).length);
    expect(count(set.labels.subarray(0, 10_000))).toEqual(new Array(10).fill(1000));
    expect(count(set.labels.subarray(10_000))).toEqual(new Array(10).fill(200));
    let low = 1;
    let high = 0;
    for (const value of set.features) {
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    expect([low, high]).toEqual([0, 1]);
  });

  it('shows its classes: test images are nearest to the mean training image of their own class', async () => {
    const { features, labels } = await load(source);
    const means = classMeans(features, labels, 0, 10_000);
    let right = 0;
    for (let row = 10_000; row < 12_000; row += 1) {
      const distances = means.map((mean) => mean.reduce((sum, value, p) => sum + (value - features[row * 784 + p]!) ** 2, 0));
      if (distances.indexOf(Math.min(...distances)) === labels[row]) right += 1;
    }
    expect(right / 2000).toBeGreaterThan(nearestMeanAccuracy);
  });

  it('gives the first examples and all test examples when fewer are asked for', async () => {
    const [few, all] = await Promise.all([load(source, 100), load(source)]);
    expect(few.examples).toBe(2100);
    expect(few.labels.subarray(0, 100)).toEqual(all.labels.subarray(0, 100));
    expect(few.labels.subarray(100)).toEqual(all.labels.subarray(10_000));
    expect(Buffer.from(few.features.slice(100 * 784).buffer).equals(Buffer.from(all.features.slice(10_000 * 784).buffer))).toBe(true);
    await expect(load(source, 10_001)).rejects.toThrow(/from 1 to 10000/);
  });
});

describe('checking a packed file', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('takes the file packed, and unpacked by the browser already', async () => {
    const bytes = await staticFiles(packed.mnist.path);
    const unpacked = await verifiedBytes(bytes, packed.mnist);
    expect(unpacked).toHaveLength(packed.mnist.bytes);
    expect(Buffer.from(unpacked).equals(await verifiedBytes(unpacked, packed.mnist))).toBe(true);
  });

  it('says what is wrong with a truncated, a foreign and a changed file', async () => {
    const bytes = await staticFiles(packed.mnist.path);
    await expect(verifiedBytes(bytes.slice(0, 1000), packed.mnist)).rejects.toThrow(/damaged or incomplete\. Reload/);
    await expect(verifiedBytes(new TextEncoder().encode('<!doctype html>'), packed.mnist)).rejects.toThrow(/15 bytes instead of 9420000/);
    const changed = await verifiedBytes(bytes, packed.mnist);
    changed[5000] = 255 - changed[5000]!;
    await expect(verifiedBytes(new Uint8Array(gzipSync(changed)), packed.mnist)).rejects.toThrow(/checksum.*Reload/);
    await expect(loadDataSet('fashion-mnist', { sessionSeed: 1, fetchBytes: () => staticFiles(packed.mnist.path) })).rejects.toThrow(
      /checksum/,
    );
  });

  it('makes do with the length where the page is not secure', async () => {
    vi.stubGlobal('crypto', {});
    const bytes = new Uint8Array(packed.mnist.bytes);
    expect(await verifiedBytes(bytes, packed.mnist)).toHaveLength(packed.mnist.bytes);
    await expect(verifiedBytes(bytes.subarray(1), packed.mnist)).rejects.toThrow(/instead of/);
  });
});

describe('loadDataSet', () => {
  it('names the data sets there are when it is asked for another one', async () => {
    await expect(loadDataSet('toString', { sessionSeed: 1, fetchBytes: staticFiles })).rejects.toThrow(/no data set “toString”.*two-moons/);
  });

  it('puts the base before the path', async () => {
    const paths: string[] = [];
    const fetchBytes = (path: string) => {
      paths.push(path);
      return Promise.reject(new Error('stop'));
    };
    await expect(loadDataSet('mnist', { sessionSeed: 1, base: 'site/', fetchBytes })).rejects.toThrow('stop');
    expect(paths).toEqual(['site/data/mnist.bin']);
  });
});

describe('fetchFrom', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('reads bytes, and says what went wrong', async () => {
    const read = fetchFrom('https://example.org/a/');
    vi.stubGlobal('fetch', (address: string) => Promise.resolve(new Response(address)));
    expect(new TextDecoder().decode(await read('data/x.bin'))).toBe('https://example.org/a/data/x.bin');
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 404 })));
    await expect(read('data/x.bin')).rejects.toThrow(/status 404/);
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    await expect(read('data/x.bin')).rejects.toThrow(/network did not answer/);
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error('reset')) });
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(broken)));
    await expect(read('data/x.bin')).rejects.toThrow(/only in part/);
  });
});
