/** The golden cases of optimizers, schedules and initial weights, where they are quick: `npm run test:golden` also runs them on WebGPU. */
import { describe, expect, it } from 'vitest';
import { hostDevices, onDevices } from '../testing/devices.ts';
import { goldenFile } from '../testing/golden.ts';
import { init } from '../golden/cases/init.ts';
import { optimizers } from '../golden/cases/optimizers.ts';
import { schedules } from '../golden/cases/schedules.ts';
import { runFile } from '../golden/runner.ts';
import type { CaseOutcome } from '../golden/runner.ts';

const wrong = (outcomes: readonly CaseOutcome[]): CaseOutcome[] => outcomes.filter(({ problems }) => problems.length > 0);

describe('trajectories of all optimizers on the test functions', () => {
  onDevices(hostDevices, (kind) => {
    it('agree with the reference', async () => {
      const outcomes = await runFile(optimizers, goldenFile('optimizers'), kind);
      expect(wrong(outcomes)).toEqual([]);
      expect(outcomes).toHaveLength(110);
    });
  });
});

describe('formulas', () => {
  onDevices(['cpu'], () => {
    it.each([
      { suite: schedules, count: 16 },
      { suite: init, count: 51 },
    ])('of $suite.file agree with the reference', async ({ suite, count }) => {
      const outcomes = await runFile(suite, goldenFile(suite.file), 'host');
      expect(wrong(outcomes)).toEqual([]);
      expect(outcomes).toHaveLength(count);
    });
  });
});
