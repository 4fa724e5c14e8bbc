// @ts-check
/** The production build in `dist`: is it there and as new as its sources, and making it. Node built-ins only. */
import { copyFileSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { root, runTool } from './process.mjs';

export const dist = join(root, 'dist');
/** Written last of all in a build, so its time is the build's. */
const built = join(dist, 'index.html');
const sources = ['src', 'experiments', 'static', 'index.html', 'vite.config.ts', 'package-lock.json'];

/**
 * The newest change under a path, folders included, so that a removed file counts too; 0 when nothing is there.
 * @param {string} path
 * @returns {number}
 */
function newest(path) {
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) return 0;
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(info.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

export function isBuilt() {
  const time = newest(built);
  return time > 0 && sources.every((source) => newest(join(root, source)) <= time);
}

/**
 * Builds into `dist`.
 * @param {{ output?: 'inherit' | 'stderr' | 'capture' }} [options]
 */
export async function build(options) {
  const started = new Date();
  const outcome = await runTool('vite/bin/vite.js', ['build', '--logLevel', 'warn'], options);
  if (outcome.code !== 0) return outcome;
  for (const name of ['LICENSE', 'THIRD-PARTY-NOTICES.md']) copyFileSync(join(root, name), join(dist, name));
  // The time of the sources that were read, not of the end: a file saved during the build asks for another one.
  utimesSync(built, started, started);
  return outcome;
}

/**
 * Builds if the sources are newer than `dist`; ends the process when that fails.
 * @param {{ output?: 'inherit' | 'stderr' }} [options]
 */
export async function ensureBuilt({ output = 'inherit' } = {}) {
  if (isBuilt()) return;
  console.error('Building …');
  const { code } = await build({ output });
  if (code !== 0) {
    console.error('\nThe build failed: the lines above say why.');
    process.exit(1);
  }
}
