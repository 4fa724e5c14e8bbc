/** A session from the gallery to its verdict: run, pause, step, reset, and the curves that it leaves. */
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { GalleryPage } from './pages/gallery-page.ts';

const question = 'Does dropout narrow the generalisation gap?';
/** Sixty steps, an evaluation every other one. */
const short = '*.steps=60&seeds=3&device=wasm';

test('the gallery opens an experiment', async ({ page }) => {
  const gallery = new GalleryPage(page);
  await gallery.open();
  await gallery.openExperiment(question);
  await expect(new ExperimentPage(page).title).toHaveText(question);
  await expect(page).toHaveTitle(/Does dropout/);
});

test('one press in the gallery opens an experiment and trains it', async ({ page }) => {
  const gallery = new GalleryPage(page);
  await gallery.open();
  await gallery.runExperiment(question);
  const experiment = new ExperimentPage(page);
  await expect.poll(() => experiment.step()).toBeGreaterThan(0);
});

test('Run trains on WASM: the training loss falls and a verdict appears', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(short);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await expect(experiment.device).toContainText('WASM');
  const loss = await experiment.curve('loss', 'no remedy, training');
  expect(loss.length).toBeGreaterThan(5);
  expect(loss.at(-1)).toBeLessThan(0.6 * (loss[0] ?? 0));
  await expect(experiment.verdict.getByText(/^(supported|refuted|inconclusive)$/)).toHaveCount(2);
  await expect(experiment.verdict).toContainText('3 paired seeds');
  await expect(experiment.verdict).toContainText('exploratory');
});

test('the same session on software WebGPU, when it is asked for', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('*.steps=30&*.width=16&seeds=2&device=webgpu');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await expect(experiment.device).toContainText(/software/i);
  const loss = await experiment.curve('loss', 'no remedy, training');
  expect(loss.at(-1)).toBeLessThan(loss[0] ?? 0);
});

test('Pause stops, Step does one step, Resume goes on, Reset starts over', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('*.steps=5000&seeds=2&device=wasm');
  await experiment.button('Run').click();
  await expect.poll(() => experiment.step()).toBeGreaterThan(20);
  await experiment.button('Pause').click();
  await experiment.expectState('paused');
  const paused = await experiment.step();
  await experiment.button('Step').click();
  await expect.poll(() => experiment.step()).toBe(paused + 1);
  await experiment.expectState('paused');
  await experiment.button('Resume').click();
  await expect.poll(() => experiment.step()).toBeGreaterThan(paused + 5);
  await experiment.button('Pause').click();
  await experiment.expectState('paused');
  await experiment.button('Reset').click();
  await expect(experiment.button('Run')).toBeVisible();
  expect(await experiment.step()).toBe(0);
});

test('the run button keeps the focus when its meaning changes', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('*.steps=5000&seeds=2&device=wasm');
  await experiment.button('Run').focus();
  await page.keyboard.press('Enter');
  await expect(experiment.button('Pause')).toBeFocused();
  await expect.poll(() => experiment.step()).toBeGreaterThan(0);
  await page.keyboard.press('Enter');
  await experiment.expectState('paused');
});

test('a recorded verdict stands only beside the settings and roles it was recorded with', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout();
  await expect(experiment.verdict).toContainText('Recorded reference session');
  for (const query of ['arms=dropout,nothing', 'arms=dropout', '*.dataSet=mnist']) {
    await experiment.openDropout(query);
    await expect(experiment.button('Run')).toBeVisible();
    await expect(experiment.verdict).not.toContainText(/Recorded reference session|supported|p =/);
  }
});

test('every press of an arrow key on a slider gives the next value', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout();
  await page.getByRole('slider', { name: 'training examples' }).focus();
  for (const value of [200, 300, 400]) {
    await page.keyboard.press('ArrowRight');
    await expect(page).toHaveURL(new RegExp(`examples=${value}(&|$)`));
  }
  await page.keyboard.press('PageDown');
  await expect(page).toHaveURL(/examples=30(&|$)/);
});

test('under three seeds there is no verdict', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('*.steps=20&*.width=8&seeds=2&device=wasm');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await expect(experiment.verdict.getByText('no verdict', { exact: true })).toHaveCount(2);
});

test('Step works before the first Run', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(short);
  await experiment.button('Step').click();
  await experiment.expectState('paused');
  expect(await experiment.step()).toBe(1);
});

test('space, arrow and R do what the buttons do', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('*.steps=5000&seeds=2&device=wasm');
  await page.keyboard.press('Space');
  await expect.poll(() => experiment.step()).toBeGreaterThan(0);
  await page.keyboard.press('Space');
  await experiment.expectState('paused');
  const paused = await experiment.step();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => experiment.step()).toBe(paused + 1);
  await experiment.expectState('paused');
  await page.keyboard.press('r');
  await expect(experiment.button('Run')).toBeVisible();
});
