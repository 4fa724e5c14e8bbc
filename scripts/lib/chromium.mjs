// @ts-check
/** Finds a Chromium that real tests and the command line can drive, with WebGPU. Node built-ins only, but for Playwright when installed. */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run, which } from './process.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

/** Software WebGPU, and no traffic of the browser's own. The sandbox does not start for root in containers. */
export const chromiumArgs = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/** Where installers put it. */
function usualPlaces() {
  if (process.platform === 'darwin') {
    return ['Chromium', 'Google Chrome', 'Microsoft Edge'].flatMap((name) =>
      ['/Applications', join(homedir(), 'Applications')].map((folder) => `${folder}/${name}.app/Contents/MacOS/${name}`),
    );
  }
  if (process.platform === 'win32') {
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
      const folder = process.env[name];
      const programs = [
        'Chromium\\Application\\chrome.exe',
        'Google\\Chrome\\Application\\chrome.exe',
        'Microsoft\\Edge\\Application\\msedge.exe',
      ];
      return folder === undefined ? [] : programs.map((program) => join(folder, program));
    });
  }
  return ['/snap/bin/chromium'];
}

async function playwrightsOwn() {
  try {
    const { chromium } = await import('@playwright/test');
    return chromium.executablePath();
  } catch {
    return '';
  }
}

/**
 * The path of a Chromium, or null: `CHROMIUM_PATH`, one on the machine, Playwright's own.
 * @returns {Promise<string | null>}
 */
export async function findChromium() {
  const given = process.env['CHROMIUM_PATH'];
  if (given !== undefined && given !== '') {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH names ${given}, and there is no file.`);
  }
  for (const name of names) {
    const path = which(name);
    if (path !== null) return path;
  }
  const places = [...usualPlaces(), await playwrightsOwn()];
  return places.find((path) => path !== '' && existsSync(path)) ?? null;
}

export const howToGetChromium =
  'No Chromium was found. Install Chromium or Chrome, run `npx playwright install chromium`, or set CHROMIUM_PATH to one.';

/**
 * As `findChromium`, and where there is none but this is root on a Debian, installs its package.
 * @returns {Promise<string | null>}
 */
export async function obtainChromium() {
  const found = await findChromium();
  if (found !== null) return found;
  const apt = which('apt-get');
  if (apt === null || process.getuid?.() !== 0) return null;
  console.error('Installing Chromium with apt-get (once) …');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run(apt, ['update', '-qq'], { output: 'capture', env });
  const install = await run(apt, ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { output: 'capture', env });
  if (install.code !== 0) console.error(update.output + install.output);
  return findChromium();
}
