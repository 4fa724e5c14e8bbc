/** An adapter that was chosen as files, while and after it is measured. */
import { adapterFilesAmong, type AdapterFiles } from './own-adapters.svelte.ts';
import { startAdapterTrial, type AdapterTrial, type RunningTrial, type TrialProblem } from '../../worker/adapter-trial/client.ts';

export type TrialState =
  | { state: 'none' }
  | { state: 'missing' }
  | { state: 'trying' }
  | { state: 'done'; trial: AdapterTrial; files: AdapterFiles }
  | ({ state: 'failed' } & TrialProblem);

export class AdapterTrialState {
  now = $state.raw<TrialState>({ state: 'none' });
  #running: RunningTrial | null = null;

  /** Measures the adapter of two files; a trial under way is given up. */
  async open(files: readonly File[]): Promise<void> {
    this.cancel();
    const found = await adapterFilesAmong(files);
    if (!found) {
      this.now = { state: 'missing' };
      return;
    }
    this.now = { state: 'trying' };
    const { weights, configuration } = found;
    const running = startAdapterTrial({ weights, configuration, base: new URL('./', document.baseURI).href });
    this.#running = running;
    const result = await running.finished;
    // Given up, or another one was chosen meanwhile.
    if (result === null || this.#running !== running) return;
    this.#running = null;
    this.now = 'problem' in result ? { state: 'failed', ...result } : { state: 'done', trial: result, files: found };
  }

  cancel(): void {
    this.#running?.cancel();
    this.#running = null;
  }
}
