/** What was run in this browser. */
import type { Locator, Page } from '@playwright/test';
import { Frame } from './frame.ts';

export class SessionsPage extends Frame {
  readonly entries: Locator;

  constructor(page: Page) {
    super(page);
    this.entries = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  }

  name(entry: Locator): Locator {
    return entry.getByRole('textbox', { name: 'Name' });
  }

  button(name: RegExp): Locator {
    return this.page.getByRole('main').getByRole('button', { name });
  }
}
