// @ts-check
/** Starting other programs: everything the entry scripts run goes through here, so that an interrupt ends it all. Node built-ins only. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

/**
 * @typedef {object} Outcome
 * @property {number} code
 * @property {string} output everything the program printed, when it was captured
 */

/**
 * Runs a program to its end. `inherit` shows its output, `stderr` shows all of it on standard error, `capture` keeps it.
 * @param {string} command
 * @param {string[]} args
 * @param {{ output?: 'inherit' | 'stderr' | 'capture', env?: Record<string, string>, shell?: boolean }} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { output = 'inherit', env = {}, shell = false } = {}) {
  return new Promise((resolve) => {
    const out = output === 'capture' ? 'pipe' : output === 'stderr' ? 2 : 'inherit';
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...(output === 'capture' ? { NO_COLOR: '1' } : {}), ...env },
      shell,
      stdio: ['ignore', out, output === 'capture' ? 'pipe' : 'inherit'],
    });
    children.add(child);
    let text = '';
    const keep = (/** @type {Buffer} */ chunk) => (text += chunk.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => {
      children.delete(child);
      resolve({ code: 127, output: `${text}${error.message}\n` });
    });
    child.on('close', (code) => {
      children.delete(child);
      resolve({ code: code ?? 1, output: text });
    });
  });
}

/**
 * Runs the JavaScript file behind a tool of `node_modules/.bin` with this Node: works without a shell on every system.
 * @param {string} script path below node_modules
 * @param {string[]} args
 * @param {{ output?: 'inherit' | 'stderr' | 'capture', env?: Record<string, string> }} [options]
 */
export function runTool(script, args, options) {
  return run(process.execPath, [join(root, 'node_modules', script), ...args], options);
}

/** Ends every program still running; the caller exits afterwards. */
export function endChildren() {
  for (const child of children) child.kill('SIGTERM');
}

/** On Ctrl-C or a termination request: end what runs, then exit with the usual code. */
export function exitOnInterrupt() {
  for (const [signal, code] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])) {
    process.on(signal, () => {
      endChildren();
      process.exit(code);
    });
  }
}

/**
 * The full path of a program on the PATH, or null.
 * @param {string} name
 */
export function which(name) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const ending of endings) {
      const path = join(folder, name + ending);
      if (folder !== '' && existsSync(path)) return path;
    }
  }
  return null;
}
