/** A new arm goes on from a step of another with changed values: pointed at, priced beforehand, and the same as a replay from the start. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { SessionsPage } from './pages/sessions-page.ts';

const query = 'arms=nothing,dropout&*.width=8&*.examples=40&seeds=2&device=wasm';

/** The numbers of the session on top of the list: by arm, "measure seed step" → value. */
async function numbers(page: Page): Promise<Map<string, Map<string, string>>> {
  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  const [csv] = await Promise.all([page.waitForEvent('download'), sessions.button(/CSV/).first().click()]);
  const arms = new Map<string, Map<string, string>>();
  for (const line of (await readFile(await csv.path(), 'utf8')).trim().split('\r\n').slice(1)) {
    const [measure, arm = '', seed, step, value = ''] = line.split(',');
    const own = arms.get(arm) ?? new Map<string, string>();
    arms.set(arm, own.set(`${measure} ${seed} ${step}`, value));
  }
  return arms;
}

function upTo(values: Map<string, string> | undefined, last: number): Map<string, string> {
  return new Map([...(values ?? [])].filter(([key]) => Number(key.split(' ')[2]) <= last));
}

test('a click on the chart forks a session that is paused; the fork catches up and is the one that a replay makes', async ({ page }) => {
  test.slow();
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(`*.steps=5000&${query.replace('width=8', 'width=32')}`);
  await experiment.button('Run').click();
  await expect.poll(() => experiment.step(), { intervals: [50] }).toBeGreaterThan(60);
  await experiment.button('Pause').click();
  await experiment.expectState('paused');
  const reached = await experiment.step();

  const plot = experiment.chart('loss').getByRole('slider');
  const box = await plot.boundingBox();
  // At the left end: within what has been trained.
  await plot.click({ position: { x: 52 + ((box?.width ?? 0) - 70) * (reached / 5000) * 0.6, y: 40 } });
  await page.getByRole('button', { name: /^Fork from step/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Fork an arm' });
  await expect(dialog).toContainText(/trains up to step/);
  await expect(dialog).toContainText('Not in a fork');
  const step = Number((await dialog.getByRole('textbox', { name: 'Step' }).inputValue()).replaceAll(',', ''));
  expect(step).toBeGreaterThan(0);
  await dialog.getByRole('combobox', { name: 'Parent' }).selectOption('dropout');
  await dialog.getByRole('textbox', { name: /learning rate/i }).fill('0.05');
  await dialog.getByRole('textbox', { name: /learning rate/i }).press('Tab');
  await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  // It comes to where the others wait, and waits with them.
  await expect.poll(() => experiment.step(), { timeout: 45_000 }).toBe(reached);
  await experiment.expectState('paused');
  await experiment.button('Resume').click();
  await experiment.expectState('done');
  const address = page.url();
  expect(address).toContain(`dropout-2.fork=dropout@${step}`);
  expect(address).not.toContain('dropout-2.name');

  const made = await numbers(page);
  const [fork, parent] = [made.get('dropout-2'), made.get('dropout')];
  expect(fork?.size).toBe(parent?.size);
  expect(upTo(fork, step)).toEqual(upTo(parent, step));
  expect(fork).not.toEqual(parent);

  await page.goto(address);
  await page.reload();
  await experiment.button('Run').click();
  await experiment.expectState('done');
  expect(await numbers(page)).toEqual(made);
});

test('a finished session is forked by keyboard, and the fork again, after a reload too', async ({ page }) => {
  test.slow();
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(`*.steps=200&${query}`);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  const before = await numbers(page);
  await page.goBack();
  await experiment.button('Run again').waitFor();
  await page.keyboard.press('f');
  const dialog = page.getByRole('dialog', { name: 'Fork an arm' });
  await dialog.getByRole('textbox', { name: 'Step' }).fill('100');
  await dialog.getByRole('textbox', { name: 'Step' }).press('Enter');
  await dialog.getByRole('textbox', { name: /learning rate/i }).fill('0.1');
  await dialog.getByRole('textbox', { name: /learning rate/i }).press('Tab');
  await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
  await experiment.expectState('done');
  await expect(page).toHaveURL(/nothing-2\.fork=nothing@100/);

  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  await page.reload();
  await sessions.button(/^Open/).first().click();
  await page.getByRole('button', { name: 'Fork…' }).click();
  await dialog.getByRole('combobox', { name: 'Parent' }).selectOption('nothing-2');
  await dialog.getByRole('textbox', { name: 'Step' }).fill('150');
  await dialog.getByRole('textbox', { name: 'Step' }).press('Enter');
  await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
  await expect(page).toHaveURL(/nothing-3\.fork=nothing-2@150/);
  await experiment.expectState('done');
  const after = await numbers(page);
  // Without a change it is its parent, to the bit; the others are as they were.
  expect(after.get('nothing-3')).toEqual(after.get('nothing-2'));
  expect(after.get('nothing-2')).not.toEqual(after.get('nothing'));
  expect(after.get('nothing')).toEqual(before.get('nothing'));
  expect(after.get('dropout')).toEqual(before.get('dropout'));
});

test('a session is forked while it trains; the fork is called by what it does otherwise', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  // So many that it does not end before it is paused.
  await experiment.openDropout(`steps=100000&${query}`);
  await experiment.button('Run').click();
  await expect.poll(() => experiment.step(), { intervals: [20] }).toBeGreaterThan(30);
  await page.keyboard.press('f');
  const dialog = page.getByRole('dialog', { name: 'Fork an arm' });
  await dialog.getByRole('textbox', { name: 'Step' }).fill('20');
  await dialog.getByRole('textbox', { name: 'Step' }).press('Enter');
  await dialog.getByRole('textbox', { name: /learning rate/i }).fill('0.05');
  await dialog.getByRole('textbox', { name: /learning rate/i }).press('Tab');
  await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
  await expect(page.getByRole('group', { name: 'no remedy: learning rate 0.05 from 20' })).toBeVisible();
  expect(page.url()).toContain('nothing-2.fork=nothing@20');
  expect(page.url()).not.toContain('nothing-2.name');
  // Until it is where the others are, the charts tell the numbers of its step.
  const loss = experiment.chart('loss');
  await expect(loss.getByRole('row', { name: /^no remedy: learning rate/ })).toContainText('±');
  const told = async (): Promise<number> => Number(/step ([\d,]+)/.exec(await loss.innerText())?.[1]?.replaceAll(',', ''));
  await expect.poll(told).toBeGreaterThan(30);
  await experiment.button('Pause').click();
  await experiment.expectState('paused');
  const made = await numbers(page);
  expect(upTo(made.get('nothing-2'), 20)).toEqual(upTo(made.get('nothing'), 20));
  expect([...(made.get('nothing-2') ?? [])].filter(([key, value]) => made.get('nothing')?.get(key) !== value)).not.toEqual([]);
});

test('one value of a sweep is forked: the fork stands outside the sweep and may change what is swept', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing&sweep=learningRate:0.01,0.05&*.steps=20&*.width=8&*.examples=40&seeds=2&device=wasm');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await page.keyboard.press('f');
  const dialog = page.getByRole('dialog', { name: 'Fork an arm' });
  await dialog.getByRole('combobox', { name: 'at learning rate' }).selectOption('0.01');
  await dialog.getByRole('textbox', { name: 'Step' }).fill('10');
  await dialog.getByRole('textbox', { name: 'Step' }).press('Enter');
  await dialog.getByRole('textbox', { name: /learning rate/i }).fill('0.2');
  await dialog.getByRole('textbox', { name: /learning rate/i }).press('Tab');
  await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
  await experiment.expectState('done');
  await expect(page.getByRole('group', { name: 'no remedy at 0.01: learning rate 0.2 from 10' })).toBeVisible();
  const address = page.url();
  expect(address).toContain('nothing-2.fork=nothing@0@10');
  const made = await numbers(page);
  expect([...made.keys()]).toEqual(['nothing@0', 'nothing@1', 'nothing-2']);
  expect(upTo(made.get('nothing-2'), 10)).toEqual(upTo(made.get('nothing@0'), 10));
  expect(made.get('nothing-2')).not.toEqual(made.get('nothing@0'));
  await page.goto(address);
  await page.reload();
  await experiment.button('Run').click();
  await experiment.expectState('done');
  expect(await numbers(page)).toEqual(made);
});
