/**
 * `npm run --silent experiment -- <experiment> [flags]`: runs an experiment in a real browser through the worker client that the page uses,
 * and prints its verdicts. Exit codes: 0 done, 1 failed, 2 a mistake on the command line, 3 the device is missing, 130 interrupted.
 */
import { catalogue } from '../../experiments/catalogue.ts';
import { runCount } from '../experiment/configuration.ts';
import { openBrowser } from './browser.ts';
import { failureOf } from './failure.ts';
import { listDocument, listText } from './list.ts';
import { readCommand, usage, type Command } from './options.ts';
import { withOwnAdapter } from './own-adapter.ts';
import { withOwnTable } from './own-table.ts';
import { ProgressBar } from './progress.ts';
import { toDocument, toText } from './report.ts';
import { runSession } from './run.ts';

/** What the closed browser then complains about is no news. */
let interrupted = false;

async function main(): Promise<number> {
  const command = readCommand(process.argv.slice(2), catalogue);
  switch (command.do) {
    case 'help':
      print(usage);
      return 0;
    case 'list':
      print(command.json ? JSON.stringify(listDocument(catalogue), null, 2) : listText(catalogue));
      return 0;
    case 'run':
      return run(command);
  }
}

async function run({ experiment, configuration: wanted, table, adapter, json }: Command & { do: 'run' }): Promise<number> {
  const learnt = table ? await withOwnTable(experiment, wanted, table) : { configuration: wanted, files: {} };
  const adapted = adapter === null ? learnt : await withOwnAdapter(experiment, learnt.configuration, adapter);
  const { configuration } = adapted;
  const files = { ...learnt.files, ...adapted.files };
  const { driver, close } = await openBrowser();
  const bar = new ProgressBar(runCount(configuration));
  const interrupt = (): void => {
    interrupted = true;
    bar.end();
    void close().finally(() => process.exit(130));
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const session = await runSession(driver, experiment, configuration, (progress) => bar.update(progress), {
      files,
      warn: (text) => void process.stderr.write(`${text}\n`),
    });
    bar.end();
    print(json ? JSON.stringify(toDocument(session)) : toText(session));
    return 0;
  } finally {
    bar.end();
    await close();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

// Who reads the output may stop reading, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await main().catch((error: unknown) => (interrupted ? 130 : failureOf(error)));
