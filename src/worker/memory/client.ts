/** The page's side of estimating memory: one worker that answers as long as somebody asks, and is ended when nobody has for a while. */
import type { FromMemory, MemoryEstimate, MemoryQuestion, MemoryRequest } from './messages.ts';

export type { MemoryEstimate };

/** How long the worker is kept after its last answer. */
const idleMilliseconds = 10_000;

let worker: Worker | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let asked = 0;
const waiting = new Map<number, (estimate: MemoryEstimate | null) => void>();

function end(): void {
  worker?.terminate();
  worker = null;
  for (const resolve of waiting.values()) resolve(null);
  waiting.clear();
}

function started(): Worker {
  const made = new Worker(new URL('../worker.ts', import.meta.url), { type: 'module' });
  made.addEventListener('message', ({ data }: MessageEvent<FromMemory>) => {
    waiting.get(data.number)?.(data.estimate);
    waiting.delete(data.number);
    clearTimeout(timer);
    timer = setTimeout(end, idleMilliseconds);
  });
  made.addEventListener('error', end);
  return made;
}

/** Resolves with null where nobody knows. */
export function estimateMemory(question: MemoryQuestion): Promise<MemoryEstimate | null> {
  worker ??= started();
  // It is not ended over a question that it has yet to answer.
  clearTimeout(timer);
  const number = ++asked;
  const answer = new Promise<MemoryEstimate | null>((resolve) => waiting.set(number, resolve));
  worker.postMessage({ type: 'estimateMemory', number, ...question } satisfies MemoryRequest);
  return answer;
}
