/**
 * `npm run --silent bench -- [flags]`: training timed against other libraries, in a real browser, in workers, in alternating slices.
 *
 *   npm run --silent bench -- --quick --device wasm                                    the first two workloads and the CNN on WASM
 *   npm run --silent bench -- --device webgpu --workload mlp-2-16-16-2 --peer jax-js   one comparison while tuning
 *   npm run --silent bench -- --quick --part steps --peer none                         ours alone
 *   npm run --silent bench -- --json > rows.json                                       everything, as one document
 *
 * `--help` names all flags. Progress goes to standard error. Exit codes: 0 done, 1 failed, 2 a mistake on the command line.
 */
import { cpus, release, totalmem, type } from 'node:os';
import { failureOf } from '../../src/cli/failure.ts';
import { openBench } from './browser.ts';
import { goalLines } from './goals.ts';
import type { Bench } from './browser.ts';
import { readOptions, usage } from './options.ts';
import { tableOf } from './report.ts';
import { measure } from './suite.ts';

function machineOf({ version, adapter }: Bench): object {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    browser: `Chromium ${version}`,
    webgpu: adapter,
  };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === null) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  console.error('Bundling the benchmark and opening a browser …');
  const bench = await openBench();
  const interrupt = (): void => void bench.close().finally(() => process.exit(130));
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const machine = machineOf(bench);
    const rows = await measure(bench, options, (line) => console.error(line));
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ machine, rows }, null, 1)}\n`
        : `${JSON.stringify(machine)}\n\n${tableOf(rows)}\n\nGoals\n${goalLines(rows).join('\n')}\n`,
    );
  } finally {
    await bench.close();
  }
}

await main().catch((error: unknown) => {
  process.exitCode = failureOf(error);
});
