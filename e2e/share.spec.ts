/** Links with results: seen without training, replayed to the bit, refused when damaged; what a link hides, locks and frames. */
import type { Browser, Page } from '@playwright/test';
import { catalogue } from '../experiments/catalogue.ts';
import { findExperiment } from '../src/cli/options.ts';
import { decodeConfiguration } from '../src/experiment/configuration.ts';
import { decodeResults, encodeResults } from '../src/sessions/share/codec.ts';
import { settingsOf } from '../src/sessions/share/link.ts';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';

const small = 'seeds=3&steps=60&device=wasm&*.width=16&*.examples=40&*.batchSize=16';
const dropout = findExperiment('dropout', catalogue);

/** Trains a small session, opens the dialog and copies its link: two presses from the page. */
async function sharedLink(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(small);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  await page.getByRole('button', { name: 'Share', exact: true }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'Share this experiment' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Copy the link' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('The link is copied.')).toBeVisible();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** A page of somebody else, who has never been here. */
async function elsewhere(browser: Browser, link: string): Promise<{ page: Page; workers: string[] }> {
  const page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 } })).newPage();
  const workers: string[] = [];
  page.on('worker', (worker) => workers.push(worker.url()));
  await page.goto(link);
  return { page, workers };
}

/** The link with the results changed as whoever reads the code could. */
function doctored(link: string): string {
  const [address = '', query = ''] = link.split('?');
  const parameters = new URLSearchParams(query);
  const text = parameters.get('r') ?? '';
  const configuration = decodeConfiguration(dropout, parameters, ['r']);
  if (!configuration.ok) throw new Error('the configuration cannot be read');
  const settings = settingsOf(dropout, configuration.configuration);
  const decoded = decodeResults(text, settings);
  if (!decoded.ok) throw new Error(decoded.problem);
  const curve = decoded.results.measures.find(({ id }) => id === 'validationLoss')?.curves[0];
  if (!curve) throw new Error('there is no curve');
  curve.mean[1] = (curve.mean[1] ?? 0) + 9;
  return `${address}?${query.replace(text, encodeResults(decoded.results, settings))}`;
}

test('a link shows curves and verdicts without training, and a replay is identical; a changed one differs', async ({ page, browser }) => {
  const link = await sharedLink(page);
  expect(link.length).toBeLessThan(8000);
  await page.keyboard.press('Escape');
  const own = await new ExperimentPage(page).curve('loss', 'dropout, validation').catch(() => null);

  const other = await elsewhere(browser, link);
  const received = new ExperimentPage(other.page);
  await expect(other.page.getByRole('heading', { name: /^As sent, trained on WASM/ })).toBeVisible();
  await expect(received.verdict.getByText('as sent').first()).toBeVisible();
  await expect(received.verdict.getByText('3 paired seeds').first()).toBeVisible();
  if (own) expect((await received.curve('loss', 'dropout, validation')).length).toBe(own.length);
  expect(other.workers).toEqual([]);
  expect(other.page.url()).toBe(link);

  await other.page.getByRole('button', { name: 'Replay' }).click();
  await expect(other.page.getByRole('heading', { name: 'Identical' })).toBeVisible({ timeout: 45_000 });
  expect(other.workers.length).toBeGreaterThan(0);

  const changed = await elsewhere(browser, doctored(link));
  await changed.page.getByRole('button', { name: 'Replay' }).click();
  await expect(changed.page.getByRole('heading', { name: /^Differs from step \d+$/ })).toBeVisible({ timeout: 45_000 });
  await changed.page.getByText('What differs').click();
  await expect(changed.page.getByText(/^validation loss \(no remedy\)/i).first()).toBeVisible();

  // Part of it lost on the way, or made with other settings: a sentence, and the settings open all the same.
  const cut = await elsewhere(browser, link.slice(0, -40));
  await expect(cut.page.getByRole('alert')).toContainText('Part of them is missing');
  await expect(new ExperimentPage(cut.page).button('Run')).toBeEnabled();
  const edited = await elsewhere(browser, link.replace('seeds=3', 'seeds=4'));
  await expect(edited.page.getByRole('alert')).toContainText('other settings');
});

test('a link hides the settings, locks the arms, enlarges the type, and stands in a frame', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(`${small}&controls=hidden&size=large`);
  await expect(page.getByText('This link hides the settings.')).toBeVisible();
  await expect(experiment.setting('Seeds')).toHaveCount(0);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('22px');
  expect(page.url()).toContain('controls=hidden&size=large');
  await page.getByRole('link', { name: 'Open with everything' }).click();
  await expect(experiment.setting('Seeds')).toBeVisible();

  await experiment.openDropout(`${small}&lock=arms`);
  await expect(page.getByText('This link locks the arms.')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Add an arm' })).toBeDisabled();
  await expect(experiment.setting('Seeds')).toBeEnabled();

  const address = page.url().replace('&lock=arms', '&embed=yes');
  // Somebody else's page.
  const body = `<iframe src="${address.replaceAll('&', '&amp;')}" width="700" height="600"></iframe>`;
  await page.route('**/elsewhere.html', (route) => route.fulfill({ contentType: 'text/html', body }));
  await page.goto('./elsewhere.html');
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(frame.getByRole('banner')).toHaveCount(0);
  const out = frame.getByRole('link', { name: 'Open in Ablate' });
  await expect(out).toHaveAttribute('target', '_blank');
  expect(await out.getAttribute('href')).not.toContain('embed');
});
