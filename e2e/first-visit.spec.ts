/**
 * What somebody who has read nothing does on an experiment's page, each within three clicks, taps or keys: run, change the learning rate while it
 * runs, add an arm, see which arm is better and by how much, send it.
 */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { ExperimentPage } from './pages/experiment-page.ts';

/** Trains until the test is over, with few evaluations of few examples. */
const long = 'arms=nothing,dropout&*.steps=5000&*.width=256&*.batchSize=128&seeds=2&device=wasm';

/** The page as such a person sees it; counts what is pressed. Scrolling and reading press nothing. */
class Visit {
  readonly experiment: ExperimentPage;
  readonly rate: Locator;
  readonly add: Locator;
  readonly share: Locator;
  readonly copy: Locator;
  pressed = 0;

  constructor(
    readonly page: Page,
    readonly by: 'mouse' | 'touch',
  ) {
    this.experiment = new ExperimentPage(page);
    // The slider is as wide as what its thumb runs in.
    this.rate = page.getByRole('slider', { name: 'learning rate' }).last().locator('..');
    this.add = page.getByRole('combobox', { name: 'Add an arm' });
    this.share = page.getByRole('button', { name: 'Share', exact: true });
    this.copy = page.getByRole('button', { name: 'Copy the link' });
  }

  async open(): Promise<void> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await this.experiment.openDropout(long);
  }

  async press(target: Locator, position?: { x: number; y: number }): Promise<void> {
    this.pressed++;
    const at = position ? { position } : {};
    await (this.by === 'mouse' ? target.click(at) : target.tap(at));
  }

  /** The browser draws the open list itself, where nothing can press: one for the list, one for what is chosen from it. */
  async choose(list: Locator, label: string): Promise<void> {
    this.pressed += 2;
    await list.selectOption({ label });
  }

  async key(key: string): Promise<void> {
    this.pressed++;
    await this.page.keyboard.press(key);
  }

  /** Does one thing and holds it to three presses. */
  async does(what: string, act: () => Promise<void>, happened: () => Promise<void>): Promise<void> {
    await test.step(what, async () => {
      this.pressed = 0;
      await act();
      await happened();
      expect(this.pressed, what).toBeLessThanOrEqual(3);
    });
  }

  async isTraining(): Promise<void> {
    await expect.poll(() => this.experiment.step()).toBeGreaterThan(0);
  }

  async changedWhileTraining(): Promise<void> {
    const changes = this.page.getByRole('region', { name: 'Live changes' }).getByRole('listitem');
    await expect(changes).toHaveCount(1);
    await expect(changes).toContainText(/learning rate\s*0\.005 →/);
    await expect(this.experiment.button('Pause')).toBeVisible();
  }

  async hasArm(): Promise<void> {
    await expect(this.page.getByRole('group', { name: 'weight decay', exact: true })).toBeVisible();
    await expect(this.experiment.bar).toContainText('arms');
  }

  /** The sentence beside the arms' numbers, and the claim's effect. */
  async answers(): Promise<void> {
    const answer = this.page.getByText(/(no remedy|dropout) has the lowest validation loss: [+−][\d.]+ \[[^\]]+\] against/);
    await answer.scrollIntoViewIfNeeded();
    await expect(answer).toBeInViewport();
    await expect(this.experiment.verdict.getByText(/^effect/).first()).toBeVisible();
  }

  async isCopied(): Promise<void> {
    await expect(this.page.getByText('The link is copied.')).toBeVisible();
    const link = await this.page.evaluate(() => navigator.clipboard.readText());
    expect(link).toMatch(/events=\d+:[^&]*learningRate=/);
    // The three that the experiment opens with need no name in a link.
    expect(link).not.toContain('arms=');
  }
}

async function byPressing(visit: Visit, toSettings: () => Promise<void>): Promise<void> {
  await visit.open();
  await visit.does(
    'runs',
    () => visit.press(visit.experiment.button('Run')),
    () => visit.isTraining(),
  );
  await visit.does(
    'changes the learning rate',
    async () => {
      await toSettings();
      // On the line, to the left of the thumb.
      await visit.press(visit.rate, { x: 40, y: visit.by === 'mouse' ? 10 : 20 });
    },
    () => visit.changedWhileTraining(),
  );
  await visit.does(
    'finds the better arm',
    () => Promise.resolve(),
    () => visit.answers(),
  );
  await visit.does(
    'adds an arm',
    async () => {
      await toSettings();
      await visit.choose(visit.add, 'weight decay');
    },
    () => visit.hasArm(),
  );
  await visit.does(
    'sends it',
    async () => {
      await visit.press(visit.share);
      await visit.press(visit.copy);
    },
    () => visit.isCopied(),
  );
}

test('with a mouse', async ({ page }) => {
  await byPressing(new Visit(page, 'mouse'), () => Promise.resolve());
});

test('with keys', async ({ page }) => {
  const visit = new Visit(page, 'mouse');
  const keys = async (...names: string[]): Promise<void> => {
    for (const name of names) await visit.key(name);
  };
  await visit.open();
  await visit.does(
    'runs',
    () => keys('Space'),
    () => visit.isTraining(),
  );
  await visit.does(
    'changes the learning rate',
    () => keys('t', 'ArrowRight'),
    () => visit.changedWhileTraining(),
  );
  await visit.does(
    'finds the better arm',
    () => Promise.resolve(),
    () => visit.answers(),
  );
  await visit.does(
    'adds an arm',
    () => keys('a', 'ArrowDown', 'Enter'),
    () => visit.hasArm(),
  );
  await visit.does(
    'sends it',
    () => keys('s', 'Enter'),
    () => visit.isCopied(),
  );
});

test.describe('on a telephone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('with fingers', async ({ page }) => {
    const visit = new Visit(page, 'touch');
    await byPressing(visit, async () => {
      await visit.press(page.getByRole('button', { name: 'Go to the settings' }));
      await expect(page.getByRole('button', { name: 'Back to the charts' })).toBeVisible();
    });
  });
});
