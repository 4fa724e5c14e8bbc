/** The optimizers experiment on its page: paths whose start a click moves, a sweep by button and link, notes in both languages. */
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';

const address = '/experiments/optimizers';

test('a click into the picture of a surface starts all paths there, and the address says so', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open(`${address}?preset=saddle&seeds=2&device=wasm&run`);
  await experiment.expectState('done');
  const picture = page.getByRole('button', { name: /^Start of the paths/ });
  const box = await picture.boundingBox();
  if (!box) throw new Error('the picture is not in sight');
  await picture.click({ position: { x: box.width / 4, y: box.height / 2 } });
  await expect(page).toHaveURL(/\*\.startX=-1&|\*\.startX=-1$|\*\.startX=-(0\.99|1\.0)/);
  await experiment.expectState('done');
  // Another start than declared: the session neither supports nor refutes.
  await expect(page.getByText('Departs from the declaration:')).toBeVisible();
  await picture.press('ArrowRight');
  await expect(picture).toHaveAccessibleName(/x −?-?0\.9/);
});

test('a sweep is one button away: one curve per arm over the rates, the best chosen per seed, and in the address', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open(`${address}?preset=ravine&seeds=2&device=wasm&steps=20`);
  const button = page.getByRole('button', { name: /^Sweep: learning rate at 9 values/ });
  await expect(button).toHaveAttribute('aria-pressed', 'false');
  await button.click();
  await expect(button).toHaveAttribute('aria-pressed', 'true');
  await expect(page).toHaveURL(/sweep=declared/);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  const chart = page.getByRole('region', { name: 'height against learning rate' });
  await expect(chart.getByRole('img', { name: /^Chart of height against learning rate for SGD, momentum/ })).toBeVisible();
  const rows = chart.getByRole('table').locator('tbody').getByRole('row');
  await expect(rows).toHaveCount(6);
  // The steepest direction bears rates below 2 / 100.
  await expect(rows.first().getByRole('cell').first()).toHaveText(/^0\.01/);
  await expect(chart.getByRole('checkbox', { name: 'log y' })).toBeChecked();
  await page.keyboard.press('l');
  await expect(chart.getByRole('checkbox', { name: 'log y' })).not.toBeChecked();
  await button.click();
  await expect(page).not.toHaveURL(/sweep/);
});

test('a link and the command line say a sweep alike, and a wrong one is refused in a sentence', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open(`${address}?preset=ravine&seeds=2&arms=sgd,adam&sweep=learningRate:0.001..0.1/3&device=wasm`);
  await expect(page.getByRole('button', { name: /^Sweep: learning rate at 3 values/ })).toHaveAttribute('aria-pressed', 'true');
  await expect(page.getByText('12 runs in all')).toBeVisible();
  await experiment.open(`${address}?sweep=learningRate:0.001`);
  await expect(page.getByText('A sweep goes over 2 to 25 different values, not 1.')).toBeVisible();
});

test('charts stand over steps, or over the seconds that each arm took', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open(`${address}?preset=saddle&seeds=2&device=wasm&run`);
  await experiment.expectState('done');
  await page.locator('summary', { hasText: 'Axes' }).click();
  const axis = page.getByRole('combobox', { name: 'x axis' });
  // Without data there are no examples to count.
  await expect(axis.getByRole('option')).toHaveText(['step', 'seconds per arm']);
  const plot = page.getByRole('slider', { name: /^Chart of height/ });
  const before = await plot.screenshot();
  await axis.selectOption('seconds per arm');
  await expect(axis).toHaveValue('time');
  await expect.poll(async () => (await plot.screenshot()).equals(before)).toBe(false);
});

test('notes stand on the page in the reader’s language', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open(address);
  await expect(page.getByRole('region', { name: 'Notes' }).getByRole('heading', { name: 'When it fails' })).toBeVisible();
  await experiment.language('中文').click();
  await expect(page.getByRole('region', { name: '说明' }).getByRole('heading', { name: '何时不成立' })).toBeVisible();
});
