/** The benchmark runs, in few steps: rows exist, are finite and of their form, and mistakes on its command line are answered. What it measures nobody judges here. */
import { spawn } from 'node:child_process';
import { expect, test } from '@playwright/test';

interface Outcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

function bench(...args: string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'e2e/bench/bench.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const outcome: Outcome = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (outcome.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (outcome.stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ ...outcome, code });
    });
  });
}

test('few steps give rows of numbers', async () => {
  test.setTimeout(120_000);
  const args =
    '--json --device wasm --workload mlp-2-16-16-2 --part steps --part details --peer jax-js --peer ConvNetJS --rounds 1 --slice 20';
  const { code, stdout, stderr } = await bench(...args.split(' '));
  expect(code, stderr).toBe(0);
  const { machine, rows } = JSON.parse(stdout) as { machine: { cores: unknown; browser: unknown }; rows: Record<string, unknown>[] };
  expect(machine.cores).toBeGreaterThan(0);
  expect(machine.browser).toContain('Chromium');
  const steps = rows.filter(({ metric }) => metric === 'ms per step');
  expect(steps.map(({ runs, peerName }) => `${String(peerName)} × ${String(runs)}`)).toEqual([
    'jax-js × 1',
    'ConvNetJS × 1',
    'jax-js × 16',
    'ConvNetJS × 16',
  ]);
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(['workload', 'device', 'runs', 'metric', 'ours', 'peer', 'peerName', 'ratio']);
    for (const name of ['ours', 'peer', 'ratio']) expect(row[name], `${name} of ${String(row['metric'])}`).toBeGreaterThan(0);
  }
});

test('a mistake on the command line is answered with what would be right', async () => {
  const { code, stdout, stderr } = await bench('--peer', 'jaxjs');
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain('Did you mean "jax-js"?');
});
