/** The law of added seeds: a session that was doubled holds the same numbers as one that had twice the seeds from the beginning, to the bit. */
import { expect, it } from 'vitest';
import { dropout } from '../../experiments/dropout/experiment.ts';
import { narrowed } from '../experiment/narrowed.ts';
import { keptMeasures } from '../sessions/kept-session.ts';
import { asDoubled, runAmong } from '../sessions/more-seeds.ts';
import { SessionRecord } from '../sessions/record.ts';
import type { MeasureBlock } from './protocol.ts';
import { assignRuns } from './split-runs.ts';
import { createDriver, request, tiny } from './testing/driver.ts';

const experiment = narrowed(dropout, tiny);
const arms = request().arms;
const ids = arms.map(({ id }) => id);

async function blocksOf(seedIndices: number[], changes = request().changes): Promise<MeasureBlock[]> {
  const driver = createDriver();
  const runs = assignRuns({ arms, seeds: seedIndices.length, seedIndices }, 1).flat();
  driver.send(request({ runs, steps: 12, ...(changes && { changes }) }));
  await driver.next('done');
  driver.send({ type: 'stop' });
  return driver.all('measures').flatMap(({ blocks }) => blocks);
}

async function recordOf(seeds: number, changes = request().changes): Promise<SessionRecord> {
  const record = new SessionRecord(experiment, ids, seeds);
  for (const block of await blocksOf([...Array(seeds).keys()], changes)) record.add(block);
  return record;
}

it.each([1, 2])('%i seeds doubled are twice as many from the beginning', async (seeds) => {
  const doubled = (await recordOf(seeds)).withSeeds(2 * seeds);
  for (const block of await blocksOf(Array.from({ length: seeds }, (_, i) => seeds + i))) doubled.add(asDoubled(block, seeds));
  const whole = await recordOf(2 * seeds);
  expect(keptMeasures(doubled)).toEqual(keptMeasures(whole));
  expect(doubled.completeStep()).toBe(12);
  // The new seeds are others than the old.
  const [first, second] = [0, seeds].map((seed) => [...whole.values('trainingLoss', 0, seed)]);
  expect(first).not.toEqual(second);
});

it('also with live changes, which the added seeds replay', async () => {
  const changes = [{ step: 5, arms: [0, 1], id: 'learningRate', value: 0.1 }];
  const doubled = (await recordOf(1, changes)).withSeeds(2);
  for (const block of await blocksOf([1], changes)) doubled.add(asDoubled(block, 1));
  expect(keptMeasures(doubled)).toEqual(keptMeasures(await recordOf(2, changes)));
});

it('runs are numbered arm by arm', () => {
  // Two arms of three seeds, then of six: old seeds keep their places in their arms, new ones come behind.
  expect([0, 1, 2, 3, 4, 5].map((run) => runAmong(run, 3, 0, 6))).toEqual([0, 1, 2, 6, 7, 8]);
  expect([0, 1, 2, 3, 4, 5].map((run) => runAmong(run, 3, 3, 6))).toEqual([3, 4, 5, 9, 10, 11]);
});
