/** Twice the seeds for a finished session: only new ones are trained, and the look at the data is remembered. */
import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { SessionsPage } from './pages/sessions-page.ts';

/** How many colours a picture has: a blank one has one. */
const colours = (picture: Locator): Promise<number> =>
  picture.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return new Set(Array.from({ length: data.length / 4 }, (_, i) => [data[4 * i], data[4 * i + 1], data[4 * i + 2]].join())).size;
  });

const small = 'arms=nothing,dropout&*.steps=20&*.width=8&device=wasm';

test('a finished session takes twice the seeds, gives the numbers of as many from the start, and spends a look', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(`${small}&seeds=3`);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await expect(experiment.verdict).toContainText('3 paired seeds');
  await page.getByRole('button', { name: 'Double the seeds: 3 → 6' }).click();
  await expect(experiment.verdict).toContainText('6 paired seeds', { timeout: 45_000 });
  await expect(page).toHaveURL(/seeds=6/);
  const doubled = await experiment.curve('loss', 'dropout, validation');
  // 0.05 / 2² is left for the second look.
  await experiment.verdict.getByText('How this is computed').first().click();
  await expect(experiment.verdict).toContainText('98.75 % interval, so that it holds over all looks');

  // It stands on every axis, and each of its seeds has its picture.
  const axis = page.getByRole('combobox', { name: 'x axis' });
  await page.locator('summary', { hasText: 'Axes' }).click();
  for (const name of ['seconds', 'multiply-adds', 'epochs']) await expect(axis.getByRole('option', { name })).toBeAttached();
  const picture = page.getByRole('img', { name: 'Decision boundary of dropout' });
  for (const seed of ['0', '5']) {
    await page.getByRole('combobox', { name: 'Seed', exact: true }).selectOption(seed);
    await expect.poll(() => colours(picture)).toBeGreaterThan(10);
  }

  // Kept, and opened again: the next doubling is the third look.
  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  await expect(sessions.entries).toHaveCount(1);
  await page.reload();
  await sessions.entries.first().getByRole('button', { name: /^Open/ }).click();
  await expect(experiment.verdict).toContainText('6 paired seeds');
  await expect(page.getByRole('region', { name: 'More seeds' })).toContainText('look 3');

  // The same seeds from the start.
  await experiment.openDropout(`${small}&seeds=6&seed=1`);
  await experiment.button('Reset').click();
  await experiment.button('Run').click();
  await experiment.expectState('done');
  expect(await experiment.curve('loss', 'dropout, validation')).toEqual(doubled);
  // They have been seen: it is the second look still, and half as many were the first.
  await experiment.verdict.getByText('How this is computed').first().click();
  await expect(experiment.verdict).toContainText('98.75 % interval');
  await expect(page.getByRole('region', { name: 'More seeds' })).toContainText('This is look 2');
  await experiment.button('Reset').click();
  await experiment.openDropout(`${small}&seeds=12`);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await expect(page.getByRole('region', { name: 'More seeds' })).toContainText('This is look 3');
});

test('a fork that is made while seeds are added leaves the session all that it has', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout&*.steps=4000&*.width=8&*.examples=40&device=wasm&seeds=2');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await page.getByRole('button', { name: /^Double the seeds/ }).click();
  await page.getByRole('button', { name: 'Fork…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Fork an arm' });
  await dialog.getByRole('textbox', { name: /step/i }).first().fill('2000');
  await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
  await expect(page.getByRole('region', { name: 'More seeds' }).getByRole('button', { name: 'Cancel' })).toBeHidden();
  await experiment.expectState('done');
  await expect(experiment.verdict).toContainText('paired seeds');
  expect((await experiment.curve('loss', 'dropout, validation')).length).toBeGreaterThan(1);
});
