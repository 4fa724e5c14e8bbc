/** The page's side of the worker that parses tables: one worker for one table, ended when the table is taken or given up. */
import type { FromTableWorker, ToTableWorker } from './table-messages.ts';

/** Bytes. */
export const largestFile = 50 * 1024 * 1024;

export interface TableClient {
  send(message: ToTableWorker): void;
  end(): void;
}

export function startTableClient(listen: (message: FromTableWorker) => void): TableClient {
  const worker = new Worker(new URL('./csv.worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<FromTableWorker>) => {
    listen(data);
  });
  worker.addEventListener('error', () => {
    listen({ type: 'failed', problem: 'unreadable' });
  });
  return {
    send: (message) => {
      worker.postMessage(message, message.type === 'open' ? [message.bytes.buffer] : []);
    },
    end: () => {
      worker.terminate();
    },
  };
}
