/** Arms of one's own: added, copied, changed, renamed, removed, in the address and in a session. */
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';

test('an arm is copied, changed and renamed; the address keeps it, and it is trained', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('*.steps=20&*.width=8&seeds=2&device=wasm');
  const add = page.getByRole('combobox', { name: 'Add an arm' });
  await add.selectOption({ label: 'early stopping' });
  await expect(page).toHaveURL(/arms=nothing,dropout,weightDecay,earlyStopping/);
  await add.selectOption('copy:dropout');
  await page.getByRole('button', { name: 'Rename dropout 2' }).click();
  await page.getByRole('textbox', { name: 'Name of dropout 2' }).fill('a little dropout');
  await page.keyboard.press('Enter');
  const own = page.getByRole('group', { name: 'a little dropout' });
  await own.getByRole('textbox', { name: 'dropout rate' }).fill('0.2');
  await page.keyboard.press('Tab');
  await expect(page).toHaveURL(/dropout-2\.name=a\+little\+dropout/);
  await expect(page).toHaveURL(/dropout-2\.dropout=0\.2/);
  await page.getByRole('button', { name: 'Remove weight decay' }).click();

  await page.reload();
  await expect(own.getByRole('textbox', { name: 'dropout rate' })).toHaveValue('0.2');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  expect(await experiment.curve('loss', 'a little dropout, validation')).not.toEqual(await experiment.curve('loss', 'dropout, validation'));
  await expect(experiment.verdict).toContainText('exploratory');
  // Each arm has its boundary, and early stopping its step.
  await expect(page.getByRole('img', { name: /a little dropout/ })).toBeVisible();
  await expect(page.getByText('step of the best weights (early stopping)')).toBeVisible();
});

test('a declared arm beside those of its preset is no departure', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout,weightDecay,ensemble&seeds=3&steps=1000&device=wasm');
  await expect(page.getByRole('group', { name: 'ensemble of five' })).toBeVisible();
  await expect(experiment.verdict).not.toContainText('exploratory');
});
