/** Keys of an experiment's page: what each does, the list of them, and how to turn them off. */
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';

test('A opens the list of arms to add, and the arrows add one', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout');
  await page.keyboard.press('a');
  await expect(page.getByRole('combobox', { name: 'Add an arm' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'weight decay', exact: true })).toBeVisible();
});

test('B makes the next arm the baseline, from anywhere but a text field', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout');
  await page.keyboard.press('b');
  await expect(page).toHaveURL(/baseline=dropout/);
  await page.getByRole('button', { name: 'Hide no remedy' }).focus();
  await page.keyboard.press('b');
  await expect(page).not.toHaveURL(/baseline/);
  await page.getByRole('textbox', { name: 'learning rate' }).last().focus();
  await page.keyboard.press('b');
  await expect(page).not.toHaveURL(/baseline/);
});

test('L gives the charts a log axis, and takes it away again', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout();
  await page.keyboard.press('l');
  await expect(page).toHaveURL(/logy/);
  await page.keyboard.press('l');
  await expect(page.getByText('Linear y axis.')).toBeAttached();
});

test('? lists all keys, as does a button, and single keys can be turned off', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout');
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: 'Keys' });
  await expect(list.getByRole('term')).toHaveText(['space', '→', 'T', 'A', 'S', 'R', 'B', 'L', 'F', 'Ctrl Z', '?']);
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
  await page.getByRole('button', { name: 'Keys (?)' }).click();
  await list.getByRole('checkbox', { name: 'Single keys act' }).uncheck();
  await list.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('b');
  await page.keyboard.press('?');
  await expect(list).toBeHidden();
  await expect(page).not.toHaveURL(/baseline/);
  await page.reload();
  await page.keyboard.press('b');
  await expect(experiment.title).toBeVisible();
  await expect(page).not.toHaveURL(/baseline/);
});
