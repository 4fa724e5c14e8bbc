/** What the address says, and what survives a reload. */
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { Frame } from './pages/frame.ts';

test('the address holds the configuration, and a reload keeps it', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout();
  await experiment.setting('Seeds').fill('5');
  await experiment.setting('Seeds').press('Enter');
  await experiment.setting('learning rate').first().fill('0.02');
  await experiment.setting('learning rate').first().press('Enter');
  await expect(page).toHaveURL(/#\/experiments\/dropout\?.*seeds=5/);
  await expect(page).toHaveURL(/learningRate=0\.02/);
  await experiment.reload();
  await expect(experiment.setting('Seeds')).toHaveValue('5');
  await expect(experiment.setting('learning rate').first()).toHaveValue('0.02');
});

test('an address put in place of the present one changes the settings in place, and Back brings back what was set', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('seeds=3');
  const [rate, seeds] = [experiment.setting('learning rate').first(), experiment.setting('Seeds')];
  await rate.fill('0.02');
  await rate.press('Enter');
  await expect(page).toHaveURL(/learningRate=0\.02/);
  const field = await rate.elementHandle();
  // As somebody does who puts it into the address bar: the field that was left there has taken its number.
  await seeds.fill('6');
  await seeds.blur();
  await page.evaluate(() => (window.location.hash = '#/experiments/dropout?seeds=4&*.learningRate=0.05'));
  await expect(rate).toHaveValue('0.05');
  await expect(seeds).toHaveValue('4');
  expect(await field?.evaluate((one) => one.isConnected)).toBe(true);
  await page.goBack();
  await expect(rate).toHaveValue('0.02');
  await expect(seeds).toHaveValue('6');
  // Half a number that stands in a field is still there, and taken when it is left.
  await seeds.fill('1');
  await page.goForward();
  await expect(rate).toHaveValue('0.05');
  await expect(seeds).toHaveValue('1');
  await seeds.press('Escape');
  await expect(seeds).toHaveValue('4');
});

test('language and theme survive a reload', async ({ page }) => {
  const frame = new Frame(page);
  await frame.open();
  await frame.chooseTheme('Dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await frame.language('中文').click();
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
  await frame.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.locator('html')).toHaveAttribute('lang', /^zh/);
  await expect(frame.language('中文')).toHaveAttribute('aria-pressed', 'true');
});

test('the device menu says what there is and keeps what is chosen', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout();
  await experiment.device.click();
  await expect(experiment.deviceChoice(/^Automatic/)).toBeChecked();
  await expect(experiment.deviceChoice(/^WebGPU/)).toContainText(/software adapter/);
  await experiment.deviceChoice(/^WASM/).click();
  await expect(page).toHaveURL(/device=wasm/);
  await experiment.reload();
  await expect(experiment.device).toContainText('WASM');
});

test('a link that asks for what is not there says what would be right', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('*.learningrate=0.1&seeds=900');
  await expect(experiment.problems).toContainText('This link cannot be read');
  await expect(experiment.problems).toContainText('learningrate');
  await expect(experiment.problems).toContainText(/64/);
  await experiment.problems.getByRole('link', { name: 'Open with the declared settings' }).click();
  await expect(experiment.button('Run')).toBeVisible();
});

test('an experiment that does not exist is named, with the one that was meant', async ({ page }) => {
  await new Frame(page).open('/experiments/dropuot');
  await expect(page.getByRole('main')).toContainText('dropuot');
  await expect(page.getByRole('main').getByRole('link', { name: /dropout/ })).toBeVisible();
});
