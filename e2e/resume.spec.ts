/** A session that was left, or whose worker died, goes on from a checkpoint and gives the numbers of one that was not disturbed. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { SessionsPage } from './pages/sessions-page.ts';

/** Two workers share the seeds; long enough to be interrupted. */
const query = '*.steps=4000&*.width=8&*.examples=40&arms=nothing,dropout&seeds=2&device=wasm';

/** Every number that was measured of the session on top of the list. */
async function numbers(page: Page): Promise<string> {
  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  const [csv] = await Promise.all([page.waitForEvent('download'), sessions.button(/CSV/).first().click()]);
  return readFile(await csv.path(), 'utf8');
}

/** Those of a session that runs through. */
async function undisturbed(page: Page): Promise<string> {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(query);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  return numbers(page);
}

/** A session that is paused after a few steps. */
async function pausedSession(page: Page): Promise<ExperimentPage> {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(query);
  if (await experiment.button('Reset').isEnabled()) await experiment.button('Reset').click();
  // Step by step: a session that runs might end before anybody pauses it.
  for (let step = 1; step <= 6; step++) {
    await experiment.button('Step').click();
    await expect.poll(() => experiment.step(), { intervals: [20] }).toBe(step);
    await experiment.expectState('paused');
  }
  return experiment;
}

/** Steps of the checkpoints of sessions that were left: those that ended have one of the last step. */
async function keptSteps(page: Page): Promise<number[]> {
  return (await new SessionsPage(page).checkpointSteps()).filter((step) => step < 4000);
}

test('a session that was left is resumed after a reload, from its checkpoint, to the same numbers', async ({ page }) => {
  const expected = await undisturbed(page);
  await pausedSession(page);
  await expect.poll(() => keptSteps(page)).toContain(6);

  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  await page.reload();
  await sessions.button(/^Resume/).click();
  const experiment = new ExperimentPage(page);
  await experiment.expectState('done');
  await expect(page.getByRole('list', { name: 'What happened' })).toContainText('resumed from step 6');
  await experiment.button('Run again').waitFor();
  expect(await numbers(page)).toBe(expected);
});

/** As if another build had named a part of the state otherwise. */
async function renameState(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const opening = indexedDB.open('ablate');
        opening.onerror = () => reject(new Error('no database'));
        opening.onsuccess = () => {
          const changing = opening.result.transaction('checkpoints', 'readwrite');
          const cursors = changing.objectStore('checkpoints').openCursor();
          cursors.onsuccess = () => {
            const cursor = cursors.result;
            if (!cursor) return;
            const kept = cursor.value as { populations: { tensors: Record<string, unknown> }[] };
            for (const one of kept.populations) {
              one.tensors = Object.fromEntries(
                Object.entries(one.tensors).map(([path, tensor], i) => [i === 0 ? `old/${path}` : path, tensor]),
              );
            }
            cursor.update(kept);
            cursor.continue();
          };
          changing.oncomplete = () => {
            opening.result.close();
            resolve();
          };
        };
      }),
  );
}

test('a checkpoint of another build that does not fit is left aside: the session trains from the start, to the same numbers', async ({
  page,
}) => {
  const expected = await undisturbed(page);
  await pausedSession(page);
  await expect.poll(() => keptSteps(page)).toContain(6);
  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  await renameState(page);
  await page.reload();
  await sessions.button(/^Resume/).click();
  const experiment = new ExperimentPage(page);
  await experiment.expectState('done');
  await expect(page.getByRole('list', { name: 'What happened' })).toContainText('do not fit');
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(await numbers(page)).toBe(expected);
});

test('an opened session that was left is resumed with the button that runs it', async ({ page }) => {
  await pausedSession(page);
  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  await page.reload();
  await sessions.button(/^Open/).first().click();
  const experiment = new ExperimentPage(page);
  await experiment.button('Resume').click();
  await experiment.expectState('done');
  await expect(experiment.button('Run again')).toBeVisible();
});

test('a session whose worker dies goes on by itself, and says so', async ({ page }) => {
  await page.addInitScript(() => {
    const workers: Worker[] = [];
    const Real = window.Worker;
    window.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        workers.push(this);
      }
    };
    // As when a driver is restarted.
    window.addEventListener('kill', () => {
      const data = { type: 'failed', error: { code: 'deviceLost', detail: 'killed by a test' } };
      workers.at(-1)?.dispatchEvent(new MessageEvent('message', { data }));
    });
  });
  const expected = await undisturbed(page);
  const experiment = await pausedSession(page);
  await expect.poll(async () => (await keptSteps(page)).length).toBeGreaterThan(0);
  await experiment.button('Resume').click();
  await page.evaluate(() => window.dispatchEvent(new Event('kill')));
  await expect(page.getByRole('list', { name: 'What happened' })).toContainText('went on by itself');
  await experiment.expectState('done');
  await expect(page.getByRole('alert')).toHaveCount(0);
  expect(await numbers(page)).toBe(expected);
});
