/** No serious or critical finding of axe, on any page, in light and dark; and the narrow page keeps its run bar in reach. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { Frame } from './pages/frame.ts';

const pages: [name: string, address: string][] = [
  ['the gallery', '/'],
  ['an experiment', '/experiments/dropout'],
  ['the device page', '/device'],
  ['a link with problems', '/experiments/dropout?seeds=900'],
  ['a page that is not there', '/nowhere'],
];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, address] of pages) {
    test(`${name} has no serious accessibility problem in ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await new Frame(page).open(address);
      expect(await seriousProblems(page)).toEqual([]);
    });
  }

  test(`a finished session has no serious accessibility problem in ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const experiment = new ExperimentPage(page);
    await experiment.openDropout('*.steps=20&seeds=3&device=wasm');
    await experiment.button('Run').click();
    await experiment.expectState('done');
    expect(await seriousProblems(page)).toEqual([]);
  });
}

test('every page begins at the left edge of the header and nothing on it scrolls sideways', async ({ page }) => {
  const frame = new Frame(page);
  for (const width of [1280, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    for (const address of [...pages.map(([, one]) => one), '/sessions', '/sessions/compare?ids=a']) {
      await frame.open(address);
      const edges = [page.getByRole('banner').getByRole('link', { name: 'Ablate' }), frame.title].map(
        async (one) => (await one.boundingBox())?.x,
      );
      const [header, title] = await Promise.all(edges);
      expect(title, `${address} at ${width}`).toBe(header);
      expect(await frame.sideways(), `${address} at ${width}`).toEqual([]);
    }
  }
});

test.describe('on a telephone', () => {
  // With fingers: what is pressed is larger than with a mouse.
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('the run bar is in the viewport and nothing sticks out', async ({ page }) => {
    const experiment = new ExperimentPage(page);
    await experiment.openDropout();
    await expect(experiment.bar).toBeInViewport({ ratio: 1 });
    await page.mouse.wheel(0, 1200);
    await expect(experiment.bar).toBeInViewport({ ratio: 1 });
    await expect.poll(() => experiment.sideways()).toEqual([]);
    await page.setViewportSize({ width: 360, height: 700 });
    await expect.poll(() => experiment.sideways()).toEqual([]);
    // Text twice as large, as a browser can be set.
    await page.setViewportSize({ width: 390, height: 844 });
    const browser = await page.context().newCDPSession(page);
    await browser.send('Page.setFontSizes', { fontSizes: { standard: 32 } });
    await expect.poll(() => page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('32px');
    await expect.poll(() => experiment.sideways()).toEqual([]);
  });
});

async function seriousProblems(page: ConstructorParameters<typeof AxeBuilder>[0]['page']): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}
