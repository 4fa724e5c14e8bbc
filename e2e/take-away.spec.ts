/** What can be taken away: each download arrives, reads, and holds the numbers that the page shows. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { readSafeTensors } from '../src/engine/data/safetensors.ts';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';

/** Chooses from the Export menu and gives what arrives. */
async function taken(page: Page, item: RegExp): Promise<{ name: string; bytes: Buffer }> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: item }).click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

/** Chooses the arm or the seed that is taken away. */
async function choose(page: Page, what: 'Arm' | 'Seed', name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${what}: `) }).click();
  await page.getByRole('menuitemradio', { name, exact: true }).click();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);
}

async function trained(page: Page, query = ''): Promise<ExperimentPage> {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(`*.steps=40&seeds=3&device=wasm${query}`);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  return experiment;
}

/** To the digits that the page's table shows. */
const shown = (value: number): number => Number(value.toPrecision(3));

test('before anything is measured the menu says why there is nothing to save', async ({ page }) => {
  await new ExperimentPage(page).openDropout();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const file = page.getByRole('menuitem', { name: /^Session file/ });
  await expect(file).toHaveAttribute('aria-disabled', 'true');
  await expect(file).toContainText('press Run first');
});

test('measures leave as CSV and as JSON with the numbers of the chart', async ({ page }) => {
  const experiment = await trained(page);
  const curve = await experiment.curve('loss', 'no remedy, validation');
  const csv = await taken(page, /CSV/);
  expect(csv.name).toMatch(/^dropout-[\d-]+\.csv$/);
  const rows = csv.bytes
    .toString('utf8')
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  expect(rows[0]).toEqual(['measure', 'arm', 'seed', 'step', 'value']);
  const last = rows.filter(([measure, arm, , step]) => measure === 'validationLoss' && arm === 'nothing' && step === '40');
  expect(last).toHaveLength(3);
  const mean = last.reduce((sum, row) => sum + Number(row[4]), 0) / 3;
  expect(shown(mean)).toBe(curve.at(-1));

  const json = await taken(page, /JSON/);
  const document = JSON.parse(json.bytes.toString('utf8')) as {
    arms: { id: string; measures: Record<string, { steps: number[]; bySeed: (number | null)[][] }> }[];
  };
  expect(document.arms.map(({ id }) => id)).toEqual(['nothing', 'dropout', 'weightDecay']);
  const measure = document.arms[0]?.measures['validationLoss'];
  expect(measure?.steps.at(-1)).toBe(40);
  expect(measure?.bySeed.map((values) => Number(values.at(-1)?.toPrecision(9)))).toEqual(last.map((row) => Number(row[4])));
});

test('the session leaves as one file with its name, and imports again', async ({ page, browser }) => {
  const experiment = await trained(page);
  const before = await experiment.curve('loss', 'no remedy, training');
  const file = await taken(page, /^Session file/);
  expect(file.name).toMatch(/^dropout-[\d-]+\.ablate\.json$/);
  const context = await browser.newContext();
  const elsewhere = await context.newPage();
  await elsewhere.goto('./#/sessions');
  const input = { name: file.name, mimeType: 'application/json', buffer: file.bytes };
  await elsewhere.getByLabel('Import a session').setInputFiles(input);
  await elsewhere.getByRole('button', { name: /^Open/ }).click();
  const there = new ExperimentPage(elsewhere);
  await there.expectState('done');
  expect(await there.curve('loss', 'no remedy, training')).toEqual(before);
  await context.close();
});

test('the weights of a chosen run leave as safetensors with the shapes of PyTorch', async ({ page }) => {
  const experiment = await trained(page);
  const of = async (arm: string, seed: string) => {
    await choose(page, 'Arm', arm);
    await choose(page, 'Seed', seed);
    const { name, bytes } = await taken(page, /^Weights/);
    return { name, file: readSafeTensors(bytes) };
  };
  const first = await of('no remedy', '0');
  expect(first.name).toBe('dropout-nothing-seed0-step40.safetensors');
  const shapes = Object.fromEntries(Object.entries(first.file.tensors).map(([name, { shape }]) => [name, shape]));
  expect(shapes).toEqual({
    'hidden1.weight': [64, 2],
    'hidden1.bias': [64],
    'hidden2.weight': [64, 64],
    'hidden2.bias': [64],
    'output.weight': [2, 64],
    'output.bias': [2],
  });
  const other = await of('dropout', '2');
  expect(other.file.metadata).toMatchObject({ arm: 'dropout', seed: '2', step: '40' });
  expect(other.file.tensors['output.bias']?.data).not.toEqual(first.file.tensors['output.bias']?.data);
  await experiment.expectState('done');
});

test('an arm leaves as programs, each with its data and what was measured here', async ({ page }) => {
  await trained(page);
  await choose(page, 'Arm', 'weight decay');
  const csv = await taken(page, /^Measures as CSV/);
  for (const [item, main, words] of [
    [/^PyTorch/, 'train.py', 'torch.optim.AdamW'],
    [/^TensorFlow.js/, 'train.mjs', '@tensorflow/tfjs-core'],
    [/^Keras/, 'train.py', 'keras.optimizers.AdamW'],
  ] as const) {
    const { name, bytes } = await taken(page, item);
    const folder = name.replace('.zip', '');
    const files = unzipSync(bytes);
    const text = (path: string): string => new TextDecoder().decode(files[`${folder}/${path}`]);
    expect(text(main)).toContain(words);
    expect(text(main)).toContain('seed 0, of the experiment dropout');
    expect(text('README.md')).toContain('session seed 1');
    // The losses of this arm and seed, to the digits of the CSV.
    const measured = text('expected.csv')
      .split('\n')
      .filter((line) => line.startsWith('validation/loss,'));
    const ofArm = csv.bytes
      .toString('utf8')
      .split('\r\n')
      .filter((line) => line.startsWith('validationLoss,weightDecay,0,'));
    expect(measured.map((line) => line.split(',').slice(1))).toEqual(ofArm.map((line) => line.split(',').slice(3)));
    // 100 examples of two float32 behind a header of 128 bytes.
    expect(files[`${folder}/data/train_x.npy`]).toHaveLength(128 + 100 * 2 * 4);
  }
});

test('the data of a run leave raw and standardized', async ({ page }) => {
  await new ExperimentPage(page).openDropout();
  const { name, bytes } = await taken(page, /^Data/);
  expect(name).toBe('dropout-nothing-seed0-data.zip');
  const files = unzipSync(bytes);
  const rows = (path: string): string[] => new TextDecoder().decode(files[`dropout-nothing-seed0-data/${path}`]).trim().split('\r\n');
  expect(rows('raw/train.csv')).toHaveLength(101);
  expect(rows('raw/validation.csv')).toHaveLength(1001);
  const columns = rows('standardized/train.csv')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  const mean = columns.reduce((sum, [, x = NaN]) => sum + x, 0) / 100;
  const variance = columns.reduce((sum, [, x = NaN]) => sum + x * x, 0) / 100;
  expect(Math.abs(mean)).toBeLessThan(1e-6);
  expect(variance).toBeCloseTo(1, 5);
});

test('a descent leaves as a program; what cannot be taken says why', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open('/experiments/optimizers?preset=ravine');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByRole('menuitem', { name: /^Data/ })).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('menuitem', { name: /^Data/ })).toContainText('no data');
  await page.keyboard.press('Escape');
  const { name, bytes } = await taken(page, /^PyTorch/);
  const files = unzipSync(bytes);
  expect(new TextDecoder().decode(files[`${name.replace('.zip', '')}/train.py`])).toContain('def height(x, y):');
});

test('an arm that adapts a language model leaves with its base and both texts', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.open('/experiments/lora');
  await choose(page, 'Arm', /^LoRA/);
  const { name, bytes } = await taken(page, /^PyTorch/);
  const files = unzipSync(bytes);
  const folder = name.replace('.zip', '');
  expect(Object.keys(files).sort()).toEqual(
    [
      ...['README.md', 'ablate_random.py', 'train.py', 'data/base.safetensors'],
      ...['data/english_validation.npy', 'data/spanish_train.npy', 'data/spanish_validation.npy'],
    ]
      .map((path) => `${folder}/${path}`)
      .sort(),
  );
  expect(new TextDecoder().decode(files[`${folder}/train.py`])).toContain('class LoRA(nn.Linear)');
});
