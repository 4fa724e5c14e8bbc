/** The worker side of the benchmark: takes requests of the page, one at a time, and answers each. */
import type { BareSession, BenchDevice, Contender, Job, Training } from './contender.ts';
import { busyMilliseconds, countDispatches, drained, held } from './meters.ts';
import type { Held } from './meters.ts';

export type Request =
  /** Everything from an empty worker to the loss of the first step. */
  | { do: 'start'; job: Job }
  /** So many steps, timed. */
  | { do: 'train'; steps: number }
  | { do: 'count'; steps: number }
  | { do: 'busy'; steps: number }
  | { do: 'held' }
  /** A part of an experiment's session without a page around it. */
  | { do: 'session'; session: BareSession }
  /** Products of two `[n, n]` matrices, timed; needs no start. */
  | { do: 'multiply'; device: BenchDevice; n: number; count: number };

export interface Answer {
  milliseconds: number;
  /** The last loss, where steps were trained. */
  loss: number | null;
  /** Dispatches, tensors alive, or steps. */
  count: number | null;
  held: Held | null;
}

export type Reply = { answer: Answer } | { error: string };

export function serveContender(contender: Contender): void {
  let training: Training | null = null;
  let product: ((count: number) => Promise<void>) | null = null;
  const need = (): Training => {
    if (!training) throw new Error('start comes first');
    return training;
  };

  async function timed(work: () => Promise<number | null>): Promise<Answer> {
    const started = performance.now();
    const loss = await work();
    await drained();
    return { milliseconds: performance.now() - started, loss, count: null, held: null };
  }

  async function answer(request: Request): Promise<Answer> {
    switch (request.do) {
      case 'start':
        return timed(async () => {
          training = await contender.start(request.job);
          return training.train(1);
        });
      case 'train':
        return timed(() => need().train(request.steps));
      case 'count': {
        const own = need();
        return { milliseconds: 0, loss: null, count: await countDispatches(() => own.train(request.steps)), held: null };
      }
      case 'busy': {
        const own = need();
        const milliseconds = await busyMilliseconds(() => own.train(request.steps));
        await drained();
        return { milliseconds, loss: null, count: null, held: null };
      }
      case 'held':
        return { milliseconds: 0, loss: null, count: training?.tensors?.() ?? null, held: held() };
      case 'session': {
        if (!contender.session) throw new Error('it has no experiments');
        const { steps, milliseconds } = await contender.session(request.session);
        return { milliseconds, loss: null, count: steps, held: null };
      }
      case 'multiply': {
        if (!contender.multiply) throw new Error('it has no product to measure');
        product ??= await contender.multiply(request.device, request.n);
        const run = product;
        return timed(async () => {
          await run(request.count);
          return null;
        });
      }
    }
  }

  self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
    answer(data)
      .then(
        (result): Reply => ({ answer: result }),
        (error: unknown): Reply => ({ error: error instanceof Error ? error.message : String(error) }),
      )
      .then((reply) => {
        self.postMessage(reply);
      })
      .catch(() => undefined);
  });
}
