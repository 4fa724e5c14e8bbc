/** Two kept sessions in one comparison: their curves in one chart per measure, the settings that differ, their verdicts side by side. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { SessionsPage } from './pages/sessions-page.ts';

async function runAs(page: Page, query: string, name: string): Promise<number[]> {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(query);
  await experiment.bar.getByRole('button', { name: /^Run/ }).click();
  await experiment.expectState('done');
  const curve = await experiment.curve('loss', 'dropout, validation');
  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  await sessions.name(sessions.entries.first()).fill(name);
  await sessions.name(sessions.entries.first()).press('Enter');
  return curve;
}

test('two sessions stand in one chart, with what they differ in and their verdicts', async ({ page }) => {
  const short = 'arms=nothing,dropout&*.steps=40&*.width=8&seeds=3&device=wasm';
  const curves = [await runAs(page, short, 'first'), await runAs(page, `${short}&*.learningRate=0.05&seed=7`, 'faster')];
  const sessions = new SessionsPage(page);
  await page.getByRole('checkbox', { name: 'Compare: first' }).check();
  await expect(page.getByText('Choose another')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Compare: faster' }).check();
  await page.getByRole('link', { name: 'Compare them' }).click();
  await expect(sessions.title).toHaveText('Compare sessions');

  const experiment = new ExperimentPage(page);
  expect(await experiment.curve('loss', 'A dropout, validation')).toEqual(curves[0]);
  expect(await experiment.curve('loss', 'B dropout, validation')).toEqual(curves[1]);
  const settings = page.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'Setting', exact: true }) });
  await expect(settings.getByRole('row', { name: /learning rate/i }).getByRole('cell')).toHaveText(['0.005', '0.05']);
  await expect(settings.getByRole('row', { name: /^Session seed/ }).getByRole('cell')).toHaveText(['1', '7']);
  await expect(settings.getByRole('row')).toHaveCount(3);
  const verdicts = page.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'Claim', exact: true }) });
  await expect(verdicts.getByRole('row').nth(1).getByRole('cell').first()).toContainText('effect');

  // A line that is switched off leaves the charts; the others keep their signs.
  await page.getByRole('checkbox', { name: 'B no remedy' }).uncheck();
  await expect(experiment.chart('loss').getByRole('rowheader', { name: 'B no remedy' })).toHaveCount(0);
  await expect(experiment.chart('loss').getByRole('rowheader', { name: 'B dropout' }).first()).toBeVisible();

  // The same axes as on the page of an experiment, for all charts at once.
  await page.locator('summary', { hasText: 'Axes' }).click();
  const axis = page.getByRole('combobox', { name: 'x axis' });
  const plots = page.getByRole('slider', { name: /^Chart of/ });
  for (const name of ['epochs', 'examples per run', 'multiply-adds per run', 'seconds per arm']) await axis.selectOption(name);
  for (const plot of await plots.all()) {
    await expect(plot).toHaveAttribute('aria-valuetext', /seconds per arm/);
    await expect(plot).toHaveAccessibleName(/ over seconds per arm for /);
  }
  await page.getByRole('checkbox', { name: 'log x' }).check();
  await plots.first().press('Home');
  for (const plot of await plots.all()) await expect(plot).toHaveAttribute('aria-valuenow', '0');
  await plots.first().press('+');
  await expect(page).toHaveURL(/ids=[^&]+&x=time&logx&zoom=/);

  // The comparison is an address of its own, with its axes.
  await page.reload();
  await expect(page.getByRole('button', { name: 'show all' })).toBeVisible();
  await expect(page.locator('summary', { hasText: 'Axes' })).toContainText('seconds per arm · log x');
  await expect(page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')).toHaveCount(2);
  expect(await sessions.sideways()).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => sessions.sideways()).toEqual([]);
});

test('a comparison follows a session that goes on in another tab', async ({ page, context }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing&*.steps=20&*.width=8&seeds=3&device=wasm');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await experiment.openDropout('arms=nothing&*.steps=5000&*.width=8&seeds=2&device=wasm');
  await experiment.button('Step').click();
  await expect.poll(() => experiment.step()).toBeGreaterThan(0);

  const other = await context.newPage();
  const sessions = new SessionsPage(other);
  await sessions.open('/sessions');
  for (const box of await other.getByRole('checkbox', { name: /^Compare/ }).all()) await box.check();
  await other.getByRole('link', { name: 'Compare them' }).click();
  const list = other.getByRole('list', { name: 'Sessions' });
  const told = async (): Promise<number> => Number(/step (\d+) of 5,000/.exec(await list.innerText())?.[1] ?? 0);
  const before = await experiment.step();
  await expect.poll(told).toBe(before);
  // Two seeds of two are all of them, whatever the other session has.
  const counts = new ExperimentPage(other).chart('loss').locator('.count');
  await expect(counts.filter({ hasText: ' of ' })).toHaveCount(0);
  await experiment.button('Step').click();
  await expect.poll(() => experiment.step()).toBeGreaterThan(before);
  await expect.poll(told).toBe(await experiment.step());
});

test('a comparison without its sessions says so', async ({ page }) => {
  const sessions = new SessionsPage(page);
  await sessions.open('/sessions/compare?ids=gone,away');
  await expect(page.getByRole('alert')).toContainText('2 of the chosen sessions are not kept here any more');
  await expect(page.getByText('Choose two or more sessions')).toBeVisible();
});
