/** One run that is to be taken away, as the menu has it chosen, and how its files are made. */
import type { Description, NoCode } from '../../experiment/arm-description.ts';
import { sessionArms, sweptFrom } from '../../experiment/configuration.ts';
import type { Values } from '../../experiment/hyperparameter.ts';
import { describedArm, type DescribedArm } from '../../sessions/code/changes.ts';
import { expectedCsv } from '../../sessions/code/expected.ts';
import { whyNoPart, type NoPart } from '../../sessions/code/program-limits.ts';
import type { RunPart } from '../../sessions/code/run-files.ts';
import { runName, type RunOfArm } from '../../sessions/code/run-of-arm.ts';
import { runWeights } from '../../sessions/run-weights.ts';
import { download } from '../download.ts';
import { armName } from '../messages/names.ts';
import type { ExperimentState } from './experiment.svelte.ts';
import { ownFiles } from './own-data.svelte.ts';

/** Why something is not offered: keys of texts. */
export type Why = NoCode | NoPart | 'nothingYet' | 'looking';

export interface Taken {
  id: RunPart | 'weights';
  /** Null: it can be saved. */
  why: Why | null;
  save: () => Promise<void>;
}

/** Null: it can be saved. */
function whyNot(part: RunPart, found: DescribedArm | null): Why | null {
  if (!found) return 'looking';
  const { described } = found;
  return described.ok ? whyNoPart(part, described.arm) : described.reason;
}

export class RunExport {
  arm = $state(0);
  seed = $state(0);
  /** The chosen arm, and what it became while it trained; null: not known yet. */
  described = $state.raw<DescribedArm | null>(null);

  constructor(readonly model: ExperimentState) {}

  /** Of the session, or as they would be trained. */
  get arms(): readonly { id: string; values: Values }[] {
    return this.model.session?.arms ?? sessionArms(this.model.experiment, this.model.configuration);
  }

  get seeds(): number {
    return (this.model.session?.configuration ?? this.model.configuration).seeds;
  }

  /** The chosen arm; another one where arms were taken out meanwhile. */
  get chosen(): { index: number; id: string; values: Values } {
    const index = Math.min(this.arm, this.arms.length - 1);
    return { index, ...(this.arms[index] ?? { id: '', values: {} }) };
  }

  get chosenSeed(): number {
    return Math.min(this.seed, this.seeds - 1);
  }

  /** Asks what the chosen arm is; the last question counts. */
  look(): () => void {
    let wanted = true;
    const { experiment, session, configuration } = this.model;
    const asked = describedArm(experiment, this.chosen, (session?.configuration ?? configuration).events ?? []);
    void asked.then((found) => {
      if (wanted) this.described = found;
    });
    return () => {
      wanted = false;
    };
  }

  nameOf(id: string, language: 'en' | 'zh'): string {
    const { sweep } = this.model.session?.configuration ?? this.model.configuration;
    const { arm, index } = sweptFrom(id);
    const name = armName(this.model.experiment, language, arm, this.model.sessionNamed);
    return index === null || !sweep ? name : `${name}, ${sweep.values[index] ?? ''}`;
  }

  /** The chosen run for programs; null where it is none. */
  #run(): RunOfArm<Description> | null {
    const { described: found, model } = this;
    if (!found?.described.ok) return null;
    const { session, experiment } = model;
    return {
      experiment: experiment.id,
      arm: this.chosen.id.replace('@', '-'),
      name: this.nameOf(this.chosen.id, 'en'),
      seed: this.chosenSeed,
      sessionSeed: (session?.configuration ?? model.configuration).sessionSeed,
      description: { ...found.described.arm, steps: session?.steps ?? model.steps },
      changes: found.changes,
    };
  }

  get offers(): readonly Taken[] {
    const { described: found } = this;
    const part = (id: RunPart): Taken => ({ id, why: whyNot(id, found), save: () => this.#saveZip(id) });
    return [
      { id: 'weights', why: this.model.evidence ? null : 'nothingYet', save: () => this.#saveWeights() },
      part('data'),
      part('pytorch'),
      part('tensorflowJs'),
      part('keras'),
    ];
  }

  /** Throws when no state of the session is there any more. */
  async #saveWeights(): Promise<void> {
    const { session, experiment } = this.model;
    if (!session) return;
    const { index, id } = this.chosen;
    const [seed, arm] = [this.chosenSeed, id.replace('@', '-')];
    const { sessionSeed } = session.configuration;
    const about = { experiment: experiment.id, arm, seed: String(seed), sessionSeed: String(sessionSeed) };
    const checkpoint = await session.checkpoints.now();
    const found = checkpoint && runWeights(checkpoint, index * session.configuration.seeds + seed, about);
    if (!found) throw new Error('no weights');
    const name = `${runName({ experiment: experiment.id, arm, seed })}-step${found.step}.safetensors`;
    download(name, 'application/octet-stream', found.bytes);
  }

  async #saveZip(part: RunPart): Promise<void> {
    const run = this.#run();
    if (!run) return;
    const { evidence } = this.model;
    const expected = evidence && expectedCsv(evidence.record, this.chosen.index, run.seed);
    const { fetchAmong, fetchFrom, zippedRun } = await import('../../sessions/code/zipped.ts');
    const files = fetchAmong(await ownFiles([this.chosen.values]), fetchFrom(new URL('./', document.baseURI).href));
    const { name, parts } = await zippedRun(part, run, files, expected);
    download(name, 'application/zip', ...parts);
  }
}
