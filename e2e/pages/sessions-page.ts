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

  /** Steps of the checkpoints that the browser keeps, of all sessions. */
  async checkpointSteps(): Promise<number[]> {
    return (await this.#keys('checkpoints')).map((key) => (Array.isArray(key) ? Number(key[1]) : NaN));
  }

  /** How many sessions the browser keeps. */
  async kept(): Promise<number> {
    return (await this.#keys('sessions')).length;
  }

  #keys(store: string): Promise<unknown[]> {
    return this.page.evaluate(
      (name) =>
        new Promise<unknown[]>((resolve, reject) => {
          const opening = indexedDB.open('ablate');
          opening.onerror = () => reject(new Error('no database'));
          opening.onsuccess = () => {
            const keys = opening.result.transaction(name).objectStore(name).getAllKeys();
            keys.onsuccess = () => {
              opening.result.close();
              resolve(keys.result);
            };
          };
        }),
      store,
    );
  }

  button(name: RegExp): Locator {
    return this.page.getByRole('main').getByRole('button', { name });
  }
}
