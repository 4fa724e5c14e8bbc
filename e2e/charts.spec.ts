/** Charts as a reader uses them: axes, smoothing, bands, zoom, crosshair, and files to take away. */
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';

/** Forty steps, an evaluation every other one. */
const session = '*.steps=40&*.width=16&seeds=3&device=wasm&run';
const axes = (page: Page): Locator => page.locator('summary', { hasText: 'Axes' });
const plot = (page: Page, quantity: string): Locator => page.getByRole('slider', { name: new RegExp(`^Chart of ${quantity}`) });

async function done(page: Page, view = ''): Promise<ExperimentPage> {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(`${session}${view === '' ? '' : `&${view}`}`);
  await experiment.expectState('done');
  return experiment;
}

/** What a chart's file holds. */
async function saved(page: Page, quantity: string, kind: 'SVG' | 'PNG'): Promise<{ name: string; bytes: Buffer }> {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: `Save the chart of ${quantity} as ${kind}` }).click();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

interface Drawn {
  texts: string[];
  /** Lines in the plot with more than one point, by the points that they have. */
  curves: { points: number; pieces: number; width: string; dash: string; stroke: string }[];
}

/** An SVG file as the browser reads it: it must be well-formed. */
async function drawn(page: Page, quantity: string): Promise<Drawn> {
  const { bytes } = await saved(page, quantity, 'SVG');
  return page.evaluate((text) => {
    const file = new DOMParser().parseFromString(text, 'image/svg+xml');
    if (file.querySelector('parsererror')) throw new Error(`this is no SVG: ${text.slice(0, 200)}`);
    const of = (path: Element, name: string): string => path.getAttribute(name) ?? '';
    const lines = [...file.querySelectorAll('path')].filter((path) => of(path, 'fill') === 'none' && of(path, 'clip-path') !== '');
    return {
      texts: [...file.querySelectorAll('text')].map((one) => one.textContent),
      curves: lines
        .map((path) => ({
          points: of(path, 'd').split('L').length,
          pieces: of(path, 'd').split('M').length - 1,
          width: of(path, 'stroke-width'),
          dash: of(path, 'stroke-dasharray'),
          stroke: of(path, 'stroke'),
        }))
        .filter(({ points }) => points > 3),
    };
  }, bytes.toString('utf8'));
}

test('log axes keep zeros and negative values in sight', async ({ page }) => {
  await done(page, 'band=seeds');
  await axes(page).click();
  await page.getByRole('checkbox', { name: 'log y' }).first().check();
  await page.getByRole('checkbox', { name: 'log x' }).check();
  await expect(page).toHaveURL(/[?&]logx&logy&/);
  // The gap of a seed is on either side of 0.
  const gap = await drawn(page, 'generalisation gap');
  expect(gap.texts.filter((text) => text === '0').length).toBeGreaterThanOrEqual(2);
  expect(gap.texts).toEqual(expect.arrayContaining(['1', '10']));
  expect(gap.curves).toHaveLength(9);
  for (const { pieces, points } of gap.curves) expect([pieces, points]).toEqual([1, 21]);
});

test('smoothing leaves the raw curve behind the smooth one, and the numbers as they are', async ({ page }) => {
  const experiment = await done(page);
  const before = await experiment.curve('accuracy', 'no remedy, validation');
  expect((await drawn(page, 'accuracy')).curves).toHaveLength(6);
  await axes(page).click();
  await page.getByRole('group', { name: 'Axes' }).getByRole('slider').fill('0.9');
  await expect(page).toHaveURL(/smooth=0\.9/);
  await expect(page.getByText('smoothing 0.9, unsmoothed curve behind')).toBeVisible();
  const { curves } = await drawn(page, 'accuracy');
  expect(curves).toHaveLength(12);
  expect(curves.filter(({ width }) => width === '0.75')).toHaveLength(6);
  expect(await experiment.curve('accuracy', 'no remedy, validation')).toEqual(before);
});

test('curves stand over steps, epochs, examples, seconds or multiply-adds', async ({ page }) => {
  const experiment = await done(page);
  await axes(page).click();
  const axis = page.getByRole('combobox', { name: 'x axis' });
  const names = ['step', 'epochs', 'examples per run', 'seconds per arm', 'multiply-adds per run'];
  await expect(axis.getByRole('option')).toHaveText(names);
  for (const name of names) {
    await axis.selectOption(name);
    await expect(axes(page)).toContainText(name);
    expect((await drawn(page, 'loss')).texts).toContain(name);
  }
  await axis.selectOption('epochs');
  await expect(page).toHaveURL(/x=epoch/);
  const epochs = await experiment.curve('loss', 'epochs');
  const examples = Number(await experiment.setting('training examples').inputValue());
  const batch = Number(await experiment.setting('batch size').inputValue());
  expect(epochs.at(-1)).toBeCloseTo((40 * batch) / examples, 1);
});

test('zoom is one for all charts, by wheel, drag and keys, and there is a way back', async ({ page }) => {
  await done(page);
  const loss = plot(page, 'loss');
  const box = await loss.boundingBox();
  if (!box) throw new Error('there is no chart');
  const inView = page.getByText(/^[\d.]+ to [\d.]+ in view/);
  const at = (share: number): [number, number] => [box.x + 52 + share * (box.width - 70), box.y + box.height / 2];

  await page.mouse.move(...at(0.25));
  await page.mouse.down();
  await page.mouse.move(...at(0.5));
  await page.mouse.move(...at(0.75));
  await page.mouse.up();
  await expect(inView).toHaveText(/^10 to 30 in view/);
  await expect(page).toHaveURL(/zoom=/);
  for (const quantity of ['loss', 'accuracy', 'generalisation gap']) {
    const { texts } = await drawn(page, quantity);
    expect(texts).toContain('20');
    expect(texts).not.toContain('40');
  }
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect(inView).toHaveCount(0);
  await expect(page).not.toHaveURL(/zoom=/);

  await page.mouse.move(...at(0.5));
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -300);
  await page.keyboard.up('Control');
  await expect(inView).toBeVisible();
  await loss.dblclick();
  await expect(inView).toHaveCount(0);

  await plot(page, 'accuracy').focus();
  await page.keyboard.press('+');
  await expect(inView).toBeVisible();
  const before = await inView.innerText();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(inView).not.toHaveText(before);
  await page.keyboard.press('0');
  await expect(inView).toHaveCount(0);
});

test('bands show the interval, the standard deviation, the range, or every seed', async ({ page }) => {
  const experiment = await done(page);
  await axes(page).click();
  const band = page.getByRole('combobox', { name: 'band' });
  const chart = experiment.chart('loss');
  await band.selectOption('standard deviation');
  await expect(chart).toContainText('mean ± SD');
  await band.selectOption('least to greatest seed');
  await expect(chart).toContainText(/\d \[\d[\d.]*, \d[\d.]*\]/);
  await band.selectOption('single seeds');
  await expect(page).toHaveURL(/band=seeds/);
  // Three arms, two measures, three seeds.
  expect((await drawn(page, 'accuracy')).curves).toHaveLength(18);
  const values = await experiment.curve('accuracy', 'dropout, validation, seed 2');
  expect(values.length).toBeGreaterThan(5);
  for (const value of values) expect(value * 1000).toBeCloseTo(Math.round(value * 1000), 3);
});

test('the crosshair reads out exact numbers in all charts, by pointer and by keys', async ({ page }) => {
  const experiment = await done(page);
  await plot(page, 'loss').hover();
  // The middle of the whole control, whose left part is the axis.
  for (const quantity of ['loss', 'accuracy', 'generalisation gap'] as const)
    await expect(experiment.chart(quantity)).toContainText('step 18');
  await expect(experiment.chart('loss')).toContainText(/\d\.\d{5,} ± /);
  await plot(page, 'accuracy').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(experiment.chart('loss')).toContainText('step 2');
  await expect(plot(page, 'accuracy')).toHaveAttribute('aria-valuetext', 'step 2');
  await page.keyboard.press('Escape');
  await expect(experiment.chart('loss')).toContainText('step 40');
});

test('a chart goes away as SVG and as PNG, in the light theme', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await done(page);
  const { texts, curves } = await drawn(page, 'loss');
  const said = [
    'Does dropout narrow the generalisation gap?',
    'no remedy',
    'dropout',
    'weight decay',
    'training',
    'validation',
    'step',
    'loss',
  ];
  expect(texts).toEqual(expect.arrayContaining(said));
  // Minibatch, training and validation of three arms, in three colours; training is dashed.
  expect(curves).toHaveLength(9);
  expect(curves.filter(({ dash }) => dash !== '')).toHaveLength(3);
  expect(new Set(curves.map(({ stroke }) => stroke)).size).toBe(3);

  const { name, bytes } = await saved(page, 'loss', 'PNG');
  expect(name).toBe('dropout-loss.png');
  const picture = await page.evaluate(async (base64) => {
    const image = await createImageBitmap(
      new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/png' }),
    );
    const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
    if (!context) throw new Error('no canvas');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const counts = new Map<string, number>();
    for (let i = 0; i < data.length; i += 4) {
      const colour = `rgb(${data[i]}, ${data[i + 1]}, ${data[i + 2]})`;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    return { width: image.width, counts: [...counts] };
  }, bytes.toString('base64'));
  expect(picture.width).toBe(1920);
  const pixels = new Map(picture.counts);
  // A light ground, and on it every curve's colour.
  expect(pixels.get('rgb(250, 248, 244)')).toBeGreaterThan(100_000);
  for (const stroke of new Set(curves.map((curve) => curve.stroke))) expect(pixels.get(stroke), stroke).toBeGreaterThan(200);
});

test('the view is in the link, and marks are told in the table', async ({ page }) => {
  const experiment = await done(page, 'x=epoch&logy&smooth=0.5&band=sd');
  await expect(axes(page)).toContainText('epochs · log y · smoothing 0.5 · standard deviation');
  await experiment.chart('loss').getByText('Data as a table').click();
  await expect(experiment.chart('loss').getByText(/^Lowest validation loss of dropout: [\d.]+ at step \d+$/)).toBeVisible();
  await experiment.reload();
  await expect(page).toHaveURL(/x=epoch&logy&smooth=0\.5&band=sd/);
  await expect(axes(page)).toContainText('log y · smoothing 0.5');
});

test.describe('by touch', () => {
  test.use({ hasTouch: true });

  test('two fingers zoom into all charts and pan, and a vertical swipe scrolls the page', async ({ page }) => {
    await done(page);
    const loss = plot(page, 'loss');
    await loss.scrollIntoViewIfNeeded();
    const box = await loss.boundingBox();
    if (!box) throw new Error('there is no chart');
    const fingers = await page.context().newCDPSession(page);
    const y = box.y + box.height / 2;
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...at: [number, number][]): Promise<unknown> =>
      fingers.send('Input.dispatchTouchEvent', { type, touchPoints: at.map(([x, top], id) => ({ x, y: top, id })) });
    const x = (share: number): number => box.x + 52 + share * (box.width - 70);
    const inView = page.getByText(/^[\d.]+ to [\d.]+ in view/);
    const shown = async (): Promise<number[]> =>
      [...(await inView.innerText()).matchAll(/[\d.]+/g)].slice(0, 2).map(([text]) => Number(text));

    await touch('touchStart', [x(0.4), y]);
    await touch('touchStart', [x(0.4), y], [x(0.6), y]);
    for (const by of [0.05, 0.1, 0.15, 0.2]) await touch('touchMove', [x(0.4 - by), y], [x(0.6 + by), y]);
    await touch('touchEnd');
    await expect(inView).toBeVisible();
    // Three times as far apart: a third of the 40 steps, around their middle.
    const [from = 0, to = 0] = await shown();
    expect(to - from).toBeCloseTo(40 / 3, 0);
    expect((from + to) / 2).toBeCloseTo(20, 0);

    await touch('touchStart', [x(0.5), y], [x(0.7), y]);
    for (const by of [0.1, 0.2, 0.3]) await touch('touchMove', [x(0.5 - by), y], [x(0.7 - by), y]);
    await touch('touchEnd');
    const [moved = 0, end = 0] = await shown();
    expect(moved).toBeGreaterThan(from + 1);
    expect(end - moved).toBeCloseTo(to - from, 1);

    const before = await page.evaluate(() => window.scrollY);
    await touch('touchStart', [x(0.5), y]);
    for (const by of [30, 60, 90, 120]) await touch('touchMove', [x(0.5), y - by]);
    await touch('touchEnd');
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(before);
    expect(await shown()).toEqual([moved, end]);
  });
});
