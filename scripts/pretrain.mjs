// @ts-check
/**
 * `npm run pretrain [-- small base]`: trains the base models and writes them to `static/models`; `-- base --more` goes on from those weights
 * for another round. Interrupted, it goes on from its last checkpoint (`node_modules/.cache/pretrain`). Node cannot load tfjs's modules (imports without extensions), so the engine is bundled first.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { root } from './lib/process.mjs';

// Inside node_modules, so that the packages that stay outside are found.
const outDir = join(root, 'node_modules/.cache', `pretrain-${process.pid}`);
mkdirSync(outDir, { recursive: true });
await build({
  configFile: false,
  root,
  logLevel: 'error',
  publicDir: false,
  define: { __dirname: JSON.stringify(join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out')) },
  ssr: { noExternal: true },
  build: { ssr: 'scripts/pretraining.ts', outDir, emptyOutDir: true, minify: false, target: 'node20' },
});
/** @type {{ main: (root: string, names: string[]) => Promise<void> }} */
const { main } = await import(pathToFileURL(join(outDir, 'pretraining.js')).href).finally(() =>
  rmSync(outDir, { recursive: true, force: true }),
);
await main(root, process.argv.slice(2));
