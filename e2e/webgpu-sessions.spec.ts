/** Sessions on WebGPU (in software here) are left, resumed and forked to the same bits. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { SessionsPage } from './pages/sessions-page.ts';

const query = '*.steps=24&*.width=4&*.examples=20&*.batchSize=4&arms=nothing,dropout&seeds=1&device=webgpu';

/** Every number of the session on top of the list, by arm. */
async function numbers(page: Page): Promise<Map<string, string[]>> {
  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  const [csv] = await Promise.all([page.waitForEvent('download'), sessions.button(/CSV/).first().click()]);
  const arms = new Map<string, string[]>();
  for (const line of (await readFile(await csv.path(), 'utf8')).trim().split('\r\n').slice(1)) {
    const [measure, arm = '', ...others] = line.split(',');
    arms.set(arm, [...(arms.get(arm) ?? []), [measure, ...others].join()]);
  }
  return arms;
}

test('a session on WebGPU is resumed from its checkpoint and forked, to the same bits', async ({ page }) => {
  test.slow();
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(query);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  const expected = await numbers(page);

  await experiment.openDropout(query);
  await experiment.button('Reset').click();
  for (let step = 1; step <= 5; step++) {
    await experiment.button('Step').click();
    await expect.poll(() => experiment.step()).toBe(step);
    await experiment.expectState('paused');
  }
  const sessions = new SessionsPage(page);
  await expect.poll(() => sessions.checkpointSteps()).toContain(5);
  await sessions.open('/sessions');
  await page.reload();
  await sessions
    .button(/^Resume/)
    .first()
    .click();
  await experiment.expectState('done');
  await expect(page.getByRole('list', { name: 'What happened' })).toContainText('resumed from step 5');
  expect(await numbers(page)).toEqual(expected);

  await sessions.button(/^Open/).first().click();
  await experiment.expectState('done');
  await page.getByRole('button', { name: 'Fork…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Fork an arm' });
  await dialog.getByRole('textbox', { name: 'Step' }).fill('9');
  await dialog.getByRole('textbox', { name: 'Step' }).press('Enter');
  await expect(dialog).toContainText('Goes on from the checkpoint at step 5');
  await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
  await expect(page.getByRole('group', { name: 'no remedy: fork at 9' })).toBeVisible();
  await experiment.expectState('done');
  await expect(experiment.device).toContainText(/software/i);
  const forked = await numbers(page);
  expect(forked.get('nothing-2')).toEqual(expected.get('nothing'));
});
