import { afterAll, describe, expect, it } from 'vitest';
import { dawnAdapter, runCompute } from '../device/testing/dawn.ts';
import { normal } from './normal.ts';
import { permute } from './permutation.ts';
import { threefry2x32 } from './threefry.ts';
import { integerBelow, uniform01 } from './uniform.ts';
import { randomWgsl } from './wgsl.ts';

const adapter = await dawnAdapter();

describe.skipIf(adapter === null)('the WGSL functions on a device', async () => {
  const device = await adapter?.requestDevice();
  afterAll(() => device?.destroy());

  const key = [0xdeadbeef, 0x9abcdef0] as const;
  const wgslKey = `vec2<u32>(${key[0]}u, ${key[1]}u)`;

  /** `out[i] = expression` for i < length. */
  async function run(expression: string, length: number): Promise<Uint32Array> {
    if (device === undefined) throw new Error('There is no WebGPU device.');
    const code = `${randomWgsl}
@group(0) @binding(0) var<storage, read_write> out: array<u32>;
@compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let i = id.x;
  if (i < ${length}u) { out[i] = ${expression}; }
}`;
    return runCompute(device, code, length);
  }

  it('threefry2x32 gives the same words', async () => {
    const length = 4096;
    const words = await run(`threefry2x32(${wgslKey}, vec2<u32>(i >> 1u, 4000000000u))[i & 1u]`, length);
    const expected = new Uint32Array(length);
    for (let i = 0; i < length; i += 2) threefry2x32(key[0], key[1], i >>> 1, 4000000000, expected, i);
    expect([...words]).toEqual([...expected]);
  });

  it('uniform01 and integer_below give the same bits', async () => {
    const length = 4096;
    const uniforms = new Float32Array((await run(`bitcast<u32>(uniform01(${wgslKey}, i, 7u))`, length)).buffer);
    expect([...uniforms]).toEqual(Array.from({ length }, (_, i) => uniform01(key[0], key[1], i, 7)));
    for (const n of [1, 2, 10, 3 * 2 ** 29, 2 ** 31]) {
      const integers = await run(`integer_below(${wgslKey}, i, 7u, ${n}u)`, length);
      expect([...integers]).toEqual(Array.from({ length }, (_, i) => integerBelow(key[0], key[1], i, 7, n)));
    }
  });

  it('permute gives the same index for every n, small, square, and large', async () => {
    const length = 3000;
    // Each i has its own n from 1 to 3000, and its own epoch.
    const small = await run(`permute(${wgslKey}, i, i + 1u, i / 2u)`, length);
    expect([...small]).toEqual(Array.from({ length }, (_, i) => permute(key[0], key[1], i, i + 1, i >>> 1)));
    for (const n of [10_000, 65_536, 65_537, 46340 ** 2, 46340 ** 2 + 1, 2 ** 31]) {
      const large = await run(`permute(${wgslKey}, 5u, ${n}u, i)`, 512);
      expect([...large]).toEqual(Array.from({ length: 512 }, (_, i) => permute(key[0], key[1], 5, n, i)));
    }
  });

  it('normal is within float32 rounding of the host', async () => {
    const length = 20_000;
    const normals = new Float32Array((await run(`bitcast<u32>(normal(${wgslKey}, i, 7u))`, length)).buffer);
    let worst = 0;
    normals.forEach((value, i) => {
      const expected = normal(key[0], key[1], i, 7);
      worst = Math.max(worst, Math.abs(value - expected) / Math.abs(expected));
    });
    expect(worst).toBeLessThan(3e-6);
  });

  it('the logarithm of normal is right near 0 and near 1', async () => {
    const cases = [0, 1, 2, 3, 1000, 2 ** 24 - 1, 2 ** 24 + 1, 2 ** 30 - 1, 2 ** 30, 2 ** 31 - 2 ** 10, 2 ** 31 - 2, 2 ** 31 - 1];
    const list = cases.map((t) => `${t}u`).join(', ');
    const words = await run(`bitcast<u32>(normal_log(array<u32, ${cases.length}>(${list})[i]))`, cases.length);
    new Float32Array(words.buffer).forEach((value, i) => {
      const d = 2 ** 31 - (cases[i] ?? 0) - 0.25;
      expect(Math.abs(value / Math.log1p(-d / 2 ** 31) - 1)).toBeLessThan(1e-6);
    });
  });
});
