// @ts-check
/**
 * `npm run test:golden [-- <files and devices>]`: runs the golden files in the folder that GOLDEN_DIR names, else the copy in the project.
 * Node cannot load tfjs's modules (imports without extensions), so the engine is bundled first, which takes a second or two.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { obtainChromium } from './lib/chromium.mjs';
import { root } from './lib/process.mjs';

const given = process.env['GOLDEN_DIR'];
const folder = given ? resolve(given) : join(root, 'src/engine/golden');
// Inside node_modules, so that the packages that stay outside are found.
const outDir = join(root, 'node_modules/.cache', `golden-${process.pid}`);
mkdirSync(outDir, { recursive: true });
await build({
  configFile: false,
  root,
  logLevel: 'error',
  publicDir: false,
  define: { __dirname: JSON.stringify(join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out')) },
  ssr: { noExternal: true, external: ['webgpu'] },
  build: { ssr: 'src/engine/golden/testing/node.ts', outDir, emptyOutDir: true, minify: false, target: 'node20' },
});
// Dawn runs on the software driver beside the browser.
const chromium = await obtainChromium();
if (chromium !== null) process.env['CHROMIUM_PATH'] ??= chromium;
/** @type {{ main: (folder: string, chosen: string[], strict: boolean) => Promise<number> }} */
const { main } = await import(pathToFileURL(join(outDir, 'node.js')).href).finally(() => rmSync(outDir, { recursive: true, force: true }));
const failures = await main(folder, process.argv.slice(2), given === undefined);
// Dawn keeps Node alive.
process.exit(failures > 0 ? 1 : 0);
