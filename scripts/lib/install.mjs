// @ts-check
/** Makes sure that Node is new enough and that node_modules holds what the lockfile says. Node built-ins only. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run } from './process.mjs';

const oldest = /** @type {const} */ ([20, 19]);

/** Ends the process with a sentence when this Node is too old. */
function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  console.error(`Ablate needs Node ${oldest.join('.')} or newer; this is ${process.versions.node}. Get one from nodejs.org and try again.`);
  process.exit(1);
}

/**
 * @typedef {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }>} Packages
 * @param {string} path
 * @returns {Packages | null}
 */
function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return null;
  }
}

/** Whether node_modules holds every package of the lockfile at its version. npm keeps a list of what it installed beside them. */
function isInstalled() {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === null || installed === null) return false;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const there = installed[path];
    // Binaries for other systems are optional and absent here.
    if (there === undefined) return entry.optional === true || entry.devOptional === true;
    return there.version === entry.version && existsSync(join(root, path));
  });
}

/**
 * Installs what is missing, exactly as the lockfile says. Ends the process when that fails.
 * @param {{ output?: 'inherit' | 'stderr' }} [options]
 */
export async function ensureInstalled({ output = 'inherit' } = {}) {
  requireNode();
  if (isInstalled()) return;
  console.error('Installing packages (once; under a minute) …');
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  // Under `npm start` npm says where it is itself: the same one is used, without a shell.
  const npm = process.env['npm_execpath'];
  const { code } =
    npm !== undefined && /\.c?js$/.test(npm)
      ? await run(process.execPath, [npm, ...args], { output })
      : await run('npm', args, { output, shell: process.platform === 'win32' });
  if (code === 0) return;
  console.error('\nThe packages could not be installed: the lines above say why. Is the network there? `npm ci` tries again.');
  process.exit(1);
}
