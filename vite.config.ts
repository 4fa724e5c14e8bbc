import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The development server injects styles and scripts of its own; the policy holds in preview and production. */
const withoutPolicy: Plugin = {
  name: 'without-policy',
  apply: 'serve',
  transformIndexHtml: (html) => html.replace(/<meta\s+http-equiv="Content-Security-Policy"[^>]*>/, ''),
};

export default defineConfig({
  base: './',
  publicDir: 'static',
  plugins: [svelte(), withoutPolicy],
  worker: { format: 'es', rolldownOptions: { output: { comments: false } } },
  // The second page is the browser side of the command line and of the browser tests.
  build: { target: 'es2022', assetsInlineLimit: 0, rolldownOptions: { input: ['index.html', 'src/cli/headless.html'] } },
  test: {
    include: ['src/**/*.test.ts', 'experiments/**/*.test.ts'],
    environment: 'node',
    server: { deps: { inline: [/@tensorflow/] } },
  },
});
