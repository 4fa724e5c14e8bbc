/** The memory that a page tells before Run is near what is then held; what would be too much is said with what to change. */
import { catalogue } from '../experiments/catalogue.ts';
import { parseConfiguration } from '../src/experiment/configuration.ts';
import type { Driver } from '../src/cli/driver.ts';
import { runSession } from '../src/cli/run.ts';
import type { Experiment } from '../src/experiment/experiment.ts';
import { expect, test } from './fixtures.ts';

test.setTimeout(180_000);

/** An estimate may be off by this factor either way. */
const tolerance = 2;

/** What was estimated of one step of an experiment's default, divided by what its devices held. */
async function ratio(driver: Driver, experiment: Experiment, settings: { device: 'wasm' | 'webgpu'; seeds?: number }): Promise<number> {
  const result = parseConfiguration(experiment, { ...settings, steps: 1 });
  if (!result.ok) throw new Error(`${experiment.id} has no default`);
  const { memory } = await runSession(driver, experiment, result.configuration);
  return (memory.estimated ?? NaN) / (memory.held ?? NaN);
}

test(`the estimate of every experiment's default is within a factor of ${tolerance} of what is held`, async ({ driver }) => {
  const found: [string, number][] = [];
  for (const experiment of catalogue) found.push([experiment.id, await ratio(driver, experiment, { device: 'wasm' })]);
  // A graphics card in software takes minutes to compile a transformer: one experiment stands for the way of counting there.
  for (const experiment of catalogue.slice(0, 1)) found.push(['webgpu', await ratio(driver, experiment, { device: 'webgpu', seeds: 2 })]);
  expect(found.filter(([, one]) => !(one > 1 / tolerance && one < tolerance))).toEqual([]);
});

test('is told before Run and after it, and what would be too much with what to change', async ({ page }) => {
  await page.goto('#/experiments/dropout?device=wasm&seeds=2&steps=10');
  const bar = page.getByRole('region', { name: 'Session', exact: true });
  await expect(bar.getByText(/about \d+ MB of memory/)).toBeVisible();
  await bar.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(bar.getByText(/\d+ MB held/)).toBeVisible({ timeout: 60_000 });

  await page.goto('#/experiments/dropout?device=wasm&seeds=64&preset=mnist&*.width=512&*.members=5');
  await expect(bar.getByRole('alert')).toContainText('Choose fewer seeds or arms');
});
