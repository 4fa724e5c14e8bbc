/**
 * Laws of checkpoints and forks, to the bit: runs taken apart and put together again go on as if nothing had happened; a fork without any
 * change is its parent; a fork that goes on from a checkpoint is the one that is replayed from the start; forks of forks likewise.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, merged, partOf, stateOfRuns, takenFrom } from './checkpoint.ts';
import type { Checkpoint, LiveChange, RunAssignment, StartRequest } from './protocol.ts';
import { splitRuns } from './split-runs.ts';
import { createDriver, measured, request, tiny } from './testing/driver.ts';

/** Two arms of one structure and one of another, which trains beside them. */
const arms = [
  { id: 'nothing', values: { ...tiny, dropout: 0 } },
  { id: 'dropout', values: tiny },
  { id: 'wide', values: { ...tiny, width: 5 } },
];
const seeds = 2;
const runsOf = (count: number): RunAssignment[] =>
  Array.from({ length: count * seeds }, (_, run) => ({ run, arm: Math.floor(run / seeds), seed: run % seeds }));

/** Everything that is measured from a request to its end. */
async function train(changes: Partial<StartRequest> = {}): Promise<Map<string, number>> {
  const driver = createDriver();
  driver.send(request({ arms, runs: runsOf(3), ...changes }));
  await driver.next('done');
  driver.send({ type: 'stop' });
  return measured(driver);
}

/** A checkpoint of a session that runs, all of it at one step. */
async function checkpointAt(at: number, changes: Partial<StartRequest> = {}): Promise<Checkpoint> {
  const driver = createDriver();
  driver.send(request({ arms, runs: runsOf(3), ...changes }));
  driver.send({ type: 'checkpoint', at });
  const { checkpoint } = await driver.next('checkpoint');
  driver.send({ type: 'stop' });
  return checkpoint;
}

/** Measures of some runs after a step, as another run would have them. */
function after(values: Map<string, number>, step: number, numbers: ReadonlyMap<number, number>): Map<string, number> {
  const found = new Map<string, number>();
  for (const [key, value] of values) {
    const [, measure = '', run = '', at = ''] = /^(.*) of run (\d+) at (\d+)$/.exec(key) ?? [];
    const number = numbers.get(Number(run));
    if (Number(at) > step && number !== undefined) found.set(`${measure} of run ${number} at ${at}`, value);
  }
  return found;
}
const same = (runs: readonly number[]): Map<number, number> => new Map(runs.map((run) => [run, run]));

describe('a checkpoint', () => {
  it('of a session that runs holds every run at the step that was asked for', async () => {
    const checkpoint = await checkpointAt(13);
    expect(checkpoint.step).toBe(13);
    expect(checkpoint.populations.map(({ step }) => step)).toEqual([13, 13]);
    expect(checkpoint.populations.flatMap(({ runs }) => runs).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(bytesOf(checkpoint)).toBeGreaterThan(0);
  });

  it('goes on to the bit however its runs are divided among workers', { timeout: 60_000 }, async () => {
    const whole = await train();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 48 }), fc.integer({ min: 1, max: 6 }), async (at, workers) => {
        // Taken from two workers, continued by another number of them.
        const halves = splitRuns(runsOf(3), 2);
        const checkpoint = merged(await Promise.all(halves.map((runs) => checkpointAt(at, { runs }))));
        const parts = splitRuns(runsOf(3), workers);
        const rest = await Promise.all(
          parts.map((runs) =>
            train({
              runs,
              checkpoint: partOf(
                checkpoint,
                runs.map(({ run }) => run),
              ),
            }),
          ),
        );
        const all = new Map(rest.flatMap((one) => [...one]));
        expect(all).toEqual(after(whole, at, same([0, 1, 2, 3, 4, 5])));
      }),
      { numRuns: 4 },
    );
  });

  it('of the last step shows its pictures at once, and trains nothing', async () => {
    const checkpoint = await checkpointAt(50);
    const driver = createDriver();
    driver.send(request({ arms, runs: runsOf(3), checkpoint }));
    driver.send({ type: 'watch', probes: ['boundary'] });
    await driver.next('done');
    const pictures = driver.all('probe');
    driver.send({ type: 'stop' });
    expect(pictures.flatMap(({ result }) => result.runs).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(pictures.map(({ result }) => result.step)).toEqual([50, 50]);
    expect(driver.all('measures')).toEqual([]);
  });

  it('may hold runs at several steps, and lack some', async () => {
    const whole = await train();
    const [early, late] = [await checkpointAt(5), await checkpointAt(31)];
    const checkpoint = merged([partOf(early, [0, 3]), partOf(late, [1, 4])]);
    expect(checkpoint.step).toBe(5);
    const rest = await train({ checkpoint });
    const expected = [after(whole, 5, same([0, 3])), after(whole, 31, same([1, 4])), after(whole, -1, same([2, 5]))];
    expect(rest).toEqual(new Map(expected.flatMap((one) => [...one])));
  });

  it('is refused where its runs do not stand together', async () => {
    const [early, late] = [await checkpointAt(5), await checkpointAt(31)];
    const mixed = merged([partOf(early, [0]), partOf(late, [1])]);
    expect(() => stateOfRuns(mixed, [0, 1])).toThrow('at several steps');
    expect(() => stateOfRuns(mixed, [0, 2])).toThrow('does not have all runs');
    expect(stateOfRuns(mixed, [2, 3])).toBeNull();
  });
});

/** The session with an arm that forks from another at a step, changes beside it, and the numbers of its runs. */
interface Forked {
  arms: StartRequest['arms'];
  changes: LiveChange[];
}
const run = (arm: number): number[] => [arm * seeds, arm * seeds + 1];
const between = (from: number, to: number): Map<number, number> => new Map(run(from).map((one, seed) => [one, run(to)[seed] ?? -1]));
const backwards = (map: Map<number, number>): Map<number, number> => new Map([...map].map(([a, b]) => [b, a]));

/** An arm beside another until it parts from it: what happened to the one up to that step happened to both. */
function fork({ arms: all, changes }: Forked, of: number, step: number, own: Omit<LiveChange, 'arms' | 'step'>[]): Forked {
  const values = all[of]?.values ?? {};
  const index = all.length;
  const shared = changes.map((change) =>
    change.step <= step && change.arms.includes(of) ? { ...change, arms: [...change.arms, index] } : change,
  );
  return {
    arms: [...all, { id: `fork${index}`, values }],
    changes: [...shared, ...own.map((change) => ({ ...change, step, arms: [index] }))].sort((a, b) => a.step - b.step),
  };
}

const plain: Forked = { arms, changes: [{ step: 8, arms: [0, 1], id: 'learningRate', value: 0.03 }] };
const replay = ({ arms: all, changes }: Forked): Promise<Map<string, number>> => train({ arms: all, changes, runs: runsOf(all.length) });
const own = fc.array(
  fc.record({ id: fc.constantFrom('learningRate', 'dropout'), value: fc.double({ min: 0.001, max: 0.5, noNaN: true }) }),
  { maxLength: 2 },
);

describe('a fork', () => {
  it('without any change is its parent, whatever happened to that before', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 1, 2), fc.nat(49), async (of, step) => {
        // What comes later happens to the parent alone, so nothing does.
        const values = await replay(fork(plain, of, step < 8 ? 8 : step, []));
        expect(after(values, -1, between(3, of))).toEqual(after(values, -1, same(run(of))));
      }),
      { numRuns: 3 },
    );
  });

  it(
    'from a checkpoint of its parent is the one that is replayed from the start, and so is a fork of it',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(0, 1, 2),
          fc.integer({ min: 1, max: 48 }),
          own,
          own,
          fc.nat(48),
          async (of, step, first, second, back) => {
            const once = fork(plain, of, step, first);
            const at = Math.max(1, step - back);
            const taken = takenFrom(await checkpointAt(at, plain), backwards(between(of, 3)));
            const child = await train({ ...once, runs: runsOf(4).slice(6), checkpoint: taken });
            expect(child).toEqual(after(await replay(once), at, same(run(3))));
            // Parts from the fork once that has gone its own way.
            const later = Math.min(49, step + 1 + (back % 7));
            const twice = fork(once, 3, later, second);
            const again = takenFrom(await checkpointAt(later, { ...once, runs: runsOf(4) }), backwards(between(3, 4)));
            const grandchild = await train({ ...twice, runs: runsOf(5).slice(8), checkpoint: again });
            expect(grandchild).toEqual(after(await replay(twice), later, same(run(4))));
          },
        ),
        { numRuns: 3 },
      );
    },
  );
});
