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
  // Until it has a name of its own it is called by what sets it apart from the first arm.
  await experiment.armAction('dropout rate 0.5', 'Rename');
  await page.getByRole('textbox', { name: 'Name of dropout rate 0.5' }).fill('a little dropout');
  await page.keyboard.press('Enter');
  const own = page.getByRole('group', { name: 'a little dropout' });
  await own.getByRole('textbox', { name: 'dropout rate' }).fill('0.2');
  await page.keyboard.press('Tab');
  await expect(page).toHaveURL(/dropout-2\.name=a\+little\+dropout/);
  await expect(page).toHaveURL(/dropout-2\.dropout=0\.2/);
  await experiment.armAction('weight decay', 'Remove');

  await page.reload();
  await expect(own.getByRole('textbox', { name: 'dropout rate' })).toHaveValue('0.2');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  expect(await experiment.curve('loss', 'a little dropout, validation')).not.toEqual(await experiment.curve('loss', 'dropout, validation'));
  await expect(experiment.verdict).toContainText('exploratory');
  // Each arm has its boundary, and early stopping its step.
  await expect(page.getByRole('img', { name: /a little dropout/ })).toBeVisible();
  await expect(page.getByText('step of the best weights of early stopping')).toBeVisible();
});

test('a declared arm beside those of its preset is no departure', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout,weightDecay,ensemble&seeds=3&steps=1000&device=wasm');
  await expect(page.getByRole('group', { name: 'ensemble of five' })).toBeVisible();
  await expect(experiment.verdict).not.toContainText('exploratory');
});

test('an arm that nobody named is called by its difference to the first arm, as it is changed', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout');
  await experiment.armAction('no remedy', 'Duplicate');
  const copy = page.getByRole('group', { name: 'no remedy 2' });
  await copy.getByRole('textbox', { name: 'dropout rate' }).fill('0.3');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('group', { name: 'dropout rate 0.3' })).toBeVisible();
});

test('a hidden arm is neither drawn nor in the legend, but it is trained and judged', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout&*.steps=20&*.width=8&seeds=3&device=wasm');
  await page.getByRole('button', { name: 'Hide no remedy' }).click();
  await expect(page).toHaveURL(/hide=nothing/);
  await expect(page.getByRole('button', { name: 'Hide dropout' })).toBeDisabled();
  await experiment.button('Run').click();
  await experiment.expectState('done');
  const rows = experiment.chart('loss').getByRole('rowheader');
  await expect(rows.filter({ hasText: 'no remedy' })).toHaveCount(0);
  await expect(page.getByRole('img', { name: /no remedy/ })).toHaveCount(0);
  await expect(experiment.verdict).toContainText('3 paired seeds');
  await page.getByRole('button', { name: 'Show no remedy' }).click();
  await expect(rows.filter({ hasText: 'no remedy' })).not.toHaveCount(0);
  const [shown] = await experiment.curve('loss', 'no remedy, training');
  expect(shown).toBeGreaterThan(0);
});

test('another order moves arms on the page and turns no verdict; the address keeps it', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout');
  const sentence = page.getByText('Dropout narrows the gap', { exact: false }).first();
  const before = await sentence.innerText();
  await experiment.armAction('dropout', 'Move up');
  await expect(page).toHaveURL(/order=dropout,nothing/);
  await expect(page).toHaveURL(/arms=nothing,dropout/);
  expect(await sentence.innerText()).toBe(before);
  // The recorded verdict stands for these arms in this order, so it would go if the session's order changed.
  await expect(experiment.verdict).not.toContainText('exploratory');
  await page.reload();
  const legend = experiment.chart('loss').locator('tbody').first().getByRole('rowheader');
  await expect(legend).toHaveText([/dropout/, /no remedy/]);
  const groups = page.getByRole('region', { name: 'Arms', exact: true }).getByRole('group');
  await expect(groups.first()).toHaveAccessibleName('dropout');
});

test('an arm takes another colour, and the one that had it takes the other', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout');
  await page.getByRole('button', { name: 'Arm dropout:' }).click();
  await page.getByRole('menuitemradio', { name: 'Colour: black or white' }).click();
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/colours=nothing:2,dropout:1/);
  await page.reload();
  await page.getByRole('button', { name: 'Arm no remedy:' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'Colour: orange' })).toBeChecked();
});

test('arms keep their colours when another is removed', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout();
  await experiment.armAction('no remedy', 'Remove');
  await page.getByRole('button', { name: 'Arm dropout:' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'Colour: orange' })).toBeChecked();
});

test('the page says which arm is better and by how much; any arm can be the baseline', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout&*.steps=20&*.width=8&seeds=3&device=wasm');
  const compared = page.getByRole('region', { name: 'Arms compared' });
  await expect(compared).toContainText('Press Run');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await expect(compared).toContainText(/(no remedy|dropout) has the lowest validation loss/);
  const cell = async (arm: string): Promise<string> => {
    const row = compared.getByRole('row').filter({ has: page.getByRole('radio', { name: new RegExp(`with ${arm}$`) }) });
    return (await row.getByRole('cell').first().innerText()).replaceAll(/\s+/g, ' ');
  };
  // All of its measures stand on the page, on a narrow one in blocks below each other.
  expect(await experiment.sideways()).toEqual([]);
  const measures = compared.getByRole('region', { name: /^Every measure/ }).getByRole('columnheader');
  const asked = await measures.filter({ hasNotText: /^Arm$/ }).allInnerTexts();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(measures.filter({ hasText: /^Arm$/ })).toHaveCount(Math.ceil(asked.length / 2));
  await expect(measures.filter({ hasNotText: /^Arm$/ })).toHaveText(asked);
  await expect.poll(() => experiment.sideways()).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(await cell('no remedy')).toMatch(/^[\d.]+ ± [\d.]+ Baseline$/);
  const [, difference] = /([+−][\d.]+) \[[^\]]+\]$/.exec(await cell('dropout')) ?? [];
  expect(difference).toBeDefined();
  await compared.getByRole('radio', { name: 'Compare the others with dropout' }).check();
  await expect(page).toHaveURL(/baseline=dropout/);
  const turned = difference?.startsWith('+') ? difference.replace('+', '−') : difference?.replace('−', '+');
  expect(await cell('no remedy')).toContain(turned);
  // The baseline is for the eye: the claims stay as declared.
  await expect(experiment.verdict).toContainText('Dropout narrows the gap');
});

test('a table lists the settings in which arms differ, and only those', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout');
  const columns = page.getByRole('region', { name: 'Where their settings differ' }).getByRole('columnheader');
  await expect(columns).toHaveText(['Arm', 'dropout rate']);
  const own = page.getByRole('group', { name: 'dropout', exact: true });
  await own.getByText('Other values of this arm').click();
  await own.getByRole('textbox', { name: 'learning rate' }).fill('0.1');
  await page.keyboard.press('Tab');
  await expect(columns).toHaveText(['Arm', 'dropout rate', 'learning rate']);
});

test('any number is swept over a range: it says how many runs, and draws the measure against the value', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout('arms=nothing,dropout&*.steps=20&*.width=8&seeds=2&device=wasm');
  await page.getByRole('button', { name: 'Sweep weight decay' }).last().click();
  const form = page.locator('form').filter({ has: page.getByRole('button', { name: 'Sweep', exact: true }) });
  await expect(form.getByRole('combobox', { name: 'over' })).toBeFocused();
  await expect(form.getByRole('combobox', { name: 'over' })).toHaveValue('weightDecay');
  await form.getByRole('textbox', { name: 'to' }).fill('2');
  await form.getByRole('textbox', { name: 'values', exact: true }).fill('3');
  await page.keyboard.press('Tab');
  await expect(form).toContainText('3 values × 2 arms × 2 seeds = 12 runs');
  await form.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(page).toHaveURL(/sweep=weightDecay:0\.\.2\/3/);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await expect(page.getByRole('img', { name: 'Chart of validation loss against weight decay for no remedy, dropout' })).toBeVisible();
  // Each arm at its best value of each seed, against the baseline.
  const rows = page.getByRole('region', { name: 'Arms compared' }).getByRole('row');
  await expect(rows.first()).toContainText('best weight decay');
  await expect(rows.filter({ has: page.getByRole('radio', { name: /with dropout$/ }) })).toContainText(/[\d.]+ ± [\d.]+\s+[+−][\d.]+/);

  await form.getByRole('textbox', { name: 'or a list' }).fill('0, 9');
  await form.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('weight decay must be from 0 to 5, not 9');
  await form.getByRole('textbox', { name: 'or a list' }).fill('0.1, 0.5');
  await form.getByRole('button', { name: 'Sweep', exact: true }).click();
  await expect(page).toHaveURL(/sweep=weightDecay:0\.1,0\.5/);
});
