/** The sandbox: a network built layer by layer and trained, with its shapes and counts; no claim and no verdict anywhere. */
import { readFile } from 'node:fs/promises';
import type { Page, Worker } from '@playwright/test';
import { strFromU8, unzipSync } from 'fflate';
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
  // Which arm is better is said on top, where other experiments have their verdict, and once.
  await expect(page.getByRole('region', { name: 'What is compared' })).toContainText(/ network has the lowest validation loss/);
  await expect(page.getByText(/ network has the lowest validation loss/)).toHaveCount(1);
  expect(await experiment.sideways()).toEqual([]);
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
  // Data come first among the settings: networks are built for them.
  const parts = page.locator('#settings').getByRole('heading', { level: 2 });
  await expect(parts.first()).toHaveText('Data');
  const data = page.getByRole('region', { name: 'Data', exact: true });
  await expect(data.getByRole('combobox', { name: 'data set' })).toBeVisible();
  await expect(data.getByRole('textbox', { name: 'training examples' })).toBeVisible();
});

/** Two clouds with a hole in them, semicolons and decimal commas. */
const table = ['länge;breite;farbe;art']
  .concat(
    Array.from(
      { length: 60 },
      (_, i) => `${(i % 2 ? 1 : -1) + i / 100}`.replace('.', ',') + `;${i === 7 ? '' : i};${i % 3 ? 'rot' : 'blau'};${i % 2 ? 'a' : 'b'}`,
    ),
  )
  .join('\n');

test('a table is opened, its target chosen, and learned; a link with it asks others for the file', async ({ page, browser, baseURL }) => {
  // Two browsers, one after the other.
  test.slow();
  const experiment = new ExperimentPage(page);
  await experiment.open('/experiments/sandbox?*.steps=40&seeds=2&device=wasm');
  await page.getByRole('button', { name: 'Open a table (CSV)' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Choose a file').setInputFiles({ name: 'mine.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
  await expect(dialog.getByRole('radio', { name: 'Predict art' })).toBeChecked();
  await expect(dialog.getByRole('combobox', { name: 'Type of länge' })).toHaveValue('number');
  await expect(dialog).toContainText('59 rows, 4 features, 2 classes. 1 row left out.');
  await expect(dialog).toContainText('1: rows left out');
  await dialog.getByRole('combobox', { name: 'Type of farbe' }).selectOption('ignored');
  await expect(dialog).toContainText('59 rows, 2 features, 2 classes');
  await dialog.getByRole('radio', { name: 'Predict farbe' }).check();
  await expect(dialog).toContainText('59 rows, 4 features, 2 classes');
  await dialog.getByRole('radio', { name: 'Predict art' }).check();
  await expect(dialog).toContainText('59 rows, 2 features, 2 classes');
  await dialog.getByRole('button', { name: 'Use this table' }).click();
  await expect(page).toHaveURL(/\*\.dataSet=own:[0-9a-f]{16}:59x2x2:h2niC/);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  expect((await experiment.curve('accuracy', 'wider network, validation')).at(-1)).toBeGreaterThan(0.9);

  // The same browser has it again after a reload; another one is asked for the file, which is checked.
  await experiment.reload();
  await expect(page.getByRole('group', { name: 'data set' })).toContainText('59 rows, 2 features, 2 classes');
  const stranger = await browser.newContext({ ...(baseURL !== undefined && { baseURL }) });
  const theirs = new ExperimentPage(await stranger.newPage());
  await theirs.open(page.url().split('#')[1] ?? '');
  const asked = theirs.page.getByRole('group', { name: 'data set' });
  await expect(asked.getByRole('alert')).toContainText('are not in this browser');
  await theirs.button('Run').click();
  await expect(theirs.page.getByText('The data of this session are not in this browser.')).toBeVisible();
  await asked.getByRole('button', { name: 'Open a table (CSV)' }).click();
  const again = theirs.page.getByRole('dialog');
  await again.getByRole('textbox', { name: 'Text of a table' }).fill(table);
  await again.getByRole('button', { name: 'Read the text' }).click();
  // What was corrected there is corrected here.
  await expect(again.getByRole('combobox', { name: 'Type of farbe' })).toHaveValue('ignored');
  await expect(again).toContainText('These are the data that the link names.');
  await again.getByRole('combobox', { name: 'Type of farbe' }).selectOption('category');
  await expect(again.getByRole('alert')).toContainText('These are other data than the link names');
  await again.getByRole('combobox', { name: 'Type of farbe' }).selectOption('ignored');
  await again.getByRole('button', { name: 'Use this table' }).click();
  await expect(asked.getByRole('alert')).toHaveCount(0);
  await theirs.button('Resume').click();
  await theirs.expectState('done');
  await stranger.close();
});

/** Drops a file of so many rows `x, z, price` on the data set; the price is 1000 x + 50,000, now and then missing. */
async function dropPrices(page: Page, rows: number): Promise<void> {
  await page.getByRole('group', { name: 'data set' }).evaluate((target, count) => {
    const lines = Array.from({ length: count }, (_, i) => `${i % 100},${(i * 7) % 13},${i % 50 === 3 ? '' : 1000 * (i % 100) + 50_000}`);
    const transfer = new DataTransfer();
    transfer.items.add(new File([`x,z,price\n${lines.join('\n')}\n`], 'prices.csv', { type: 'text/csv' }));
    target.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }, rows);
}

test('a number is learned from a file that is dropped: parsed beside the page, given up and opened again', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open('/experiments/sandbox?*.steps=60&seeds=2&device=wasm&arms=small&*.learningRate=0.05');
  const parsers: Worker[] = [];
  page.on('worker', (worker) => {
    if (worker.url().includes('csv.worker')) parsers.push(worker);
  });
  // About five megabytes.
  await dropPrices(page, 400_000);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('progressbar')).toBeVisible();
  await dialog.getByText('Cancel', { exact: true }).click();
  await expect(dialog.getByLabel('Choose a file')).toBeVisible();
  await expect(() => expect(page.workers().filter((one) => parsers.includes(one))).toHaveLength(0)).toPass();
  expect(parsers).toHaveLength(1);
  await page.keyboard.press('Escape');

  await dropPrices(page, 2000);
  await expect(dialog.getByRole('radio', { name: 'Predict price' })).toBeChecked();
  await expect(dialog.getByRole('combobox', { name: 'Type of price' })).toHaveValue('number');
  await expect(dialog).toContainText('1,960 rows, 2 features, a number to predict. 40 rows left out.');
  expect(parsers).toHaveLength(2);
  await dialog.getByRole('button', { name: 'Use this table' }).click();
  await expect(page).toHaveURL(/\*\.dataSet=own:[0-9a-f]{16}:1960x2x1:h2nN/);
  const builder = page.getByRole('group', { name: 'small network' }).getByRole('group', { name: 'network' });
  await expect(builder).toContainText('In total 33 parameters');
  await page.getByRole('combobox', { name: 'loss', exact: true }).first().selectOption('Huber');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  expect((await experiment.curve('R²', 'small network, validation')).at(-1)).toBeGreaterThan(0.9);
  // In the units of the price, whose standard deviation is 28,866.
  const errors = await experiment.curve('RMSE', 'small network, validation');
  expect(errors[0]).toBeGreaterThan(20_000);
  expect(errors.at(-1)).toBeLessThan(9_200);
  await expect(experiment.chart('accuracy')).toHaveCount(0);

  // What it learned, as a picture and as numbers; and it leaves as a program, with the table.
  const picture = page.getByRole('figure', { name: 'Predicted against true' });
  await expect(picture).toContainText('At step 60.');
  await expect(picture.getByRole('img', { name: 'price as predicted by small network, over what it truly is' })).toBeVisible();
  await picture.getByText('Data as a table').click();
  const [least = '', predicted = ''] = (await picture.getByRole('row').nth(1).innerText()).split('\t');
  expect(least).toBe('50,000');
  const [mean = NaN] = predicted.split(' ± ').map((text) => Number(text.replaceAll(',', '')));
  expect(Math.abs(mean - 50_000)).toBeLessThan(25_000);
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: /^PyTorch/ }).click()]);
  const files = unzipSync(await readFile(await file.path()));
  const [folder] = file.suggestedFilename().split('.');
  expect(strFromU8(files[`${folder}/train.py`] ?? new Uint8Array())).toContain('F.huber_loss(output, train_y[rows], delta=1)');
  expect(strFromU8(files[`${folder}/expected.csv`] ?? new Uint8Array())).toMatch(/^validation\/rmse,60,/m);
  expect(Object.keys(files)).toEqual(expect.arrayContaining(['train_y', 'target_mean'].map((name) => `${folder}/data/${name}.npy`)));
});

test('the curve that was fitted is drawn with its examples, for all seeds or one, and again when the session is opened', async ({
  page,
}) => {
  const experiment = new ExperimentPage(page);
  await experiment.open('/experiments/sandbox?*.dataSet=wave&*.steps=40&seeds=2&device=wasm&arms=small');
  const picture = page.getByRole('figure', { name: 'Fitted curve' });
  await expect(picture).toContainText('Drawn as soon as a session runs.');
  await experiment.button('Run').click();
  await experiment.expectState('done');
  const shown = async (): Promise<string> => {
    await expect(picture).toContainText('At step 40.');
    await expect(picture.getByRole('img', { name: 'y over x as predicted: small network' })).toBeVisible();
    await picture.getByText('Data as a table').click();
    await expect(picture.getByRole('row')).toHaveCount(10);
    return picture.getByRole('table').innerText();
  };
  const whole = await shown();
  expect(whole).toContain('±');
  await picture.getByRole('combobox', { name: 'Seed' }).selectOption('1');
  await expect(picture).toContainText('training examples of this seed');
  expect(await picture.getByRole('table').innerText()).not.toContain('±');

  await page.getByRole('navigation').getByRole('link', { name: 'Sessions' }).click();
  await page.getByRole('button', { name: /^Open/ }).first().click();
  expect(await shown()).toBe(whole);
});

test('what is no table is refused in words', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open('/experiments/sandbox');
  await page.getByRole('button', { name: 'Open a table (CSV)' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Text of a table' }).fill('one\ntwo\nthree');
  await dialog.getByRole('button', { name: 'Read the text' }).click();
  await expect(dialog.getByRole('alert')).toContainText('There is one column only');
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('dialog input[type=file]');
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(51 * 1024 * 1024)], 'large.csv'));
    if (!input) throw new Error('no place for a file');
    input.files = transfer.files;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await expect(dialog.getByRole('alert')).toContainText('The file has 51.0 MB; at most 50 MB are read');
});

test('points are drawn by hand and by keys, and their boundary is learned', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open('/experiments/sandbox?*.steps=60&seeds=2&device=wasm');
  await page.getByRole('button', { name: 'Draw points' }).click();
  const dialog = page.getByRole('dialog');
  const plane = dialog.getByRole('application');
  const box = await plane.boundingBox();
  if (!box) throw new Error('the plane is not to be seen');
  const drag = async (x: number): Promise<void> => {
    await page.mouse.move(box.x + x * box.width, box.y + 0.15 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + x * box.width, box.y + 0.85 * box.height, { steps: 12 });
    await page.mouse.up();
  };
  await drag(0.2);
  await dialog.getByRole('radio', { name: 'class B' }).check();
  await drag(0.8);
  await expect(dialog).toContainText(/1[0-9] points of A, 1[0-9] of B/);
  await plane.focus();
  await page.keyboard.press('a');
  await page.keyboard.press('ArrowLeft');
  const before = await dialog.getByRole('application').getAttribute('aria-label');
  await page.keyboard.press('Space');
  await expect(dialog.getByRole('application')).not.toHaveAttribute('aria-label', before ?? '');
  await page.keyboard.press('Backspace');
  await expect(dialog.getByRole('application')).toHaveAttribute('aria-label', before ?? '');
  await dialog.getByRole('button', { name: 'Use these points' }).click();
  await expect(page).toHaveURL(/\*\.dataSet=own:[0-9a-f]{16}:\d+x2x2/);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  expect((await experiment.curve('accuracy', 'wider network, validation')).at(-1)).toBe(1);
  await expect(page.getByRole('img', { name: /wider network/ }).first()).toBeVisible();
});
