/** Live changes: made while training by typing, dragging and keys, marked, listed, undone, and replayed to the bit. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { SessionsPage } from './pages/sessions-page.ts';

class LivePage extends ExperimentPage {
  readonly events = this.page.getByRole('region', { name: 'Live changes' });
  readonly listed = this.events.getByRole('listitem');
  readonly rate = this.setting('learning rate').first();
  readonly preview = this.page.locator('[data-step]');
  readonly slider = this.page.getByRole('slider', { name: 'learning rate' }).first();

  async type(name: string, value: string, within = this.page.getByRole('main')): Promise<void> {
    const field = within.getByRole('textbox', { name }).first();
    await field.fill(value);
    await field.press('Enter');
  }
}

test('a value that is typed, dragged or moved by keys while training is one event, marked, listed and undone', async ({ page }) => {
  const experiment = new LivePage(page);
  await experiment.openDropout('arms=nothing,dropout&*.steps=5000&*.width=512&*.batchSize=256&seeds=2&device=wasm');
  await expect(experiment.events).toBeHidden();
  await experiment.button('Run').click();
  await expect.poll(() => experiment.step()).toBeGreaterThan(0);

  await experiment.type('learning rate', '0.02');
  await expect(experiment.listed).toHaveCount(1);
  await expect(experiment.listed.first()).toContainText('0.005 → 0.02');
  await expect(experiment.listed.first()).toContainText('all arms');
  await expect(experiment.rate).toHaveValue('0.02');
  await expect(experiment.bar).not.toContainText('learning rate');
  await expect(page).toHaveURL(/events=\d+:\*\.learningRate=0\.02/);
  await expect(experiment.verdict).toContainText('one live change while training');

  await experiment.slider.focus();
  // In one go: on a busy machine presses from outside may come too late to be one burst.
  await experiment.slider.evaluate((thumb) => {
    for (let press = 0; press < 3; press++) thumb.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
  });
  await expect(experiment.rate).toHaveValue('0.05');
  await expect(experiment.listed).toHaveCount(2);
  await expect(experiment.listed.nth(1)).toContainText('0.02 → 0.05');

  await experiment.slider.scrollIntoViewIfNeeded();
  const thumb = await experiment.slider.boundingBox();
  if (!thumb) throw new Error('the slider is not in sight');
  const [x, y] = [thumb.x + thumb.width / 2, thumb.y + thumb.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 30, y, { steps: 8 });
  await expect(experiment.rate).not.toHaveValue('0.05');
  await expect(experiment.listed).toHaveCount(2);
  // Where it would land is drawn on every chart, and moves on with the training while the thumb is held.
  await expect(experiment.preview).toHaveCount(3);
  const previewed = Number(await experiment.preview.first().getAttribute('data-step'));
  await expect.poll(async () => Number(await experiment.preview.first().getAttribute('data-step'))).toBeGreaterThan(previewed);
  await page.mouse.up();
  await expect(experiment.listed).toHaveCount(3);
  await expect(experiment.preview).toHaveCount(0);

  await experiment.events.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(experiment.listed).toHaveCount(4);
  await expect(experiment.rate).toHaveValue('0.05');
  await page.keyboard.press('Control+z');
  await expect(experiment.listed).toHaveCount(5);
  await expect(experiment.rate).toHaveValue('0.02');

  await experiment.button('Pause').click();
  await experiment.expectState('paused');
  const arm = page.getByRole('group', { name: 'dropout', exact: true });
  await experiment.type('dropout', '0.2', arm);
  await expect(experiment.listed).toHaveCount(6);
  await expect(experiment.listed.nth(5)).toContainText('0.5 → 0.2');
  await expect(experiment.listed.nth(5)).not.toContainText('all arms');
  await expect(experiment.button('Resume')).toBeVisible();
});

test('remedies that were 0 are turned up without a restart, and one undo takes all arms back at one step', async ({ page }) => {
  const experiment = new LivePage(page);
  await experiment.openDropout('arms=nothing,dropout&*.steps=5000&*.width=512&*.batchSize=256&seeds=2&device=wasm');
  const all = page.getByRole('region', { name: 'All arms' });
  await experiment.button('Run').click();
  await expect.poll(() => experiment.step()).toBeGreaterThan(0);
  for (const [index, [name, value]] of [
    ['label smoothing', '0.2'],
    ['L1 penalty', '0.002'],
    ['input noise', '0.3'],
  ].entries()) {
    await experiment.type(name ?? '', value ?? '', all);
    await expect(experiment.listed).toHaveCount(index + 1);
    await expect(experiment.listed.nth(index)).toContainText(`0 → ${value}`);
  }
  const arm = page.getByRole('group', { name: 'dropout', exact: true });
  await arm.getByText('Other values of this arm').click();
  await experiment.type('label smoothing', '0.5', arm);
  await expect(experiment.listed).toHaveCount(4);
  await experiment.type('label smoothing', '0.1', all);
  await expect(experiment.listed).toHaveCount(5);
  await expect(experiment.listed.nth(4)).toContainText('0.2 / 0.5 → 0.1');
  await experiment.events.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(experiment.listed).toHaveCount(7);
  const [one, other] = (await experiment.listed.allInnerTexts()).slice(5).map((text) => /step [\d,]+/.exec(text)?.[0]);
  expect(one).toBeDefined();
  expect(other).toBe(one);
  await expect(experiment.events.getByRole('button', { name: 'Undo', exact: true })).toBeEnabled();
  await page.keyboard.press('Control+z');
  await expect(experiment.listed).toHaveCount(8);
  await expect(experiment.listed.nth(7)).toContainText('0.5 → 0.2');
  await expect(experiment.bar).not.toContainText('smoothing');
});

/** The newest kept session as its file holds it, measures to the bit. */
async function exported(page: Page): Promise<{ id: string; measures: unknown }> {
  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    sessions
      .button(/^Export/)
      .first()
      .click(),
  ]);
  const { session, measures } = JSON.parse(await readFile(await file.path(), 'utf8')) as { session: { id: string }; measures: unknown };
  return { id: session.id, measures };
}

test('a session with three live changes replays to the bit, after a reload and from its file in a fresh browser', async ({
  page,
  browser,
}) => {
  const experiment = new LivePage(page);
  await experiment.openDropout('arms=nothing,dropout&*.steps=1000&seeds=2&device=wasm');
  await experiment.button('Step').click();
  await experiment.expectState('paused');
  await experiment.type('learning rate', '0.02');
  await expect(experiment.listed).toHaveCount(1);
  await experiment.button('Step').click();
  await expect.poll(() => experiment.step()).toBe(2);
  await experiment.type('dropout', '0.1', page.getByRole('group', { name: 'dropout', exact: true }));
  await expect(experiment.listed).toHaveCount(2);
  await experiment.button('Step').click();
  await expect.poll(() => experiment.step()).toBe(3);
  await experiment.type('learning rate', '0.001');
  await expect(experiment.listed).toHaveCount(3);
  await experiment.button('Resume').click();
  await experiment.expectState('done');
  const address = page.url();
  const before = await exported(page);
  const sessions = new SessionsPage(page);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    sessions
      .button(/^Export/)
      .first()
      .click(),
  ]);

  await page.goto(address);
  await page.reload();
  await expect(experiment.listed).toHaveCount(3);
  await expect(experiment.events).toContainText('The next run makes these 3 changes');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  const again = await exported(page);
  expect(again.id).not.toBe(before.id);
  expect(again.measures).toEqual(before.measures);

  const context = await browser.newContext();
  const elsewhere = new LivePage(await context.newPage());
  const others = new SessionsPage(elsewhere.page);
  await others.open('/sessions');
  await elsewhere.page.getByLabel('Import a session').setInputFiles(await file.path());
  await others.button(/^Open/).click();
  await expect(elsewhere.listed).toHaveCount(3);
  await elsewhere.button('Run again').click();
  await elsewhere.expectState('done');
  const there = await exported(elsewhere.page);
  expect([before.id, again.id]).not.toContain(there.id);
  expect(there.measures).toEqual(before.measures);
  await context.close();
});

test('a session can run again without the live changes of a link', async ({ page }) => {
  const experiment = new LivePage(page);
  await experiment.openDropout('arms=nothing,dropout&*.steps=60&seeds=2&device=wasm&events=20:*.learningRate=0.02,40:dropout.dropout=0.2');
  await expect(experiment.rate).toHaveValue('0.005');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await expect(experiment.verdict).toContainText('2 live changes while training');
  await experiment.events.getByRole('button', { name: 'Run without them' }).click();
  await expect(page).not.toHaveURL(/events=/);
  await experiment.button('Run again').click();
  await expect(experiment.events).toBeHidden();
  await experiment.expectState('done');
  await expect(experiment.verdict).not.toContainText('live changes');
});

test('a session that has all the changes it can keep says so, and what is changed then waits for the next run', async ({ page }) => {
  const experiment = new LivePage(page);
  const events = Array.from({ length: 999 }, (_, i) => `${i + 4000}:*.weightDecay=${(i % 9) / 1000}`).join();
  await experiment.openDropout(`arms=nothing&*.steps=5000&*.width=8&seeds=1&device=wasm&events=${events}`);
  await experiment.button('Step').click();
  await experiment.expectState('paused');
  await experiment.type('learning rate', '0.02');
  await expect(experiment.listed).toHaveCount(1000);
  await expect(experiment.events.getByRole('status')).toContainText('1,000 live changes are the most');
  await expect(experiment.events.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();
  await experiment.type('learning rate', '0.03');
  // The run bar tells what the next run changes.
  await expect(experiment.bar).toContainText('learning rate');
  await expect(experiment.listed).toHaveCount(1000);
});
