/** Drives training as a page does, in Node: messages in, messages out, cloned as a port would clone them. */
import { dropout } from '../../../experiments/dropout/experiment.ts';
import type { Values } from '../../experiment/hyperparameter.ts';
import type { FromWorker, StartRequest, ToWorker } from '../protocol.ts';
import { assignRuns } from '../split-runs.ts';
import { createTraining } from '../training.ts';

type Of<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;

export interface Driver {
  messages: FromWorker[];
  send(message: ToWorker): void;
  /** The next message of a type after those already waited for; rejects when training fails instead. */
  next<T extends FromWorker['type']>(type: T): Promise<Of<T>>;
  /** All messages of a type so far. */
  all<T extends FromWorker['type']>(type: T): Of<T>[];
}

function isOf<T extends FromWorker['type']>(message: FromWorker, type: T): message is Of<T> {
  return message.type === type;
}

export function createDriver(): Driver {
  const messages: FromWorker[] = [];
  /** Messages before this one were waited for. */
  let seen = 0;
  let arrived: (() => void) | null = null;
  const training = createTraining(
    (message, transfer = []) => {
      messages.push(structuredClone(message, { transfer }));
      arrived?.();
    },
    // Only read where WASM files are fetched; in Node they lie beside the package.
    { 'tfjs-backend-wasm.wasm': '', 'tfjs-backend-wasm-simd.wasm': '', 'tfjs-backend-wasm-threaded-simd.wasm': '' },
  );
  const all = <T extends FromWorker['type']>(type: T): Of<T>[] => messages.filter((message) => isOf(message, type));
  return {
    messages,
    all,
    send: (message) => {
      training.receive(message);
    },
    async next(type) {
      for (;;) {
        while (seen < messages.length) {
          const message = messages[seen++];
          if (!message) continue;
          if (isOf(message, type)) return message;
          if (message.type === 'failed') throw new Error(message.error.detail);
        }
        await new Promise<void>((resolve) => (arrived = resolve));
      }
    },
  };
}

/** Stands for a worker in the thread that made it: for tests of whoever talks to several. */
export class PlainWorker {
  readonly #listeners: ((event: { data: FromWorker }) => void)[] = [];
  #ended = false;
  readonly #training = createTraining(
    (message, transfer = []) => {
      const data = structuredClone(message, { transfer });
      // As through a port: never before the sender has gone on.
      setTimeout(() => {
        if (!this.#ended) for (const listener of this.#listeners) listener({ data });
      });
    },
    { 'tfjs-backend-wasm.wasm': '', 'tfjs-backend-wasm-simd.wasm': '', 'tfjs-backend-wasm-threaded-simd.wasm': '' },
  );

  addEventListener(type: string, listener: (event: { data: FromWorker }) => void): void {
    if (type === 'message') this.#listeners.push(listener);
  }

  postMessage(message: ToWorker): void {
    const data = structuredClone(message);
    setTimeout(() => {
      if (!this.#ended) this.#training.receive(data);
    });
  }

  terminate(): void {
    this.#ended = true;
    this.#training.receive({ type: 'stop' });
  }
}

/** Settings of the dropout experiment that train in milliseconds. */
export const tiny: Values = {
  ...Object.fromEntries(dropout.hyperparameters.map((one) => [one.id, one.default])),
  dropout: 0.5,
  learningRate: 0.01,
  dataSet: 'two-moons',
  examples: 10,
  noise: 0.3,
  width: 3,
  batchSize: 4,
  steps: 50,
};

/** Two arms and two seeds of that. */
export function request(changes: Partial<StartRequest> = {}): StartRequest {
  const arms = changes.arms ?? [
    { id: 'nothing', values: { ...tiny, dropout: 0 } },
    { id: 'dropout', values: tiny },
  ];
  const runs = assignRuns({ arms, seeds: 2 }, 1).flat();
  return {
    type: 'start',
    experiment: 'dropout',
    arms,
    runs,
    sessionSeed: 1,
    steps: 50,
    device: 'cpu',
    base: 'http://127.0.0.1:1/',
    ...changes,
  };
}

/** Every value that was measured: by measure, run and step. */
export function measured(driver: Driver): Map<string, number> {
  const values = new Map<string, number>();
  for (const { blocks } of driver.all('measures')) {
    for (const { measure, steps, runs, values: all } of blocks) {
      steps.forEach((step, i) =>
        runs.forEach((run, j) => {
          const key = `${measure} of run ${run} at ${step}`;
          if (values.has(key)) throw new Error(`${key} came twice`);
          values.set(key, all[i * runs.length + j] ?? NaN);
        }),
      );
    }
  }
  return values;
}
