/** Laws of live changes: a replay with the changes that were made gives the same numbers to the bit, from the start and from a checkpoint. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LiveChange } from './protocol.ts';
import { createDriver, measured, request } from './testing/driver.ts';

async function replay(changes: LiveChange[]): Promise<Map<string, number>> {
  const driver = createDriver();
  driver.send(request({ changes }));
  await driver.next('done');
  driver.send({ type: 'stop' });
  return measured(driver);
}

const change = (step: number, arms: number[], id: string, value: number): LiveChange => ({ step, arms, id, value });

describe('a live change', () => {
  it('made while training replays to the bit, and leaves what came before and other arms as they were', async () => {
    const driver = createDriver();
    driver.send(request());
    driver.send({ type: 'step', count: 20 });
    await driver.next('paused');
    driver.send({ type: 'hold' });
    expect((await driver.next('held')).step).toBe(20);
    const made = change(20, [1], 'learningRate', 0.1);
    driver.send({ type: 'release', changes: [made] });
    driver.send({ type: 'resume' });
    await driver.next('done');
    driver.send({ type: 'stop' });
    const [live, plain] = [measured(driver), await replay([])];
    expect(live).toEqual(await replay([made]));
    expect(live).not.toEqual(plain);
    for (const [key, value] of plain) {
      const [, run = '', step = ''] = / of run (\d+) at (\d+)$/.exec(key) ?? [];
      // Runs 0 and 1 are the first arm's; the loss of a step is measured before its update.
      if (Number(run) < 2 || Number(step) <= 20) expect(live.get(key), key).toBe(value);
    }
  });

  it('is made while training runs, at the step where the worker stands', async () => {
    const driver = createDriver();
    driver.send(request());
    await driver.next('measures');
    driver.send({ type: 'hold' });
    const { step } = await driver.next('held');
    const made = change(step, [0, 1], 'dropout', 0.2);
    driver.send({ type: 'release', changes: [made] });
    await driver.next('done');
    driver.send({ type: 'stop' });
    expect(measured(driver)).toEqual(await replay([made]));
  });

  it('to the value that it has changes nothing', async () => {
    expect(await replay([change(10, [1], 'dropout', 0.5), change(30, [0], 'dropout', 0)])).toEqual(await replay([]));
  });

  it('that is undone before the next step leaves no trace', { timeout: 60_000 }, async () => {
    const plain = await replay([]);
    const changed = fc.record({ step: fc.nat(49), arm: fc.constantFrom(0, 1), value: fc.double({ min: 0.001, max: 0.5, noNaN: true }) });
    await fc.assert(
      fc.asyncProperty(changed, async ({ step, arm, value }) => {
        const undone = change(step, [arm], 'dropout', arm === 0 ? 0 : 0.5);
        expect(await replay([change(step, [arm], 'dropout', value), undone])).toEqual(plain);
      }),
      { numRuns: 6 },
    );
  });

  it('replays whatever the changes are, also from a checkpoint between them', { timeout: 60_000 }, async () => {
    const changes = fc.array(
      fc.record({
        step: fc.nat(49),
        arms: fc.constantFrom(0, 1, null).map((arm) => (arm === null ? [0, 1] : [arm])),
        id: fc.constantFrom('learningRate', 'dropout', 'weightDecay', 'l1', 'labelSmoothing', 'inputNoise'),
        value: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
      }),
      { minLength: 1, maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(changes, fc.integer({ min: 1, max: 48 }), async (made, at) => {
        const driver = createDriver();
        driver.send(request({ changes: made }));
        driver.send({ type: 'step', count: at });
        await driver.next('paused');
        driver.send({ type: 'checkpoint' });
        const { checkpoint } = await driver.next('checkpoint');
        driver.send({ type: 'stop' });
        const rest = createDriver();
        rest.send(request({ changes: made, checkpoint }));
        await rest.next('done');
        rest.send({ type: 'stop' });
        const whole = await replay(made);
        for (const [key, value] of measured(rest)) expect(whole.get(key), key).toBe(value);
      }),
      { numRuns: 8 },
    );
  });
});
