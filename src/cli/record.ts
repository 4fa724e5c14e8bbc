/**
 * `npm run record -- <experiment>`: records the reference session of every preset on WASM, as declared, and writes the experiment's
 * `reference.json`, from which the gallery draws real curves.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../../experiments/catalogue.ts';
import { defaultConfiguration, runCount } from '../experiment/configuration.ts';
import { referenceSession, writeReference, type ReferenceSession } from '../sessions/reference.ts';
import { openBrowser } from './browser.ts';
import { failureOf } from './failure.ts';
import { findExperiment } from './options.ts';
import { ProgressBar } from './progress.ts';
import { verdictsOf } from './report.ts';
import { runSession, type FinishedSession } from './run.ts';

async function main(): Promise<number> {
  const experiment = findExperiment(process.argv[2], catalogue);
  const { driver, close } = await openBrowser();
  try {
    const presets: Record<string, ReferenceSession> = {};
    let last: FinishedSession | undefined;
    for (const { id } of experiment.presets) {
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
    const path = fileURLToPath(new URL(`../../experiments/${experiment.id}/reference.json`, import.meta.url));
    writeFileSync(path, writeReference({ experiment: experiment.id, date: new Date().toISOString(), device: last.device, presets }));
    console.error(`Written: experiments/${experiment.id}/reference.json`);
    return 0;
  } finally {
    await close();
  }
}

process.exitCode = await main().catch(failureOf);
