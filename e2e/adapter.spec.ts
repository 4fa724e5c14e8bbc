/** An adapter leaves as two files and comes back as good as it was. */
import { expect, test } from './fixtures.ts';

test.setTimeout(180_000);

test('an adapter is saved, opened again and worth what it was', async ({ page }) => {
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

  await input.setInputFiles(downloads);
  await expect(trial.getByText('4,608 numbers')).toBeVisible({ timeout: 60_000 });
  const losses = await trial
    .getByRole('row', { name: /Spanish/ })
    .getByRole('cell')
    .allInnerTexts();
  const [adapted = NaN, base = NaN] = losses.map(Number);
  // 20 steps of Spanish; the page's chart says the same of the session.
  expect(adapted).toBeLessThan(base - 0.5);
});
