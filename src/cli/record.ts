/**
 * `npm run record -- <experiment> [<preset> …]`: records the reference session of every preset (or of those named, beside what is recorded of
 * the others) on WASM, as declared, and writes the experiment's `reference.json`, from which the gallery draws real curves.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../../experiments/catalogue.ts';
import { defaultConfiguration, runCount } from '../experiment/configuration.ts';
import { readReference, referenceSession, writeReference, type ReferenceSession } from '../sessions/reference.ts';
import { openBrowser } from './browser.ts';
import { failureOf } from './failure.ts';
import { findExperiment } from './options.ts';
import { ProgressBar } from './progress.ts';
import { verdictsOf } from './report.ts';
import { runSession, type FinishedSession } from './run.ts';

async function main(): Promise<number> {
  const experiment = findExperiment(process.argv[2], catalogue);
  const named = process.argv.slice(3);
  const unknown = named.find((id) => !experiment.presets.some((preset) => preset.id === id));
  if (unknown !== undefined) throw new Error(`${experiment.id} has no preset ${unknown}.`);
  const path = fileURLToPath(new URL(`../../experiments/${experiment.id}/reference.json`, import.meta.url));
  const before = named.length > 0 && existsSync(path) ? readReference(JSON.parse(readFileSync(path, 'utf8'))).presets : {};
  const { driver, close } = await openBrowser();
  try {
    const presets: Record<string, ReferenceSession> = { ...before };
    let last: FinishedSession | undefined;
    for (const { id } of experiment.presets) {
      if (named.length > 0 && !named.includes(id)) continue;
      console.error(`${experiment.id}, preset ${id}`);
      const configuration = { ...defaultConfiguration(experiment, id), device: 'wasm' as const };
      const bar = new ProgressBar(runCount(configuration));
      const session = await runSession(driver, experiment, configuration, (progress) => bar.update(progress));
      bar.end();
      const { record, steps, wallMs } = session;
      const verdicts = verdictsOf(session);
      for (const verdict of verdicts) console.error(`  ${verdict.id}: ${verdict.status}, expected ${verdict.expected ?? 'nothing'}`);
      presets[id] = referenceSession(record, configuration, {
        steps,
        verdicts,
        timing: { wallMs, stepsPerSecond: (1000 * steps) / wallMs },
      });
      last = session;
    }
    if (last === undefined) throw new Error(`${experiment.id} declares no preset.`);
    writeFileSync(path, writeReference({ experiment: experiment.id, date: new Date().toISOString(), device: last.device, presets }));
    console.error(`Written: experiments/${experiment.id}/reference.json`);
    return 0;
  } finally {
    await close();
  }
}

process.exitCode = await main().catch(failureOf);
