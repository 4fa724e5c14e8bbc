/** The sandbox: a network built layer by layer and trained, with its shapes and counts; no claim and no verdict anywhere. */
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';

const quick = '*.steps=20&*.examples=40&seeds=2&device=wasm';

test('a network is built layer by layer, counted, kept in the address and trained', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open(`/experiments/sandbox?${quick}`);
  const builder = page.getByRole('group', { name: 'wider network' }).getByRole('group', { name: 'network' });
  await expect(builder).toContainText('In total 1,218 parameters');
  await builder.getByRole('button', { name: 'Remove Layer 2: dense' }).click();
  await expect(builder).toContainText('In total 162 parameters');
  await builder.getByRole('button', { name: 'Add a layer' }).click();
  await builder.getByRole('combobox', { name: 'Kind of layer 2' }).selectOption('batch norm');
  const first = builder.getByRole('listitem', { name: 'Layer 1: dense' });
  await first.getByRole('textbox', { name: 'number of units' }).fill('10');
  await page.keyboard.press('Tab');
  await first.getByRole('combobox', { name: 'activation' }).selectOption('linear');
  await builder.getByRole('button', { name: 'Add a layer' }).click();
  await builder.getByRole('combobox', { name: 'Kind of layer 3' }).selectOption('activation');
  await expect(first).toContainText('30 parameters');
  await expect(builder.getByRole('listitem', { name: 'Layer 2: batch norm' })).toContainText('20 parameters');
  await expect(builder).toContainText('In total 72 parameters');
  await expect(page).toHaveURL(/wide\.network=dense\+10;\+batchnorm;\+relu/);

  // By keyboard alone: the second layer goes down, and the focus with it.
  await builder.getByRole('button', { name: 'Move down Layer 2: batch norm' }).focus();
  await page.keyboard.press('Enter');
  await expect(builder.getByRole('button', { name: 'Move up Layer 3: batch norm' })).toBeFocused();
  await expect(page).toHaveURL(/wide\.network=dense\+10;\+relu;\+batchnorm/);

  await page.reload();
  await expect(builder).toContainText('In total 72 parameters');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  expect((await experiment.curve('loss', 'wider network, validation')).length).toBeGreaterThan(2);
  await expect(page.getByRole('img', { name: /wider network/ }).first()).toBeVisible();
});

test('a network that does not fit says why, and the arm keeps its own', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open(`/experiments/sandbox?${quick}`);
  const builder = page.getByRole('group', { name: 'small network' }).getByRole('group', { name: 'network' });
  await builder.getByRole('combobox', { name: 'Kind of layer 1' }).selectOption('max pooling');
  await expect(builder.getByRole('alert')).toContainText('maxpool takes an image, but 2 numbers arrive');
  const text = builder.getByRole('textbox', { name: 'The same as text' });
  await text.fill('dens 8');
  await expect(builder.getByRole('alert')).toContainText('there is no layer “dens”. Perhaps “dense”.');
  await expect(page).not.toHaveURL(/small\.network/);
  await text.fill('Dense 8 RELU; dropout');
  await page.keyboard.press('Enter');
  await expect(text).toHaveValue('dense 8 relu; dropout');
  await expect(page).toHaveURL(/small\.network=dense\+8\+relu;\+dropout/);

  await experiment.open('/experiments/sandbox?small.network=dense+0');
  await expect(experiment.problems).toContainText('the number of units is a whole number from 1 to 1,024');
});

test('it is in the navigation and the gallery, and shows no verdict', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open('/');
  await expect(page.getByRole('article').filter({ hasText: 'Sandbox' })).toContainText('nothing is claimed');
  await page.getByRole('navigation').getByRole('link', { name: 'Sandbox' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Sandbox');
  await expect(page.getByRole('navigation').getByRole('link', { name: 'Sandbox' })).toHaveAttribute('aria-current', 'page');
  await expect(experiment.verdict).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'What is compared' })).toContainText('300 training, 1,000 validation');
});
