// @ts-check
/** `npm start`: installs what is missing, builds what has changed, serves the production build and opens it. */
import { parseArgs } from 'node:util';
import { dist, ensureBuilt } from './lib/build.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { exitOnInterrupt, run, which } from './lib/process.mjs';
import { serve } from './lib/server.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4173' },
    base: { type: 'string', default: '/' },
    'no-open': { type: 'boolean', default: false },
    /** Exactly this port or an error: for programs that wait for it. */
    strict: { type: 'boolean', default: false },
  },
});

exitOnInterrupt();
await ensureInstalled();
await ensureBuilt();
const { url } = await serve({ folder: dist, base: values.base, port: Number(values.port), fallback: !values.strict });
// Ending a server that runs is no failure.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.removeAllListeners(signal);
  process.on(signal, () => process.exit(0));
}
console.log(`Ablate runs at ${url} (Ctrl-C ends it)`);
if (!values['no-open']) await open(url);

/**
 * Opens the address in the person's browser where there is one to see.
 * @param {string} address
 */
async function open(address) {
  if (process.env['CI'] !== undefined) return;
  if (process.platform === 'darwin') return void (await run('open', [address], { output: 'capture' }));
  if (process.platform === 'win32') return void (await run('cmd', ['/c', 'start', '', address], { output: 'capture' }));
  const display = process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'];
  const opener = which('xdg-open');
  if (display !== undefined && opener !== null) await run(opener, [address], { output: 'capture' });
}
