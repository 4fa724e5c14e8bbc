/** Serves the build and opens its headless page in a Chromium of this machine. */
import { chromium } from '@playwright/test';
import { dist, ensureBuilt } from '../../scripts/lib/build.mjs';
import { chromiumArgs, findChromium, howToGetChromium } from '../../scripts/lib/chromium.mjs';
import { serve } from '../../scripts/lib/server.mjs';
import { Driver } from './driver.ts';

export interface OpenBrowser {
  driver: Driver;
  close(): Promise<void>;
}

/** Builds first if the sources are newer. Throws an Error with a sentence when there is no browser. */
export async function openBrowser(): Promise<OpenBrowser> {
  const executablePath = await findChromium();
  if (executablePath === null) throw new Error(howToGetChromium);
  await ensureBuilt({ output: 'stderr' });
  const server = await serve({ folder: dist });
  // The command line ends the browser itself on Ctrl-C.
  const browser = await chromium.launch({ executablePath, args: chromiumArgs, handleSIGINT: false, handleSIGTERM: false });
  const close = async (): Promise<void> => {
    await browser.close();
    await server.close();
  };
  try {
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(`In the browser: ${error.message}`));
    return { driver: await Driver.open(page, server.url), close };
  } catch (error) {
    await close();
    throw error;
  }
}
