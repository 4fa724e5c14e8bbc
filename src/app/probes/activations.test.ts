/** Splitting a result into stages, and statistics over features, examples and both. */
import { expect, it } from 'vitest';
import type { StatisticsProbe } from '../../worker/protocol.ts';
import { spreadOver, stagesOf } from './activations.ts';

const layer = (path: string, features: number, places = 1): StatisticsProbe['layers'][number] => ({ path, features, places });

it('pairs what comes in with what goes out, in each run its own', () => {
  const layers = [layer('/a/before', 2), layer('/a/after', 2), layer('/b/norm/before', 1, 4), layer('/b/norm/after', 1, 4)];
  const perRun = 2 * (4 + 4 + 2 + 2);
  const values = Float32Array.from({ length: 2 * perRun }, (_, i) => i);
  const stages = stagesOf({ kind: 'statistics', step: 1, runs: [3, 5], examples: 2, layers, values }, 1);
  expect(stages).toHaveLength(2);
  expect([...(stages[0]?.before.means ?? [])]).toEqual([24, 25, 26, 27]);
  expect([...(stages[0]?.before.variances ?? [])]).toEqual([28, 29, 30, 31]);
  expect([...(stages[1]?.after.variances ?? [])]).toEqual([46, 47]);
  expect(stages[1]?.after.places).toBe(4);
});

it('takes a network without layers to look at as one without stages', () => {
  expect(stagesOf({ kind: 'statistics', step: 0, runs: [0], examples: 2, layers: [], values: new Float32Array(0) }, 0)).toEqual([]);
});

it('tells features that are normal from examples that are', () => {
  // Two examples of three features: every column has mean 0 and deviation 1, no row has.
  const cells = { examples: 2, features: 3, places: 1, means: Float32Array.of(1, 1, -1, -1, -1, 1), variances: new Float32Array(6) };
  expect(spreadOver('feature', cells)).toEqual({ mean: 0, deviation: 1 });
  const rows = spreadOver('example', cells);
  expect(rows.mean).toBeCloseTo(1 / 3, 12);
  expect(rows.deviation).toBeCloseTo(Math.sqrt(8 / 9), 12);
  // Within a place nothing varies.
  expect(spreadOver('cell', cells)).toEqual({ mean: 1, deviation: 0 });
  expect(spreadOver('all', cells)).toEqual({ mean: 0, deviation: 1 });
});

it('adds what varies between places', () => {
  const cells = { examples: 1, features: 2, places: 9, means: Float32Array.of(3, -3), variances: Float32Array.of(16, 16) };
  expect(spreadOver('example', cells)).toEqual({ mean: 0, deviation: 5 });
  expect(spreadOver('cell', cells)).toEqual({ mean: 3, deviation: 4 });
});
