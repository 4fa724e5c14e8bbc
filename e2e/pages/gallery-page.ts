/** The list of experiments. */
import type { Locator } from '@playwright/test';
import { Frame } from './frame.ts';

export class GalleryPage extends Frame {
  get entries(): Locator {
    return this.page.getByRole('article');
  }

  async openExperiment(question: string): Promise<void> {
    await this.page.getByRole('heading', { level: 2, name: question }).getByRole('link').click();
  }

  /** Opens the experiment and starts it in one press. */
  async runExperiment(question: string): Promise<void> {
    await this.page.getByRole('link', { name: `Open and run: ${question}` }).click();
  }
}
