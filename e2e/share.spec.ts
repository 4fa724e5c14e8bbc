/** Links with results: seen without training, replayed to the bit, refused when damaged; what a link hides, locks and frames. */
import type { Browser, Page } from '@playwright/test';
import { catalogue } from '../experiments/catalogue.ts';
import { findExperiment } from '../src/cli/options.ts';
import { decodeConfiguration } from '../src/experiment/configuration.ts';
import { decodeResults, encodeResults } from '../src/sessions/share/codec.ts';
import { settingsOf } from '../src/sessions/share/link.ts';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';
import { SessionsPage } from './pages/sessions-page.ts';

const small = 'seeds=3&steps=60&device=wasm&*.width=16&*.examples=40&*.batchSize=16';
const dropout = findExperiment('dropout', catalogue);

/** Trains a small session. */
async function trained(page: Page, query = small): Promise<ExperimentPage> {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(query);
  await experiment.button('Run').click();
  await experiment.expectState('done');
  return experiment;
}

/** Opens the dialog and copies the link: two presses from the page. */
async function sharedLink(page: Page): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
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
  await trained(page);
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
  // Over any x axis, time too.
  await other.page.locator('summary', { hasText: 'Axes' }).click();
  await other.page.getByRole('combobox', { name: 'x axis' }).selectOption('seconds per arm');
  await expect(received.chart('loss').getByRole('slider')).toHaveAttribute('aria-valuetext', /seconds per arm/);
  await other.page.getByRole('combobox', { name: 'x axis' }).selectOption('step');
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

test('a session with live changes and a fork is seen as its sender saw it, and replays to the same bits; so does the kept one', async ({
  page,
  browser,
}) => {
  test.slow();
  const events = 'events=20:dropout.learningRate=0.002,30:*.learningRate=0.02';
  const experiment = await trained(page, `arms=nothing,dropout&${small}&${events}`);
  await page.keyboard.press('f');
  const dialog = page.getByRole('dialog', { name: 'Fork an arm' });
  await dialog.getByRole('combobox', { name: 'Parent' }).selectOption('dropout');
  await dialog.getByRole('textbox', { name: 'Step' }).fill('40');
  await dialog.getByRole('textbox', { name: 'Step' }).press('Enter');
  await dialog.getByRole('textbox', { name: /learning rate/i }).fill('0.1');
  await dialog.getByRole('textbox', { name: /learning rate/i }).press('Tab');
  await dialog.getByRole('button', { name: 'Fork', exact: true }).click();
  await expect(page).toHaveURL(/dropout-2\.fork=dropout@40/);
  await experiment.expectState('done');
  const link = await sharedLink(page);
  await page.keyboard.press('Escape');
  /** What stands beside the charts, to the letter. */
  const shown = async (of: Page): Promise<string[]> => {
    const [compared, changes] = [of.getByRole('region', { name: 'Arms compared' }), of.getByRole('region', { name: 'Live changes' })];
    await expect(compared.getByRole('radio')).toHaveCount(3);
    // Changes out of view are not laid out, so they have contents but no inner text.
    return [...(await compared.getByRole('row').allInnerTexts()), ...(await changes.getByRole('listitem').allTextContents())];
  };
  const own = await shown(page);
  expect(own.filter((text) => text.includes('step '))).toHaveLength(3);

  const other = await elsewhere(browser, link);
  const received = new ExperimentPage(other.page);
  await expect(other.page.getByRole('heading', { name: /^As sent/ })).toBeVisible();
  expect(await shown(other.page)).toEqual(own);
  // So small a session has room for its single seeds.
  await other.page.locator('summary', { hasText: 'Axes' }).click();
  await other.page.getByRole('combobox', { name: 'band' }).selectOption('single seeds');
  const fork = await received.curve('loss', 'dropout: learning rate 0.1 from 40, validation, seed 2');
  expect(fork.every(Number.isFinite)).toBe(true);
  expect(other.workers).toEqual([]);
  await other.page.getByRole('button', { name: 'Replay' }).click();
  await expect(other.page.getByRole('heading', { name: 'Identical' })).toBeVisible({ timeout: 45_000 });

  const sessions = new SessionsPage(page);
  await sessions.open('/sessions');
  await page.reload();
  await sessions.button(/^Open/).first().click();
  await expect(page.getByRole('heading', { name: /^As kept/ })).toBeVisible();
  await page.getByRole('button', { name: 'Replay' }).click();
  await expect(page.getByRole('heading', { name: 'Identical' })).toBeVisible({ timeout: 45_000 });
});

test('what a link has no room for is offered as a file; links and files are handed on, and copied where the browser lets the page', async ({
  page,
}) => {
  // What was handed on, and whether the browser refuses everything, stand on the page.
  await page.addInitScript(() => {
    const notes = (): DOMStringMap => document.documentElement.dataset;
    const refuse = (): Promise<never> => Promise.reject(new DOMException('refused', 'NotAllowedError'));
    const take = ({ url, files }: ShareData): Promise<void> => {
      notes()['handed'] = [notes()['handed'] ?? '', url ?? files?.[0]?.name].join('\n').trim();
      return Promise.resolve();
    };
    Object.assign(navigator, { canShare: () => true, share: (data: ShareData) => (notes()['refused'] === 'yes' ? refuse() : take(data)) });
    Object.assign(navigator.clipboard, { writeText: refuse });
    Object.assign(document, { execCommand: () => notes()['refused'] !== 'yes' });
  });
  // The settings alone are nearly as long as a link may be.
  const events = Array.from({ length: 320 }, (_, i) => `${1 + (i % 9)}:*.learningRate=0.01`);
  await trained(page, `seeds=2&*.steps=10&*.width=4&*.examples=20&*.batchSize=4&device=wasm&events=${events.join()}`);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Share this experiment' });
  await expect(dialog.getByRole('status').filter({ hasText: '8,000 characters' })).toBeVisible();
  await expect(dialog).toContainText('It holds the settings');
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Save the session as a file' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^dropout-[\d-]+\.ablate\.json$/);
  await dialog.getByRole('button', { name: 'Send the file …' }).click();
  await dialog.getByRole('button', { name: 'Send …' }).click();
  const field = dialog.getByRole('textbox', { name: 'Link' });
  const notes = page.locator('html');
  await expect(notes).toHaveAttribute('data-handed', `${file.suggestedFilename()}\n${await field.inputValue()}`);

  // The older way of copying is tried where the clipboard is refused; where that is refused too, the text stands selected.
  await dialog.getByRole('button', { name: 'Copy the link' }).click();
  await expect(dialog.getByText('The link is copied.')).toBeVisible();
  await notes.evaluate((html) => html.setAttribute('data-refused', 'yes'));
  await dialog.getByRole('button', { name: 'Send …' }).click();
  await expect(dialog.getByText('The browser did not hand the link on')).toBeVisible();
  await dialog.getByRole('checkbox', { name: /^Larger type/ }).check();
  await dialog.getByRole('button', { name: 'Copy the link' }).click();
  await expect(dialog.getByText('The browser did not let the page copy')).toBeVisible();
  await expect(field).toBeFocused();
  expect(await field.evaluate((area: HTMLTextAreaElement) => area.value.length - (area.selectionEnd - area.selectionStart))).toBe(0);
});

test('a link hides the settings, locks the arms, enlarges the type, and stands in a frame', async ({ page }) => {
  const experiment = new ExperimentPage(page);
  await experiment.openDropout(`${small}&controls=hidden&size=large`);
  await expect(page.getByText('This link hides the settings.')).toBeVisible();
  await expect(experiment.setting('Seeds')).toHaveCount(0);
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe('22px');
  expect(page.url()).toContain('controls=hidden&size=large');
  // Charts write as large as the page: half a label takes more room.
  await experiment.chart('loss').getByRole('slider').press('End');
  await expect(experiment.chart('loss').locator('.cross')).toHaveAttribute('style', /100% - 25px/);
  await page.getByRole('link', { name: 'Open with everything' }).click();
  await expect(experiment.setting('Seeds')).toBeVisible();

  await experiment.openDropout(`${small}&lock=arms`);
  await expect(page.getByText('This link locks the arms.')).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Add an arm' })).toBeDisabled();
  await expect(experiment.setting('Seeds')).toBeEnabled();
  await expect(page.getByRole('button', { name: 'Sweep learning rate' })).toHaveCount(0);
  // Locked arms are not forked, and keep their values while they train; the next session may take others.
  await experiment.openDropout(`${small.replace('steps=60', '*.steps=5000')}&lock=arms`);
  await experiment.button('Step').click();
  await experiment.expectState('paused');
  await expect(page.getByRole('button', { name: 'Fork…' })).toHaveCount(0);
  await page.keyboard.press('f');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const own = page.getByRole('group', { name: 'dropout', exact: true }).getByRole('textbox', { name: 'dropout rate' });
  await expect(own).toBeDisabled();
  const shared = experiment.setting('learning rate').last();
  await shared.fill('0.002');
  await shared.press('Enter');
  await expect(page).toHaveURL(/\*\.learningRate=0\.002/);
  await expect(page.getByRole('region', { name: 'Live changes' })).toHaveCount(0);
  // Unless the teacher lets values change.
  await page.goto(page.url().replace('&*.learningRate=0.002', '').replace('lock=arms', 'lock=arms&live=yes'));
  await expect(own).toBeEnabled();
  await own.fill('0.25');
  await own.press('Enter');
  const changes = page.getByRole('region', { name: 'Live changes' }).getByRole('listitem');
  await expect(changes).toContainText('dropout rate');
  await expect(page.getByRole('combobox', { name: 'Add an arm' })).toBeDisabled();

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
