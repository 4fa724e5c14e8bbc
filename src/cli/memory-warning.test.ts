import { expect, it } from 'vitest';
import { memoryWarning } from './memory-warning.ts';

const GiB = 2 ** 30;
const estimate = { workers: 2, perWorker: 0.5 * GiB, total: GiB, largest: 2 ** 20 };

it('warns of a session that would take more than a worker or the machine has, with what needs less', () => {
  expect(memoryWarning(estimate, 'wasm', 8 * GiB)).toBeNull();
  expect(memoryWarning(null, 'wasm', 8 * GiB)).toBeNull();
  const large = { ...estimate, perWorker: 3.5 * GiB, total: 3.6 * GiB };
  expect(memoryWarning(large, 'wasm', 8 * GiB)).toContain('On wasm a worker will need about 3.76 GB');
  expect(memoryWarning(large, 'webgpu', 8 * GiB)).toBeNull();
  expect(memoryWarning(large, 'webgpu', 4 * GiB)).toMatch(/On webgpu it will need about 3\.87 GB .* Fewer seeds/);
});
