/** Bundles the benchmark's page and opens it in a Chromium of this machine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { chromiumArgs, findChromium, howToGetChromium } from '../../scripts/lib/chromium.mjs';
import { root } from '../../scripts/lib/process.mjs';
import { serve } from '../../scripts/lib/server.mjs';
import { workerHeap } from './heap.ts';
import type { ContenderName } from './page.ts';
import type { Answer, Request } from './serve-contender.ts';

export interface Bench {
  /** The browser's version. */
  version: string;
  adapter: string | null;
  /** Starts a worker, or several of a kind. */
  open(name: ContenderName, count?: number): Promise<BenchWorkers>;
  /** A page of its own in the same browser. */
  newPage(): Promise<Page>;
  /** Bytes of JavaScript's heap in all workers together, after a collection. */
  workerHeap(): Promise<number>;
  close(): Promise<void>;
}

export interface BenchWorkers {
  name: ContenderName;
  /** Asks all workers at once. @throws Error with the worker's sentence */
  ask(request: Request): Promise<Answer[]>;
  close(): Promise<void>;
}

/** @throws Error with a sentence when there is no browser */
export async function openBench(): Promise<Bench> {
  const executablePath = await findChromium();
  if (executablePath === null) throw new Error(howToGetChromium);
  // A folder of its own, so that two benchmarks do not disturb each other.
  const folder = mkdtempSync(join(tmpdir(), 'ablate-bench-'));
  await build({
    configFile: false,
    root: join(root, 'e2e', 'bench'),
    base: './',
    publicDir: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir: folder, emptyOutDir: true, target: 'es2022', chunkSizeWarningLimit: 4000, reportCompressedSize: false },
  });
  const server = await serve({ folder });
  const browser = await chromium.launch({ executablePath, args: chromiumArgs, handleSIGINT: false, handleSIGTERM: false });
  const close = async (): Promise<void> => {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`In the browser: ${error.message}`));
    await page.goto(server.url);
    await page.waitForFunction(() => 'bench' in window);
    return {
      version: browser.version(),
      adapter: await page.evaluate(() => window.bench.adapter()),
      async open(name, count = 1) {
        const handles = await page.evaluate(([kind, many]) => Array.from({ length: many }, () => window.bench.open(kind)), [
          name,
          count,
        ] as const);
        return {
          name,
          ask: async (request) => {
            try {
              return await page.evaluate(([all, wanted]) => window.bench.askAll(all, wanted), [handles, request] as const);
            } catch (error) {
              throw new Error(sentence(error), { cause: error });
            }
          },
          close: () => page.evaluate((all) => all.forEach((handle) => window.bench.close(handle)), handles),
        };
      },
      newPage: () => browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-US' }),
      workerHeap: await workerHeap(page),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Playwright wraps what the page throws: its first line without the wrapping. */
function sentence(error: unknown): string {
  const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return first.replace(/^page\.evaluate: (\w*Error: )?/, '');
}
