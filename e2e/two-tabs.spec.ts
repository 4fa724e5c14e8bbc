/** The same session in two tabs: one of them trains it, and neither writes over what the other has made of it. */
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { SessionsPage } from './pages/sessions-page.ts';

test('a session that another tab holds is not trained twice, goes on here once it is let go, and its deletion outlives a third tab', async ({
  page,
  context,
}) => {
  const first = new ExperimentPage(page);
  await first.openDropout('*.steps=60&*.width=8&arms=nothing,dropout&seeds=1&device=wasm');
  await first.button('Step').click();
  await first.expectState('paused');
  const other = await context.newPage();
  const [second, sessions] = [new ExperimentPage(other), new SessionsPage(other)];
  await sessions.open('/sessions');
  await sessions.button(/^Open/).click();
  await second.button('Resume').click();
  await expect(other.getByRole('alert')).toContainText('in another tab');
  await expect(second.button('Resume')).toBeVisible();
  expect(await first.step()).toBe(1);

  await first.button('Resume').click();
  await first.expectState('done');
  // What the first has made of it since is shown, not trained again from where it was when it was opened here.
  await second.button('Resume').click();
  await second.expectState('done');
  await expect(other.getByRole('alert')).toHaveCount(0);
  await expect(other.getByText('The session was left here')).toHaveCount(0);
  expect(await sessions.kept()).toBe(1);

  await sessions.open('/sessions');
  await sessions.button(/^Delete/).click();
  await expect(sessions.entries).toHaveCount(0);
  const third = new SessionsPage(await context.newPage());
  await third.open('/sessions');
  await expect(third.page.getByText('Nothing has been run here yet')).toBeVisible();
  await sessions.button(/^Undo$/).click();
  await expect(sessions.entries).toHaveCount(1);
  await expect(third.entries).toHaveCount(1);
});
