import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  base: './',
  publicDir: 'static',
  plugins: [svelte()],
  worker: { format: 'es', rolldownOptions: { output: { comments: false } } },
  build: { target: 'es2022' },
  test: {
    include: ['src/**/*.test.ts', 'experiments/**/*.test.ts'],
    environment: 'node',
    server: { deps: { inline: [/@tensorflow/] } },
  },
});
