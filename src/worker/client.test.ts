/** A pool of workers as the page drives it: they pause at one step, and a live change lands at one step in all, up to the last. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startSession } from './client.ts';
import type { LiveChange, MeasureBlock } from './protocol.ts';
import type { RunningSession, SessionProgress, SessionRequest } from './session.ts';
import { PlainWorker, tiny } from './testing/driver.ts';

beforeAll(() => {
  vi.stubGlobal('Worker', PlainWorker);
});

interface Watched {
  session: RunningSession;
  /** Values by measure, run and step. */
  values: Map<string, number>;
  /** Resolves when the progress is as wished. */
  when(wished: (progress: SessionProgress) => boolean): Promise<void>;
  /** The last step of each run. */
  last(): number[];
}

const arms = [
  { id: 'nothing', values: { ...tiny, dropout: 0 } },
  { id: 'dropout', values: tiny },
];

/** Two arms and two seeds on two workers. */
function watch(wanted: Partial<SessionRequest> = {}): Watched {
  const values = new Map<string, number>();
  const last = [0, 0, 0, 0];
  let newest: SessionProgress | null = null;
  let told: (() => void) | null = null;
  const take = ({ measure, steps, runs, values: all }: MeasureBlock): void => {
    steps.forEach((step, i) =>
      runs.forEach((run, j) => {
        values.set(`${measure} of run ${run} at ${step}`, all[i * runs.length + j] ?? NaN);
        if (measure === 'trainingLoss') last[run] = Math.max(last[run] ?? 0, step);
      }),
    );
  };
  const request: SessionRequest = {
    ...{ experiment: 'dropout', arms, seeds: 2, sessionSeed: 1, steps: 50, device: 'cpu', base: 'http://127.0.0.1:1/', workers: 2 },
    ...wanted,
  };
  const session = startSession(request, {
    measures: (blocks) => {
      blocks.forEach(take);
    },
    progress: (progress) => {
      newest = progress;
      told?.();
    },
  });
  return {
    session,
    values,
    last: () => [...last],
    when: async (wished) => {
      while (!newest || !wished(newest)) await new Promise<void>((resolve) => (told = resolve));
    },
  };
}

async function replay(changes: LiveChange[], steps: number): Promise<Map<string, number>> {
  const { session, values } = watch({ changes, steps });
  await session.finished;
  session.stop();
  return values;
}

describe('a pool', () => {
  it('pauses at one step, steps on from there, and changes several values at one step', async () => {
    const { session, values, when, last } = watch();
    await when(({ step }) => step > 3);
    session.pause();
    await when(({ state }) => state === 'paused');
    const [at = 0] = last();
    expect(at).toBeLessThan(50);
    expect(last()).toEqual([at, at, at, at]);
    session.step(3);
    await when(({ state, step }) => state === 'paused' && step === at + 3);
    expect(last()).toEqual([at + 3, at + 3, at + 3, at + 3]);
    const made = await session.change([
      { arms: [0], id: 'learningRate', value: 0.1 },
      { arms: [1], id: 'learningRate', value: 0.02 },
    ]);
    expect(made.map(({ step }) => step)).toEqual([at + 3, at + 3]);
    session.resume();
    await session.finished;
    session.stop();
    expect(values).toEqual(await replay(made, 50));
  });

  it('takes a change at any moment, also near the end, and a replay has the same numbers', { timeout: 60_000 }, async () => {
    const steps = 12;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: steps - 1 }), async (after) => {
        const { session, values, when } = watch({ steps });
        await when(({ step, state }) => state === 'running' && step >= after);
        const made = await session.change([{ arms: [0, 1], id: 'labelSmoothing', value: 0.3 }]);
        await session.finished;
        session.stop();
        expect(made[0]?.step).toBeGreaterThanOrEqual(after);
        expect(made[0]?.step).toBeLessThan(steps);
        expect(values).toEqual(await replay(made, steps));
      }),
      { numRuns: 8 },
    );
  });

  it('that is done says so', async () => {
    const { session } = watch({ steps: 4 });
    await session.finished;
    await expect(session.change([{ arms: [0], id: 'dropout', value: 0.3 }])).rejects.toThrow('the session is over');
    session.stop();
  });
});
