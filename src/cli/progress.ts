/** A progress bar on standard error: one line that is redrawn on a terminal, a line per tenth elsewhere. */
import type { SessionProgress } from '../worker/session.ts';
import { counted } from './counted.ts';

const width = 30;

export class ProgressBar {
  #tenth = 0;
  #drawn = false;

  constructor(
    private readonly runs: number,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  update(progress: SessionProgress): void {
    if (this.stream.isTTY) {
      this.stream.write(`\r\x1b[2K${describeProgress(progress, this.runs)}`);
      this.#drawn = true;
      return;
    }
    const tenth = Math.floor((10 * progress.step) / progress.steps);
    if (tenth > this.#tenth) this.stream.write(`${describeProgress(progress, this.runs)}\n`);
    this.#tenth = tenth;
  }

  /** Leaves the line free for what comes next. */
  end(): void {
    if (this.#drawn) this.stream.write('\r\x1b[2K');
    this.#drawn = false;
  }
}

export function describeProgress({ step, steps, stepsPerSecond, secondsLeft }: SessionProgress, runs: number): string {
  const share = steps > 0 ? step / steps : 0;
  const done = Math.round(width * share);
  const left = secondsLeft === null ? '' : ` · ${Math.ceil(secondsLeft)} s left`;
  const speed = stepsPerSecond > 0 ? ` · ${stepsPerSecond.toPrecision(3)} steps/s × ${counted(runs, 'run')}` : '';
  return `${'█'.repeat(done)}${'░'.repeat(width - done)} ${Math.floor(100 * share)} % · step ${step} / ${steps}${left}${speed}`;
}
