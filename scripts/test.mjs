// @ts-check
/**
 * `npm test`: installs what is missing, runs every suite and ends with one line that adds them up. With names it runs only those
 * suites: `node scripts/test.mjs types lint`.
 */
import { ensureInstalled } from './lib/install.mjs';
import { endChildren, exitOnInterrupt } from './lib/process.mjs';
import { suites } from './lib/suites.mjs';

exitOnInterrupt();
const names = process.argv.slice(2);
const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no suite ${unknown.map((name) => `"${name}"`).join(', ')}. Suites: ${suites.map((suite) => suite.name).join(', ')}.`,
  );
  process.exit(2);
}
await ensureInstalled();

const chosen = suites.filter((suite) => names.length === 0 || names.includes(suite.name));
let passed = 0;
let failed = 0;

/** @param {import('./lib/suites.mjs').Suite} suite */
async function runSuite(suite) {
  const started = performance.now();
  /** @type {import('./lib/suites.mjs').Result} */
  const result = await suite
    .run()
    .catch((error) => ({ passed: 0, failed: 1, output: error instanceof Error ? (error.stack ?? error.message) : String(error) }));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  passed += result.passed;
  failed += result.failed;
  const again = result.again ? `, ${result.again} of them at the second try` : '';
  const counts = (result.failed === 0 ? `${result.passed} passed` : `${result.failed} failed, ${result.passed} passed`) + again;
  // "suite" keeps this from looking like the closing line.
  console.log(`${result.failed === 0 ? '✓' : '✗'} suite ${suite.name.padEnd(10)} ${seconds.padStart(6)} s   (${counts})`);
  if (result.failed > 0 || again) console.log(`${result.output.trimEnd()}\n`);
}

// The checks take one core each, so two run side by side; the suites that use every core come after them, alone.
const light = chosen.filter((suite) => suite.light);
await Promise.all(
  [0, 1].map(async () => {
    for (let suite = light.shift(); suite !== undefined; suite = light.shift()) await runSuite(suite);
  }),
);
for (const suite of chosen) if (!suite.light) await runSuite(suite);

endChildren();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
