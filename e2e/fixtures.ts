/** What every spec uses: a page that fails its test on any console error or policy violation, and the engine behind the headless page. */
import { test as base, expect } from '@playwright/test';
import { Driver } from '../src/cli/driver.ts';

interface Fixtures {
  /** What the page complained about; a test that provokes a complaint takes it out. */
  complaints: string[];
  driver: Driver;
}

export const test = base.extend<Fixtures>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`console: ${message.text()} (${message.location().url})`);
      });
      page.on('pageerror', (error) => complaints.push(`uncaught: ${error.stack ?? error.message}`));
      await page.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile, lineNumber }) => {
          console.error(`policy: ${violatedDirective} blocked ${blockedURI} in ${sourceFile}:${lineNumber}`);
        });
      });
      await use(complaints);
      expect(complaints, 'the page complained').toEqual([]);
    },
    { auto: true },
  ],
  driver: async ({ page, baseURL }, use) => {
    await use(await Driver.open(page, baseURL ?? ''));
  },
});

export { expect };
