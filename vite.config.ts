import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  base: './',
  publicDir: 'static',
  plugins: [svelte()],
  worker: { format: 'es', rolldownOptions: { output: { comments: false } } },
  // The second page is the browser side of the command line and of the browser tests.
  build: { target: 'es2022', rolldownOptions: { input: ['index.html', 'src/cli/headless.html'] } },
  test: {
    include: ['src/**/*.test.ts', 'experiments/**/*.test.ts'],
    environment: 'node',
    server: { deps: { inline: [/@tensorflow/] } },
  },
});
