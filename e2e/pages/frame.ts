/** What every page has: the header with device, language and theme. */
import type { Locator, Page } from '@playwright/test';

export class Frame {
  readonly device: Locator;
  readonly title: Locator;

  constructor(readonly page: Page) {
    this.device = page.getByRole('banner').getByRole('button', { name: /^(Device|设备)/ });
    this.title = page.getByRole('main').getByRole('heading', { level: 1 });
  }

  /** `address` as after the "#": "/experiments/dropout?seeds=3". */
  async open(address = '/'): Promise<void> {
    await this.page.goto(`./#${address}`);
    await this.title.waitFor();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.title.waitFor();
  }

  /** What scrolls sideways: the page, or a table by its name. */
  async sideways(): Promise<string[]> {
    return this.page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('main :is([role=region], .scroll)')]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map((one) => one.getAttribute('aria-label') ?? (one.className || 'the page')),
    );
  }

  language(name: 'English' | '中文'): Locator {
    return this.page.getByRole('button', { name });
  }

  async chooseTheme(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Theme' }).click();
    await this.page.getByRole('menuitemradio', { name }).click();
  }

  deviceChoice(name: RegExp): Locator {
    return this.page.getByRole('menuitemradio', { name });
  }
}
