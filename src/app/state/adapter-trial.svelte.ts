/** An adapter that was chosen as files, while and after it is measured. */
import { startAdapterTrial, type AdapterTrial, type RunningTrial } from '../../worker/adapter-trial/client.ts';

export type TrialState =
  | { state: 'none' }
  | { state: 'missing' }
  | { state: 'trying' }
  | { state: 'done'; trial: AdapterTrial }
  | { state: 'failed'; problem: string };

export class AdapterTrialState {
  now = $state.raw<TrialState>({ state: 'none' });
  #running: RunningTrial | null = null;

  /** Measures the adapter of two files; a trial under way is given up. */
  async open(files: readonly File[]): Promise<void> {
    this.cancel();
    const [weights, configuration] = ['.safetensors', '.json'].map((ending) => files.find(({ name }) => name.endsWith(ending)));
    if (!weights || !configuration) {
      this.now = { state: 'missing' };
      return;
    }
    this.now = { state: 'trying' };
    const [bytes, text] = await Promise.all([weights.arrayBuffer(), configuration.text()]);
    const running = startAdapterTrial({
      weights: new Uint8Array(bytes),
      configuration: text,
      base: new URL('./', document.baseURI).href,
    });
    this.#running = running;
    const found = await running.finished;
    // Given up, or another one was chosen meanwhile.
    if (found === null || this.#running !== running) return;
    this.#running = null;
    this.now = 'problem' in found ? { state: 'failed', problem: found.problem } : { state: 'done', trial: found };
  }

  cancel(): void {
    this.#running?.cancel();
    this.#running = null;
  }
}
