/** Answers in the worker what a session will hold. */
import { catalogue } from '../../../experiments/catalogue.ts';
import { estimateMemory } from './estimate.ts';
import type { FromMemory, MemoryRequest } from './messages.ts';

/** Answers a request with one message, whatever goes wrong: a configuration that makes no program is told when it is run. */
export async function runMemoryEstimate({ number, ...question }: MemoryRequest, post: (message: FromMemory) => void): Promise<void> {
  const experiment = catalogue.find(({ id }) => id === question.experiment);
  const estimate = experiment ? await estimateMemory(experiment, question).catch(() => null) : null;
  post({ type: 'memoryEstimated', number, estimate });
}
