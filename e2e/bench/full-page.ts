/**
 * The dropout experiment in the app, with charts, measures, decision boundaries and verdict as a reader sees them, against the same runs in
 * the same number of workers without a page: steps per second of each, in alternation.
 */
import { catalogue } from '../../experiments/catalogue.ts';
import { build, dist, isBuilt } from '../../scripts/lib/build.mjs';
import { serve } from '../../scripts/lib/server.mjs';
import { defaultConfiguration, resolveArms } from '../../src/experiment/configuration.ts';
import { assignRuns } from '../../src/worker/split-runs.ts';
import type { Bench } from './browser.ts';
import type { BareSession } from './contender.ts';
import type { BenchOptions, Device } from './options.ts';
import { failure, median, row } from './rows.ts';
import type { Row } from './rows.ts';

const id = 'dropout';
/** Long enough to time, short enough for a software GPU. */
const stepsOn = { webgpu: 1000, wasm: 5000 };
const mostRounds = 5;

export async function fullPageRows(bench: Bench, device: Device, cores: number, { rounds }: BenchOptions): Promise<Row[]> {
  const experiment = catalogue.find((one) => one.id === id);
  if (!experiment) throw new Error(`there is no experiment ${id}`);
  const configuration = defaultConfiguration(experiment);
  const runs = configuration.arms.length * configuration.seeds;
  const subject = { workload: `${id}, page`, device, runs, metric: 'steps per second, full page against bare loop' } as const;
  const steps = stepsOn[device];
  const arms = resolveArms(experiment, configuration).map((arm) => ({ ...arm, values: { ...arm.values, steps } }));
  const { sessionSeed, seeds } = configuration;
  const parts = assignRuns({ arms, seeds }, device === 'webgpu' ? 1 : cores);
  const sessions = parts.map((own): BareSession => ({ experiment: id, arms, runs: own, sessionSeed, steps, device }));
  try {
    if (!isBuilt()) {
      const { code, output } = await build({ output: 'capture' });
      if (code !== 0) throw new Error(`the app could not be built: ${output.trim().split('\n')[0] ?? ''}`);
    }
    const server = await serve({ folder: dist });
    try {
      const [page, bare]: [number[], number[]] = [[], []];
      for (let round = 0; round < Math.min(rounds, mostRounds); round++) {
        page.push(await pageSpeed(bench, `${server.url}#/experiments/${id}?device=${device}&*.steps=${steps}`, steps));
        bare.push(await bareSpeed(bench, sessions));
      }
      return [row(subject, median(page), 'bare loop', median(bare))];
    } finally {
      await server.close();
    }
  } catch (error) {
    return [failure(subject, 'bare loop', error)];
  }
}

/** Steps per second from the first steps that the page shows to the last. */
async function pageSpeed(bench: Bench, address: string, steps: number): Promise<number> {
  const page = await bench.newPage();
  try {
    await page.goto(address);
    const bar = page.getByRole('main').getByRole('progressbar');
    await page.getByRole('main').getByRole('button', { name: 'Run', exact: true }).click();
    return await bar.evaluate(
      (element, last) =>
        new Promise<number>((resolve, reject) => {
          let first: { step: number; at: number } | null = null;
          const started = performance.now();
          const timer = setInterval(() => {
            const [, text = '0'] = /step ([\d,]+)/.exec(element.getAttribute('aria-valuetext') ?? '') ?? [];
            const step = Number(text.replaceAll(',', ''));
            if (step > 0) first ??= { step, at: performance.now() };
            const late = performance.now() - started > 180_000;
            if (step < last && !late) return;
            clearInterval(timer);
            if (first && step > first.step) resolve(((step - first.step) / (performance.now() - first.at)) * 1000);
            else reject(new Error('the page did not train'));
          }, 10);
        }),
      steps,
    );
  } finally {
    await page.close();
  }
}

async function bareSpeed(bench: Bench, sessions: readonly BareSession[]): Promise<number> {
  const workers = await Promise.all(sessions.map(() => bench.open('ours')));
  try {
    const answers = await Promise.all(sessions.map(async (session, i) => (await workers[i]?.ask({ do: 'session', session }))?.[0]));
    // A session is as fast as its slowest worker.
    return Math.min(...answers.map((answer) => (answer ? ((answer.count ?? NaN) / answer.milliseconds) * 1000 : NaN)));
  } finally {
    for (const one of workers) await one.close();
  }
}
