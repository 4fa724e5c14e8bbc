/** A question to every worker of a pool that is over when each has answered. */
export interface Waiting<T> {
  answer(worker: number, value: T): void;
  reject(error: Error): void;
  /** In the order of the workers. */
  promise: Promise<T[]>;
}

/** @param workers - how many answers are waited for */
export function createWaiting<T>(workers: number): Waiting<T> {
  let settle: { resolve(answers: T[]): void; reject(error: Error): void } = { resolve: () => undefined, reject: () => undefined };
  const promise = new Promise<T[]>((resolve, reject) => (settle = { resolve, reject }));
  // Whoever asked is told; a question that nobody waits for any more adds nothing.
  promise.catch(() => undefined);
  const answers = new Map<number, T>();
  return {
    answer(worker, value) {
      answers.set(worker, value);
      if (answers.size === workers) settle.resolve([...answers].sort(([a], [b]) => a - b).map(([, answer]) => answer));
    },
    reject: (error) => {
      settle.reject(error);
    },
    promise,
  };
}
