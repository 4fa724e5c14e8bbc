import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { marked } from 'marked';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The development server injects styles and scripts of its own; the policy holds in preview and production. */
const withoutPolicy: Plugin = {
  name: 'without-policy',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
};

/**
 * What is imported from tfjs, bundled once and kept for unit tests: as single modules it takes seconds in every test file. A new deep import
 * belongs here too; Node cannot load tfjs's modules by itself, whose imports have no extensions.
 */
const tensorflow = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-core/dist/register_all_gradients',
  ...['cpu', 'wasm', 'webgpu'].flatMap((name) => [
    `@tensorflow/tfjs-backend-${name}/dist/base`,
    `@tensorflow/tfjs-backend-${name}/dist/register_all_kernels`,
  ]),
];

/** In Node the WASM backend looks for its files beside the module it was before it was bundled. */
const wasmFolder = JSON.stringify(fileURLToPath(new URL('node_modules/@tensorflow/tfjs-backend-wasm/wasm-out', import.meta.url)));

/** @stdlib asks through eval whether the language has generators, which the content security policy forbids: it has. */
const withoutEval: Plugin = {
  name: 'without-eval',
  enforce: 'pre',
  load: (id) => (id.includes('/@stdlib/assert-has-generator-support/lib/index.js') ? 'module.exports = () => true;' : null),
};

/** Notes of experiments become HTML when the app is built: pages ship no reader of Markdown. */
const notes: Plugin = {
  name: 'notes',
  transform: (text, id) =>
    id.endsWith('.md') ? { code: `export default ${JSON.stringify(marked.parse(text, { async: false }))};`, map: null } : null,
};

export default defineConfig({
  base: './',
  publicDir: 'static',
  plugins: [withoutEval, notes, svelte(), withoutPolicy],
  worker: { format: 'es', rolldownOptions: { output: { comments: false } } },
  // The second page is the browser side of the command line and of the browser tests.
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // tfjs is one piece of this size, and only the worker loads it.
    chunkSizeWarningLimit: 800,
    rolldownOptions: { input: ['index.html', 'src/cli/headless.html'], checks: { bundlerTimings: false } },
  },
  test: {
    include: ['src/**/*.test.ts', 'experiments/**/*.test.ts'],
    environment: 'node',
    // A software graphics card on a busy machine takes its time.
    testTimeout: 30_000,
    // One for each core; by default one core would stay idle, which is half of a small machine.
    maxWorkers: '100%',
    deps: {
      optimizer: { ssr: { enabled: true, include: tensorflow, rolldownOptions: { transform: { define: { __dirname: wasmFolder } } } } },
    },
  },
});
