/** What a session runs on and why, and the short benchmark. */
import type { Locator, Page } from '@playwright/test';
import { Frame } from './frame.ts';

export class DevicePage extends Frame {
  readonly benchmark: Locator;
  readonly found: Locator;
  readonly why: Locator;
  readonly help: Locator;

  constructor(page: Page) {
    super(page);
    const section = (name: string): Locator => page.getByRole('region', { name });
    this.benchmark = section('Benchmark');
    this.found = section('What was found');
    this.why = section('Why this device');
    this.help = section('Where WebGPU is missing');
  }

  override open(): Promise<void> {
    return super.open('/device');
  }

  /** A browser that offers no adapter, from the next page on. */
  async withoutWebgpu(): Promise<void> {
    await this.page.addInitScript(() => {
      Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: () => Promise.resolve(null) } });
    });
  }

  async chooseDevice(name: RegExp): Promise<void> {
    await this.device.click();
    await this.deviceChoice(name).click();
  }

  button(name: 'Run benchmark' | 'Cancel' | 'Run again'): Locator {
    return this.benchmark.getByRole('button', { name, exact: true });
  }

  /** A measured number of the table; NaN where nothing was measured. */
  async stepsPerSecond(network: string, device: 'WebGPU' | 'WASM'): Promise<number> {
    const table = this.benchmark.getByRole('table');
    const headings = await table.getByRole('columnheader').allInnerTexts();
    const row = table.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name: network }) });
    const text = await row
      .locator('th, td')
      .nth(headings.findIndex((heading) => heading.startsWith(device)))
      .innerText();
    return Number(text.replaceAll(',', ''));
  }
}
