/** What was run is kept: after a reload it is listed with its verdicts, opens without training, and can be named, deleted and brought back. */
import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { SessionsPage } from './pages/sessions-page.ts';

test('a session outlives a reload, with its curves, name and note, and a deletion can be undone', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('*.steps=40&seeds=3&device=wasm');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  const before = await experiment.curve('loss', 'no remedy, training');

  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  await page.reload();
  await expect(sessions.entries).toHaveCount(1);
  await expect(sessions.entries).toContainText('3 seeds');
  await sessions.name(sessions.entries).fill('three seeds');
  await sessions.name(sessions.entries).press('Enter');
  await page.getByRole('textbox', { name: /^Note/ }).fill('short');
  await page.getByRole('textbox', { name: /^Note/ }).blur();

  await sessions.button(/^Delete: three seeds/).click();
  await expect(sessions.entries).toHaveCount(0);
  await sessions.button(/^Undo$/).click();
  await expect(sessions.entries).toHaveCount(1);
  await page.reload();
  await expect(sessions.name(sessions.entries)).toHaveValue('three seeds');
  await expect(page.getByRole('textbox', { name: /^Note/ })).toHaveValue('short');

  await sessions.button(/^Open: three seeds/).click();
  await expect(experiment.title).toHaveText('Does dropout narrow the generalisation gap?');
  await experiment.expectState('done');
  expect(await experiment.curve('loss', 'no remedy, training')).toEqual(before);
  await expect(experiment.verdict).toContainText('3 paired seeds');
  // All x axes, and pictures, without training.
  await page.locator('summary', { hasText: 'Axes' }).click();
  const axis = page.getByRole('combobox', { name: 'x axis' });
  for (const name of ['seconds', 'multiply-adds', 'epochs']) await expect(axis.getByRole('option', { name })).toBeAttached();
  await page.getByRole('img', { name: 'Decision boundary of dropout' }).scrollIntoViewIfNeeded();
  await expect(page.getByText('At step 40.')).toBeVisible();
  await page.getByText('How it was trained').click();
  await expect(page.getByText('(this one)')).toBeVisible();
});

test('a session leaves as a file and comes back in a fresh browser with the same curves; measures leave as CSV', async ({
  page,
  browser,
}) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('*.steps=40&seeds=3&device=wasm');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  const before = await experiment.curve('loss', 'no remedy, training');
  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  const [file] = await Promise.all([page.waitForEvent('download'), sessions.button(/^Export/).click()]);
  const [csv] = await Promise.all([page.waitForEvent('download'), sessions.button(/CSV/).click()]);
  expect(file.suggestedFilename()).toMatch(/^dropout-[\d-]+\.ablate\.json$/);
  const lines = (await readFile(await csv.path(), 'utf8')).split('\r\n');
  expect(lines[0]).toBe('measure,arm,seed,step,value');
  expect(lines.filter((line) => line.startsWith('trainingLoss,'))).toHaveLength(3 * 3 * 40);

  const context = await browser.newContext();
  const elsewhere = await context.newPage();
  const others = new SessionsPage(elsewhere);
  await others.open('/sessions');
  const chooser = elsewhere.getByLabel('Import a session');
  await chooser.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no session') });
  await expect(elsewhere.getByRole('alert')).toContainText('not a session');
  await chooser.setInputFiles(await file.path());
  await expect(others.entries).toHaveCount(1);
  await others.button(/^Open/).click();
  const there = new ExperimentPage(elsewhere);
  await there.expectState('done');
  expect(await there.curve('loss', 'no remedy, training')).toEqual(before);
  await context.close();
});

test('the list follows what is trained behind it and what another tab keeps and changes', async ({ page, context }) => {
  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  await expect(page.getByText('Nothing has been run here yet')).toBeVisible();
  const other = await context.newPage();
  const experiment = new ExperimentPage(other);
  await experiment.openDropout('*.steps=400&*.width=8&seeds=1&device=wasm');
  await experiment.button('Run').click();
  await expect.poll(() => experiment.step(), { intervals: [20] }).toBeGreaterThan(0);
  const others = new SessionsPage(other);
  await others.open('/sessions');
  // Nobody reloads or comes back, neither to the list behind which it trains nor in the first tab.
  for (const list of [others, sessions]) {
    await expect(list.entries).toHaveCount(1);
    await expect(list.entries).not.toContainText('of 400');
  }
  const note = page.getByRole('textbox', { name: /^Note/ });
  await note.fill('half a sent');
  await others.name(others.entries).fill('from elsewhere');
  await others.name(others.entries).press('Enter');
  await expect(sessions.name(sessions.entries)).toHaveValue('from elsewhere');
  await expect(note).toHaveValue('half a sent');
  await others.button(/^Delete/).click();
  await expect(sessions.entries).toHaveCount(0);
});

test('a session that was left while it ran is kept as far as it came', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('*.steps=5000&seeds=2&device=wasm');
  await experiment.button('Run').click();
  await expect.poll(() => experiment.step()).toBeGreaterThan(20);
  await experiment.button('Pause').click();
  await experiment.expectState('paused');
  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  await page.reload();
  await expect(sessions.entries).toContainText('of 5,000');
});
