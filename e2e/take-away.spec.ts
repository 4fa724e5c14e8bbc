/** What can be taken away: each download arrives, reads, and holds the numbers that the page shows. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';

/** Chooses from the Export menu and gives what arrives. */
async function taken(page: Page, item: RegExp): Promise<{ name: string; bytes: Buffer }> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

async function trained(page: Page, query = ''): Promise<ExperimentPage> {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(`*.steps=40&seeds=3&device=wasm${query}`);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  return experiment;
}

/** To the digits that the page's table shows. */
const shown = (value: number): number => Number(value.toPrecision(3));

test('before anything is measured the menu says why there is nothing to save', async ({ page }) => {
  await new ExperimentPage(page).openDropout();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const file = page.getByRole('menuitem', { name: /^Session file/ });
  await expect(file).toHaveAttribute('aria-disabled', 'true');
  await expect(file).toContainText('press Run first');
});

test('measures leave as CSV and as JSON with the numbers of the chart', async ({ page }) => {
  const experiment = await trained(page);
  const curve = await experiment.curve('loss', 'no remedy, validation');
  const csv = await taken(page, /CSV/);
  expect(csv.name).toMatch(/^dropout-[\d-]+\.csv$/);
  const rows = csv.bytes
    .toString('utf8')
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  expect(rows[0]).toEqual(['measure', 'arm', 'seed', 'step', 'value']);
  const last = rows.filter(([measure, arm, , step]) => measure === 'validationLoss' && arm === 'nothing' && step === '40');
  expect(last).toHaveLength(3);
  const mean = last.reduce((sum, row) => sum + Number(row[4]), 0) / 3;
  expect(shown(mean)).toBe(curve.at(-1));

  const json = await taken(page, /JSON/);
  const document = JSON.parse(json.bytes.toString('utf8')) as {
    arms: { id: string; measures: Record<string, { steps: number[]; bySeed: (number | null)[][] }> }[];
  };
  expect(document.arms.map(({ id }) => id)).toEqual(['nothing', 'dropout', 'weightDecay']);
  const measure = document.arms[0]?.measures['validationLoss'];
  expect(measure?.steps.at(-1)).toBe(40);
  expect(measure?.bySeed.map((values) => Number(values.at(-1)?.toPrecision(9)))).toEqual(last.map((row) => Number(row[4])));
});

test('the session leaves as one file with its name, and imports again', async ({ page, browser }) => {
  const experiment = await trained(page);
  const before = await experiment.curve('loss', 'no remedy, training');
  const file = await taken(page, /^Session file/);
  expect(file.name).toMatch(/^dropout-[\d-]+\.ablate\.json$/);
  const context = await browser.newContext();
  const elsewhere = await context.newPage();
  await elsewhere.goto('./#/sessions');
  const input = { name: file.name, mimeType: 'application/json', buffer: file.bytes };
  await elsewhere.getByLabel('Import a session').setInputFiles(input);
  await elsewhere.getByRole('button', { name: /^Open/ }).click();
  const there = new ExperimentPage(elsewhere);
  await there.expectState('done');
  expect(await there.curve('loss', 'no remedy, training')).toEqual(before);
  await context.close();
});
