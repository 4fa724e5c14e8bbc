/** `npm run test:golden` in Node: reads the folder of golden files, runs their cases on every device and prints what came out. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDevice } from '../../device/device.ts';
import type { DeviceKind } from '../../device/device.ts';
import { dawnAdapter } from '../../device/testing/dawn.ts';
import { parseFile } from '../fixture.ts';
import type { GoldenFile } from '../fixture.ts';
import { runFile } from '../runner.ts';
import type { CaseOutcome } from '../runner.ts';
import type { Place, Suite } from '../suite.ts';
import { suites } from '../suites.ts';

const devices: readonly DeviceKind[] = ['cpu', 'wasm', 'webgpu'];
/** Problems printed for one case; a wrong tensor has as many as entries. */
const shownProblems = 4;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function start(kind: DeviceKind): Promise<string | null> {
  if (kind === 'webgpu' && (await dawnAdapter()) === null) {
    return 'no WebGPU in Node: install Chromium, whose software driver Dawn uses, or name it in CHROMIUM_PATH';
  }
  try {
    await startDevice(kind, {
      onError: (error) => {
        throw new Error(error.message);
      },
    });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface Loaded {
  suite: Suite;
  file: GoldenFile;
}

/**
 * Runs the golden files of `folder` and prints counts per file and device; `chosen` are files and devices to run alone.
 *
 * @returns the number of failures
 */
export async function main(folder: string, chosen: readonly string[], strict: boolean): Promise<number> {
  let [passed, failed] = [0, 0];
  const fail = (line: string, count = 1): void => {
    failed += count;
    print(`✗ ${line}`);
  };
  const known = [...suites.map(({ file }) => file), ...devices, 'host'];
  const unknown = chosen.filter((name) => !known.includes(name));
  if (unknown.length > 0) fail(`there is no file or device ${unknown.join(', ')}; there are ${known.join(', ')}`);
  const wants = (name: string, all: readonly string[]): boolean => !chosen.some((other) => all.includes(other)) || chosen.includes(name);

  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  for (const name of names) if (!suites.some(({ file }) => `${file}.json` === name)) fail(`${name}: nothing runs this file`);
  if (names.length === 0) fail(`there are no golden files in ${folder}`);
  const loaded: Loaded[] = [];
  for (const suite of suites) {
    const path = join(folder, `${suite.file}.json`);
    if (!wants(suite.file, suites.map(({ file }) => file))) continue; // prettier-ignore
    if (!existsSync(path)) {
      if (strict) fail(`${suite.file}.json is missing`);
      else print(`- ${suite.file}.json is not in the folder`);
      continue;
    }
    try {
      loaded.push({ suite, file: parseFile(JSON.parse(readFileSync(path, 'utf8'))) });
    } catch (error) {
      fail(`${suite.file}.json: ${String(error)}`);
    }
  }

  const report = (suite: Suite, place: Place, outcomes: readonly CaseOutcome[], milliseconds: number): void => {
    const wrong = outcomes.filter(({ problems }) => problems.length > 0);
    passed += outcomes.length - wrong.length;
    failed += wrong.length;
    const counts = `${outcomes.length} cases, ${outcomes.length - wrong.length} passed`;
    print(
      `${wrong.length > 0 ? '✗' : '✓'} ${suite.file.padEnd(12)} ${place.padEnd(7)} ${counts.padEnd(24)} ${(milliseconds / 1000).toFixed(1)} s`,
    );
    for (const { name, problems } of wrong) {
      print(`    ${name}: ${problems.slice(0, shownProblems).join('; ')}${problems.length > shownProblems ? `; and ${problems.length - shownProblems} more` : ''}`); // prettier-ignore
    }
  };
  const runAll = async (place: Place, on: Suite['on']): Promise<void> => {
    for (const { suite, file } of loaded) {
      if (suite.on !== on) continue;
      const started = performance.now();
      report(suite, place, await runFile(suite, file, place), performance.now() - started);
    }
  };

  if (wants('host', [...devices, 'host'])) await runAll('host', 'host');
  for (const kind of devices) {
    if (!wants(kind, [...devices, 'host'])) continue;
    const problem = await start(kind);
    if (problem === null) await runAll(kind, 'devices');
    else for (const { suite, file } of loaded) if (suite.on === 'devices') fail(`${suite.file} ${kind}: ${problem}`, file.cases.length);
  }
  print(`${passed} passed, ${failed} failed`);
  return failed + (passed === 0 ? 1 : 0);
}
