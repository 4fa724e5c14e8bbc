/** An adapter leaves as two files, comes back as good as it was, and trains on. */
import { expect, test } from './fixtures.ts';
import { Frame } from './pages/frame.ts';

test.setTimeout(180_000);

test('an adapter is saved, opened again, worth what it was, and trains on as an arm', async ({ page }) => {
  await page.goto('#/experiments/lora?run&device=wasm&seeds=1&steps=20&arms=lora');
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible({ timeout: 120_000 });
  const downloads: string[] = [];
  const saved = new Promise<void>((resolve) => {
    page.on('download', (download) => {
      const path = test.info().outputPath(download.suggestedFilename());
      void download.saveAs(path).then(() => {
        if (downloads.push(path) === 2) resolve();
      });
    });
  });
  await page.getByRole('button', { name: /adapter of LoRA/i }).click();
  await saved;

  const trial = page.getByRole('region', { name: 'An adapter from files' });
  const input = trial.locator('input[type="file"]');
  await input.setInputFiles(downloads.slice(0, 1));
  await expect(trial.getByText('Both files are needed')).toBeVisible();

  // What is wrong with files is said in the reader's language.
  const frame = new Frame(page);
  await frame.language('中文').click();
  const files = ['.safetensors', '.json'].map((ending) => ({
    ...{ name: `other${ending}`, mimeType: 'application/octet-stream' },
    buffer: Buffer.from(JSON.stringify({ peft_type: 'IA3' })),
  }));
  await page.getByRole('complementary').locator('input[type="file"]').setInputFiles(files);
  await expect(page.getByText('此处不能使用这个适配器：它的类型是 IA3，而不是 LORA。请另选一个。')).toBeVisible();
  await frame.language('English').click();

  await input.setInputFiles(downloads);
  await expect(trial.getByText('4,608 numbers')).toBeVisible({ timeout: 60_000 });
  const losses = await trial
    .getByRole('row', { name: /Spanish/ })
    .getByRole('cell')
    .allInnerTexts();
  const [adapted = NaN, base = NaN] = losses.map(Number);
  // 20 steps of Spanish; the page's chart says the same of the session.
  expect(adapted).toBeLessThan(base - 0.5);

  await trial.getByRole('button', { name: 'Train it on, as an arm' }).click();
  await expect(trial.getByRole('status')).toContainText('was added to the arms');
  const link = new URL(page.url()).hash;
  expect(link).toMatch(/adapter\.adapter=adapter:[0-9a-f]{16}:small:2:all:2/);

  // Who has the link and not the files is asked for them; any other adapter is told by its hash.
  const field = page.getByRole('group', { name: 'LoRA from a file, rank 2' }).getByRole('group', { name: 'start from' });
  await page.getByRole('group', { name: 'LoRA from a file, rank 2' }).getByText('Other values of this arm').click();
  await expect(field.getByRole('combobox')).toHaveValue(/^adapter:/);
  await page.goto('about:blank');
  await page.goto(link.replace(/adapter:[0-9a-f]{16}/, 'adapter:0123456789abcdef'));
  await page.getByRole('group', { name: 'LoRA from a file, rank 2' }).getByText('Other values of this arm').click();
  await expect(field.getByRole('alert')).toContainText('hash 0123456789abcdef');
  await field.locator('input[type="file"]').setInputFiles(downloads);
  await expect(field.getByText('in place of 0123456789abcdef')).toBeVisible();
  await page.goto('about:blank');
  await page.goto(link.replace('arms=lora,adapter', 'arms=adapter').replace('steps=20', 'steps=3'));
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Run again' })).toBeVisible({ timeout: 60_000 });
});
