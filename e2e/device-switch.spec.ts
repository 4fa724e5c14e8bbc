/** Another device during a session: it goes on from where it is, and says so in its list, on its charts, in what is kept, and where it is replayed. */
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { SessionsPage } from './pages/sessions-page.ts';

const query = '*.steps=2000&*.width=8&*.examples=40&arms=nothing,dropout&seeds=2&device=wasm';

test('a session that trains goes on on another device from the step that it has reached', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(query);
  for (let step = 0; step < 3; step++) {
    await experiment.button('Step').click();
    await experiment.expectState('paused');
    await expect.poll(() => experiment.step()).toBe(step + 1);
  }
  await experiment.chooseDevice('JavaScript');
  const past = page.getByRole('list', { name: 'What happened' });
  await expect(past).toContainText(/^\s*a\s*Step 3 The device changed from WASM to JavaScript/);
  await experiment.expectState('paused');
  expect(await experiment.step()).toBe(3);
  await expect(experiment.device).toContainText('JavaScript');
  await expect(page).toHaveURL(/device=cpu/);
  // Nothing waits for another run: only the device changed, and that is done.
  await experiment.button('Resume').click();
  await expect.poll(() => experiment.step(), { intervals: [20] }).toBeGreaterThan(3);
  // And back while it runs.
  await experiment.chooseDevice('WASM');
  await experiment.expectState('done');
  const moved = past.getByRole('listitem').filter({ hasText: 'from JavaScript to WASM' });
  await expect(moved).toHaveCount(1);
  const [, step = ''] = /Step ([\d,]+)/.exec(await moved.innerText()) ?? [];
  expect(Number(step)).toBeGreaterThan(3);
  expect((await experiment.curve('loss', 'dropout, training')).every(Number.isFinite)).toBe(true);

  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  await page.reload();
  await sessions.button(/^Open/).first().click();
  await experiment.expectState('done');
  await expect(past.getByRole('listitem')).toHaveCount(2);
  const kept = page.getByRole('region', { name: 'as kept' });
  await expect(kept).toContainText('From step 3 on it was trained on JavaScript instead of WASM');
  await page.getByText('How it was trained').click();
  await expect(page.getByText('after 2 changes of device')).toBeVisible();
  await expect(page.getByText(/^Chrome \d+ · Linux$/)).toBeVisible();
  await expect(page.getByText('(this one)')).toBeVisible();

  await kept.getByRole('button', { name: 'Replay' }).click();
  await experiment.expectState('done');
  const outcome = page.getByRole('status', { name: 'Replay' });
  await expect(outcome).toContainText('not to the bit');
});
