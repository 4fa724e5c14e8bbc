/** The Device page: what was found, why a device is taken, the benchmark with its curves, and what to do without WebGPU. */
import { expect, test } from './fixtures.ts';
import { DevicePage } from './pages/device-page.ts';
import { GalleryPage } from './pages/gallery-page.ts';

test('says what was found, which rule applies, and where help is', async ({ page }) => {
  const device = new DevicePage(page);
  await device.open();
  await expect(device.found).toContainText('software adapter');
  await expect(device.why.getByRole('listitem').filter({ hasText: 'applies here' })).toContainText('software adapter is never taken');
  await expect(device.help.getByText('this browser')).toBeVisible();
  await device.chooseDevice(/^WASM/);
  await expect(device.why.getByRole('listitem').filter({ hasText: 'applies here' })).toContainText('chosen in the header');
});

test('measures networks in the worker, and stops when asked', async ({ page }) => {
  const device = new DevicePage(page);
  await device.withoutWebgpu();
  await device.open();
  await device.button('Run benchmark').click();
  await expect(device.benchmark.getByRole('progressbar')).toBeVisible();
  await expect.poll(() => device.stepsPerSecond('Perceptron 2–16–16–2', 'WASM')).toBeGreaterThan(1);
  await device.button('Cancel').click();
  await expect(device.benchmark.getByText('Cancelled.')).toBeVisible();
  await expect(device.button('Run again')).toBeVisible();
  expect(await device.stepsPerSecond('Transformer, 4 blocks', 'WASM')).toBeNaN();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect.poll(() => device.sideways()).toEqual([]);
});

test('shows what was measured before, and forgets it when asked', async ({ page }) => {
  const decision = { machine: 'm', structure: 's', experiment: 'dropout', runs: 16, webgpu: 1.5, wasm: null, chosen: 'webgpu' };
  await page.addInitScript(
    (kept) => {
      if (sessionStorage.getItem('kept') !== null) return;
      sessionStorage.setItem('kept', 'once');
      localStorage.setItem('ablate.devices', JSON.stringify([kept]));
    },
    { ...decision, at: new Date().toISOString() },
  );
  const device = new DevicePage(page);
  await device.open();
  await expect(device.why).toContainText('1.50');
  await expect(device.why).toContainText('failed');
  await device.why.getByRole('button', { name: 'Forget' }).click();
  await expect(device.why).toContainText('No model has been timed');
  await device.reload();
  await expect(device.why).toContainText('No model has been timed');
});

test('a browser without WebGPU is told what to do, and fits a telephone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const device = new DevicePage(page);
  await device.withoutWebgpu();
  await device.open();
  await expect(page.getByText('because this browser offers no WebGPU')).toBeVisible();
  await expect(device.found).toContainText('none');
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});

test('drawings of the gallery and the Device page write as large as the page', async ({ page }) => {
  const device = new DevicePage(page);
  await device.withoutWebgpu();
  const drawings = {
    gallery: page.getByRole('article').first().getByRole('img').locator('text'),
    speeds: device.benchmark.getByRole('img').locator('text'),
  };
  const sizes = (): Promise<number[]> =>
    drawings.gallery.or(drawings.speeds).evaluateAll((all) => all.map((one) => parseFloat(getComputedStyle(one).fontSize)));
  // As browsers do whose text is set to be larger, and links for a projector.
  const enlarge = (pixels: number): Promise<void> =>
    page.evaluate((to) => void (document.documentElement.style.fontSize = `${to}px`), pixels);
  await page.setViewportSize({ width: 1280, height: 800 });
  for (const open of [() => new GalleryPage(page).open(), () => device.open()]) {
    await open();
    await enlarge(16);
    await expect.poll(async () => (await sizes()).length).toBeGreaterThan(2);
    const before = await sizes();
    await enlarge(24);
    await expect.poll(async () => Math.max(...(await sizes()))).toBeCloseTo(1.5 * Math.max(...before), 1);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }
});
