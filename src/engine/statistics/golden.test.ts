/** Statistics and metrics against values from SciPy and scikit-learn: all golden cases of stats.json. */
import { describe, expect, it } from 'vitest';
import { onDevices } from '../testing/devices.ts';
import { goldenFile } from '../testing/golden.ts';
import { stats } from '../golden/cases/stats.ts';
import { runFile } from '../golden/runner.ts';

describe('statistics and metrics', () => {
  onDevices(['cpu'], () => {
    it('agree with the reference', async () => {
      const outcomes = await runFile(stats, goldenFile('stats'), 'host');
      expect(outcomes.filter(({ problems }) => problems.length > 0)).toEqual([]);
      expect(outcomes).toHaveLength(28);
    });
  });
});
