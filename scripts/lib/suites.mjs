// @ts-check
/** The suites of `npm test`: what each runs and how its outcome is counted. Node built-ins only. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { howToGetChromium, obtainChromium } from './chromium.mjs';
import { root, run, runTool } from './process.mjs';

/**
 * @typedef {{ passed: number, failed: number, output: string, again?: number }} Result `again`: passed at the second try only
 * @typedef {{ name: string, light: boolean, run: () => Promise<Result> }} Suite `light`: uses one core, may run beside another
 */

/**
 * One check made of several programs: passes when all do.
 * @param {Promise<import('./process.mjs').Outcome>[]} programs
 * @returns {Promise<Result>}
 */
async function check(programs) {
  const outcomes = await Promise.all(programs);
  const failures = outcomes.filter((outcome) => outcome.code !== 0);
  return {
    passed: failures.length === 0 ? 1 : 0,
    failed: failures.length === 0 ? 0 : 1,
    output: failures.map((outcome) => outcome.output).join('\n'),
  };
}

/** @type {{ output: 'capture' }} */
const capture = { output: 'capture' };

/** @param {string} name @param {...string} args */
const script = (name, ...args) => run(process.execPath, [join(root, 'scripts', name), ...args], capture);

/**
 * Runs a test runner that writes a JSON report, and counts by it. A runner that failed without a counted failure adds one.
 * @param {(report: string) => Promise<import('./process.mjs').Outcome>} runner
 * @param {(report: unknown) => { passed: number, failed: number, again?: number }} count
 * @returns {Promise<Result>}
 */
async function counted(runner, count) {
  const folder = mkdtempSync(join(tmpdir(), 'ablate-test-'));
  try {
    const file = join(folder, 'report.json');
    const { code, output } = await runner(file);
    /** @type {Omit<Result, 'output'>} */
    let counts = { passed: 0, failed: 0 };
    try {
      counts = count(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      return { passed: 0, failed: 1, output: `${output}\nno report was written` };
    }
    if (counts.failed === 0 && (code !== 0 || counts.passed === 0)) counts.failed = 1;
    return { ...counts, output };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * A number at a path in a parsed report; 0 where there is none.
 * @param {unknown} report
 * @param {...string} path
 */
function number(report, ...path) {
  /** @type {unknown} */
  let value = report;
  for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return typeof value === 'number' ? value : 0;
}

/** The engine against reference values: the counts are those of its own last line. @returns {Promise<Result>} */
async function golden() {
  const { code, output } = await script('golden.mjs');
  const [, passed, failed] = /(\d+) passed, (\d+) failed\s*$/.exec(output) ?? [];
  if (passed === undefined || failed === undefined) return { passed: 0, failed: 1, output: `${output}\nit ended without counts` };
  return { passed: Number(passed), failed: Math.max(Number(failed), code === 0 ? 0 : 1), output };
}

/** @type {readonly Suite[]} */
export const suites = [
  {
    name: 'types',
    light: true,
    run: () =>
      check([
        runTool('typescript/bin/tsc', ['--noEmit'], capture),
        runTool('svelte-check/bin/svelte-check', ['--fail-on-warnings', '--output', 'human'], capture),
      ]),
  },
  {
    name: 'lint',
    light: true,
    run: () =>
      check([
        runTool('eslint/bin/eslint.js', ['.', '--max-warnings=0'], capture),
        runTool('prettier/bin/prettier.cjs', ['--check', '.'], capture),
      ]),
  },
  { name: 'rules', light: true, run: () => check([script('rules.mjs'), script('notices.mjs', '--check'), script('wasm.mjs', '--check')]) },
  { name: 'dead-code', light: true, run: () => check([runTool('knip/bin/knip.js', ['--no-progress'], capture)]) },
  { name: 'build', light: true, run: () => check([build(capture)]) },
  {
    name: 'unit',
    light: false,
    run: async () => {
      // Kernels are tested on WebGPU in Node, on the software driver beside the browser; without one those tests say so and are skipped.
      const chromium = await obtainChromium();
      return counted(
        (file) =>
          runTool('vitest/vitest.mjs', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], {
            ...capture,
            ...(chromium !== null && { env: { CHROMIUM_PATH: chromium } }),
          }),
        (report) => ({
          passed: number(report, 'numPassedTests'),
          // A file that does not load holds no tests but is a failed suite.
          failed: Math.max(number(report, 'numFailedTests'), number(report, 'numFailedTestSuites') > 0 ? 1 : 0),
        }),
      );
    },
  },
  { name: 'golden', light: false, run: golden },
  {
    name: 'browser',
    light: false,
    run: async () => {
      const chromium = await obtainChromium();
      if (chromium === null) return { passed: 0, failed: 1, output: howToGetChromium };
      return counted(
        (file) =>
          // A browser on a shared machine may stall for longer than a test waits. What passes at the second try only is told and shown.
          runTool('@playwright/test/cli.js', ['test', '--reporter=list,json', '--retries=1'], {
            output: 'capture',
            env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: file, NODE_NO_WARNINGS: '1' },
          }),
        (report) => ({
          passed: number(report, 'stats', 'expected') + number(report, 'stats', 'flaky'),
          failed: number(report, 'stats', 'unexpected'),
          again: number(report, 'stats', 'flaky'),
        }),
      );
    },
  },
];
