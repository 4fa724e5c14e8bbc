/** A browser that has no room left: the page says so where the session is, offers what can be removed, and keeps the session once there is room. */
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { SessionsPage } from './pages/sessions-page.ts';

const query = '*.steps=20&*.width=8&arms=nothing,dropout&seeds=1&device=wasm';

test('a session that cannot be kept says so, and is kept after something was removed', async ({ page }) => {
  await page.addInitScript(() => {
    const { put, delete: remove } = IDBObjectStore.prototype;
    let [full, deletable] = [false, false];
    window.addEventListener('fill', () => (full = true));
    window.addEventListener('deletable', () => (deletable = true));
    IDBObjectStore.prototype.put = function (value, key) {
      if (full) throw new DOMException('no room', 'QuotaExceededError');
      return put.call(this, value, key);
    };
    // What the person deletes makes room; what the page clears by itself is not enough.
    IDBObjectStore.prototype.delete = function (key) {
      full = full && !deletable;
      return remove.call(this, key);
    };
  });
  const experiment = new ExperimentPage(page);
  const sessions = new SessionsPage(page);
  await experiment.openDropout(query);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await expect.poll(() => sessions.kept()).toBe(1);
  await page.evaluate(() => window.dispatchEvent(new Event('fill')));
  await experiment.openDropout(`${query}&seed=2`.replace('seeds=1', 'seeds=3'));
  await experiment.button('Run again').click();
  // The three seeds of both arms: the session before was done too.
  await expect(experiment.bar).toContainText('over 6 runs');
  await experiment.expectState('done');
  const notice = page.getByRole('region', { name: 'This session is not kept' });
  await expect(notice.getByRole('alert')).toContainText('no room left');
  await expect(notice.getByRole('link', { name: 'All sessions' })).toBeVisible();

  // The list says it too, and what can be removed.
  await notice.getByRole('link', { name: 'All sessions' }).click();
  await expect(sessions.entries).toHaveCount(1);
  await expect(page.getByRole('alert')).toContainText('no room for more sessions');
  await page.evaluate(() => window.dispatchEvent(new Event('deletable')));
  await page.getByRole('button', { name: /^Delete the oldest session/ }).click();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await expect(sessions.entries).toHaveCount(1);
  await expect(sessions.entries).toContainText('3 seeds');
});
