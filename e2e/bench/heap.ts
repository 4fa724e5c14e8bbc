/** How much JavaScript the workers of a page hold, through the browser's debugging protocol. */
import type { CDPSession, Page } from '@playwright/test';

/** A function that collects garbage in every worker of the page and adds up what remains, in bytes. */
export async function workerHeap(page: Page): Promise<() => Promise<number>> {
  const devtools = await page.context().newCDPSession(page);
  const workers = new Set<string>();
  devtools.on('Target.attachedToTarget', ({ sessionId }) => workers.add(sessionId));
  devtools.on('Target.detachedFromTarget', ({ sessionId }) => workers.delete(sessionId));
  // Messages to workers go wrapped: Playwright's own sessions stay as they are.
  await devtools.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  return async () => {
    let bytes = 0;
    for (const worker of workers) {
      await ask(devtools, worker, 'HeapProfiler.collectGarbage');
      bytes += usedSize(await ask(devtools, worker, 'Runtime.getHeapUsage'));
    }
    return bytes;
  };
}

let messages = 0;

function ask(devtools: CDPSession, sessionId: string, method: string): Promise<unknown> {
  const id = ++messages;
  return new Promise((resolve, reject) => {
    const hear = ({ sessionId: from, message }: { sessionId: string; message: string }): void => {
      const answer: unknown = JSON.parse(message);
      if (from !== sessionId || typeof answer !== 'object' || answer === null || !('id' in answer) || answer.id !== id) return;
      devtools.off('Target.receivedMessageFromTarget', hear);
      resolve('result' in answer ? answer.result : null);
    };
    devtools.on('Target.receivedMessageFromTarget', hear);
    devtools.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) }).catch(reject);
  });
}

function usedSize(answer: unknown): number {
  if (typeof answer === 'object' && answer !== null && 'usedSize' in answer && typeof answer.usedSize === 'number') return answer.usedSize;
  throw new Error('the browser does not tell the heap of a worker');
}
