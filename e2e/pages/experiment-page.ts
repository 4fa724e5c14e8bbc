/** One experiment: run bar, charts, verdict, settings. */
import { expect, type Locator, type Page } from '@playwright/test';
import { Frame } from './frame.ts';

/** What charts are called. */
type ChartOf = 'loss' | 'accuracy' | 'generalisation gap' | 'R²' | 'RMSE';

export class ExperimentPage extends Frame {
  readonly bar: Locator;
  readonly progress: Locator;
  readonly verdict: Locator;
  readonly problems: Locator;

  constructor(page: Page) {
    super(page);
    this.bar = page
      .getByRole('main')
      .getByRole('region', { name: 'Session' })
      .filter({ has: page.getByRole('progressbar') });
    this.progress = this.bar.getByRole('progressbar');
    this.verdict = page.getByRole('region', { name: 'Verdict' });
    this.problems = page.getByRole('alert');
  }

  async openDropout(query = ''): Promise<void> {
    await this.open(`/experiments/dropout${query === '' ? '' : `?${query}`}`);
  }

  button(name: 'Run' | 'Pause' | 'Resume' | 'Run again' | 'Step' | 'Reset'): Locator {
    return this.bar.getByRole('button', { name, exact: true });
  }

  /** The step that the run bar tells. */
  async step(): Promise<number> {
    const [, step] = /step ([\d,]+)/.exec(await this.bar.innerText()) ?? [];
    return step === undefined ? 0 : Number(step.replaceAll(',', ''));
  }

  async expectState(state: 'paused' | 'done'): Promise<void> {
    await expect(this.bar.getByText(state, { exact: true })).toBeVisible({ timeout: 45_000 });
  }

  setting(name: string): Locator {
    return this.page.getByRole('textbox', { name });
  }

  /** Chooses what the session runs on, from the menu in the header. */
  async chooseDevice(name: 'WASM' | 'JavaScript' | 'WebGPU'): Promise<void> {
    await this.device.click();
    await this.deviceChoice(new RegExp(`^${name}`)).click();
  }

  /** Chooses from the menu of an arm. */
  async armAction(arm: string, action: string): Promise<void> {
    await this.page.getByRole('button', { name: `Arm ${arm}:` }).click();
    // By its name: the menu of another arm may still be closing.
    await this.page.getByRole('menu', { name: arm, exact: true }).getByRole('menuitem', { name: action, exact: true }).click();
  }

  chart(quantity: ChartOf): Locator {
    return this.page.getByRole('region', { name: quantity, exact: true });
  }

  /** The numbers behind a chart's curve, by the heading of its column. */
  async curve(quantity: ChartOf, column: string): Promise<number[]> {
    const chart = this.chart(quantity);
    const summary = chart.getByText('Data as a table');
    const table = chart.getByRole('region').getByRole('table');
    // A chart that is made anew meanwhile comes with its table closed.
    await expect(async () => {
      if (!(await table.isVisible())) await summary.click();
      await expect(table.getByRole('columnheader').first()).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 15_000 });
    const headings = await table.getByRole('columnheader').allInnerTexts();
    const index = headings.indexOf(column);
    expect(headings).toContain(column);
    const rows = await table.locator('tbody').getByRole('row').all();
    return Promise.all(
      rows.map(async (row) => Number((await row.locator('th, td').nth(index).innerText()).split(' ')[0]?.replaceAll(',', ''))),
    );
  }
}
