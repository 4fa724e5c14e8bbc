/** The engine in Node, for scripts that compare with it: tfjs's modules import without extensions, so it is bundled first. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FetchBytes } from '../src/engine/data/data-set.ts';
import type { ProgramCase } from '../src/sessions/code/testing/cases.ts';
import type { Trained } from '../src/sessions/code/testing/trained.ts';
import { root } from './lib/process.mjs';

interface Bundled {
  startDevice: (kind: 'wasm') => Promise<unknown>;
  trainedCase: (one: ProgramCase, files: FetchBytes) => Promise<Trained>;
}

/** A function that trains a case, on WebAssembly. */
export async function caseTrainer(): Promise<Bundled['trainedCase']> {
  const { build } = await import('vite');
  // Inside node_modules, so that the packages that stay outside are found.
  const outDir = join(root, 'node_modules/.cache', `trained-${process.pid}`);
  mkdirSync(outDir, { recursive: true });
  // The engine loads parts of it later.
  process.on('exit', () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    publicDir: false,
    define: { __dirname: JSON.stringify(join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/wasm-out')) },
    ssr: { noExternal: true, external: ['webgpu'] },
    build: { ssr: 'src/sessions/code/testing/trained.ts', outDir, emptyOutDir: true, minify: false, target: 'node20' },
  });
  const { startDevice, trainedCase } = (await import(pathToFileURL(join(outDir, 'trained.js')).href)) as Bundled;
  await startDevice('wasm');
  return trainedCase;
}
