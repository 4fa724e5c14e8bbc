/** The looks at data that this browser has seen: they outlive Reset, a reload, and the sessions themselves. */
import type { Configuration } from '../../experiment/configuration.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { dataOf, lookAt, parseLooks, withLook, type Look } from '../../sessions/looks.ts';
import { readStored, writeStored } from './stored.ts';

const key = 'ablate.looks';

class Looks {
  /** What storage may have refused. */
  #here: readonly Look[] = [];

  /** Which look a session of this configuration is. */
  of(experiment: Experiment, configuration: Configuration): number {
    return lookAt(this.#ledger(), dataOf(experiment, configuration), configuration.seeds);
  }

  /** A verdict on these data is to be seen. */
  note(experiment: Experiment, configuration: Configuration, look: number): void {
    this.#here = withLook(this.#ledger(), { data: dataOf(experiment, configuration), seeds: configuration.seeds, look });
    writeStored(key, this.#here);
  }

  /** Other tabs look too. */
  #ledger(): readonly Look[] {
    return this.#here.reduceRight<readonly Look[]>(withLook, parseLooks(readStored(key)));
  }
}

export const looks = new Looks();
