/** What was run is kept: after a reload it is listed with its verdicts, opens without training, and can be named, deleted and brought back. */
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
