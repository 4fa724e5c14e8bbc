/** Node side of the headless page: sessions in a real browser as if they ran here. The command line and the browser tests drive this. */
import type { Page } from '@playwright/test';
import type { Checkpoint, DeviceDescription, Inspection, MeasureBlock, WorkerError } from '../worker/protocol.ts';
import type { SessionProgress } from '../worker/session.ts';
import { decodeBlock, decodeCheckpoint, type HeadlessApi, type HeadlessRequest, type WireEvent } from './wire.ts';

/** Where the built headless page stands, below the address of the built folder. */
const pagePath = 'src/cli/headless.html';

export interface DriverListener {
  started?(device: DeviceDescription): void;
  measures?(blocks: MeasureBlock[]): void;
  /** Bytes that the devices of all workers hold now. */
  memory?(bytes: number): void;
  progress?(progress: SessionProgress): void;
}

export interface DrivenSession {
  /** Resolves when the session is done or stopped; rejects with a `SessionFailure`. Every event has been heard by then. */
  finished(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  step(count: number): Promise<void>;
  stop(): Promise<void>;
  inspect(): Promise<Inspection[]>;
  checkpoint(): Promise<Checkpoint>;
}

export class SessionFailure extends Error {
  constructor(readonly reason: WorkerError) {
    super(reason.detail);
  }
}

export class Driver {
  readonly #listeners = new Map<number, DriverListener>();
  /** Events of a session whose handle is not known here yet. */
  readonly #early: WireEvent[] = [];

  private constructor(private readonly page: Page) {}

  /** Loads the headless page of the build served at `address` (ending in "/"). */
  static async open(page: Page, address: string): Promise<Driver> {
    const driver = new Driver(page);
    await page.exposeFunction('ablateEvent', (event: WireEvent) => driver.#hear(event));
    await page.goto(new URL(pagePath, address).href);
    await page.waitForFunction(() => 'ablate' in window);
    return driver;
  }

  async start(request: HeadlessRequest, listener: DriverListener = {}): Promise<DrivenSession> {
    const { page } = this;
    const handle = await page.evaluate((wanted) => window.ablate.start(wanted), request);
    this.#listeners.set(handle, listener);
    for (const event of this.#early.splice(0)) this.#hear(event);
    return {
      finished: async () => {
        const error = await page.evaluate((id) => window.ablate.finished(id), handle);
        if (error !== null) throw new SessionFailure(error);
      },
      pause: () => page.evaluate((id) => window.ablate.pause(id), handle),
      resume: () => page.evaluate((id) => window.ablate.resume(id), handle),
      step: (count) => page.evaluate(([id, steps]) => window.ablate.step(id, steps), [handle, count] as const),
      stop: () => page.evaluate((id) => window.ablate.stop(id), handle),
      inspect: () => page.evaluate((id) => window.ablate.inspect(id), handle),
      checkpoint: async () => decodeCheckpoint(await page.evaluate((id) => window.ablate.checkpoint(id), handle)),
    };
  }

  /** The memory that a session will take on the workers of a device; null where nobody knows. */
  estimateMemory(...[question]: Parameters<HeadlessApi['estimateMemory']>): ReturnType<HeadlessApi['estimateMemory']> {
    return this.page.evaluate((asked) => window.ablate.estimateMemory(asked), question);
  }

  #hear(event: WireEvent): void {
    const listener = this.#listeners.get(event.handle);
    if (listener === undefined) this.#early.push(event);
    else if (event.type === 'started') listener.started?.(event.device);
    else if (event.type === 'measures') listener.measures?.(event.blocks.map(decodeBlock));
    else if (event.type === 'memory') listener.memory?.(event.bytes);
    else listener.progress?.(event.progress);
  }
}
