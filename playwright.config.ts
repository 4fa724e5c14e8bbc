/** Browser tests: a real Chromium with (software) WebGPU against the production build, served under a sub path as any host might. */
import { createServer } from 'node:net';
import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from './scripts/lib/chromium.mjs';

const base = '/somewhere/ablate/';
// Any free port, so that two checkouts can be tested side by side; the test processes inherit the choice.
const port = Number((process.env['ABLATE_E2E_PORT'] ??= String(await freePort())));
const chromium = await findChromium();

export default defineConfig({
  testDir: 'e2e',
  // The software adapter and the WASM pool use every core: two tests at once would only time each other out.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
  outputDir: 'test-results',
  use: {
    baseURL: `http://127.0.0.1:${port}${base}`,
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    launchOptions: { args: chromiumArgs, ...(chromium === null ? {} : { executablePath: chromium }) },
  },
  webServer: {
    command: `node scripts/start.mjs --no-open --strict --port ${port} --base ${base}`,
    url: `http://127.0.0.1:${port}${base}`,
    timeout: 120_000,
    reuseExistingServer: false,
  },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
