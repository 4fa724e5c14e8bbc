/** What a link brings besides the configuration and the view: results of whoever sent it, and how the page is to be shown. */
import type { Verdict } from '../../experiment/claim.ts';
import type { Configuration } from '../../experiment/configuration.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { PastEvent } from '../../sessions/past-event.ts';
import { decodeResults, type ResultsProblem } from '../../sessions/share/codec.ts';
import { compareResults, type Comparison } from '../../sessions/share/compare.ts';
import { noOptions, readOptions, resultsKey, settingsOf, writeOptions, type LinkOptions } from '../../sessions/share/link.ts';
import { belongTo, narrowedTo, resultsOf, verdictsOf, type Results } from '../../sessions/share/results.ts';
import { build } from '../build.ts';
import type { Session } from './session.svelte.ts';

/** Results that were there before: a replay is compared with them. */
export interface Before {
  /** As a link brought them, or as a session was kept. */
  from: 'link' | 'kept';
  /** As in the link; null for a kept session. */
  text: string | null;
  /** As `settingsOf` says. */
  settings: string;
  configuration: Configuration;
  /** Narrowed to their settings. */
  experiment: Experiment;
  results: Results;
  verdicts: readonly Verdict[];
  /** What happened to it, where that is known. */
  past: readonly PastEvent[];
}

export class Sharing {
  options = $state.raw<LinkOptions>(noOptions);
  before = $state.raw<Before | null>(null);
  /** Why the results of the link cannot be shown. */
  problem = $state.raw<ResultsProblem | null>(null);

  constructor(readonly experiment: Experiment) {}

  /** Whether the link keeps arms from being added, forked, swept, removed or changed. */
  get locked(): boolean {
    return this.options.locked;
  }

  /** Whether it also keeps values from changing while a session trains. */
  get liveLocked(): boolean {
    return this.options.locked && !this.options.live;
  }

  /** Takes in what a link says besides its configuration. */
  read(query: URLSearchParams, configuration: Configuration): void {
    this.options = readOptions(query);
    this.before = null;
    this.problem = null;
    const text = query.get(resultsKey);
    if (text === null) return;
    const settings = settingsOf(this.experiment, configuration);
    const decoded = decodeResults(text, settings);
    const experiment = narrowedTo(this.experiment, configuration);
    if (!decoded.ok) this.problem = decoded.problem;
    else if (!belongTo(decoded.results, experiment, configuration)) this.problem = 'otherSettings';
    else {
      const { results } = decoded;
      const verdicts = verdictsOf(experiment, configuration, results);
      const past = (results.moves ?? []).map((move): PastEvent => ({ kind: 'device', ...move }));
      this.before = { from: 'link', text, settings, configuration, experiment, results, verdicts, past };
    }
  }

  /** Remembers a session that is about to be replayed. */
  keep(session: Session): void {
    const { configuration, experiment, verdicts, past } = session;
    const results = this.resultsOf(session);
    if (!results) return;
    const settings = settingsOf(this.experiment, configuration);
    this.before = { from: 'kept', text: null, settings, configuration, experiment, results, verdicts, past };
  }

  /** What was there before, while the settings are those it was made with. */
  beforeOf(configuration: Configuration): Before | null {
    return this.before && this.before.settings === settingsOf(this.experiment, configuration) ? this.before : null;
  }

  /** The results of a session up to now; null before it has a device. */
  resultsOf(session: Session, last = Infinity): Results | null {
    const { configuration, device, experiment, look, past, record, seconds, trainedBy } = session;
    if (!device) return null;
    const moves = past.flatMap((event) =>
      event.kind === 'device' ? [{ step: event.step, before: event.before, after: event.after }] : [],
    );
    const facts = { seconds, device, build: trainedBy.build ?? build, look, ...(moves.length > 0 && { moves }) };
    return resultsOf(experiment, configuration, record, facts, last);
  }

  /** What a finished replay says about what was there before; null while there is nothing to compare. */
  compare(session: Session): Comparison | null {
    const before = this.beforeOf(session.configuration);
    if (!before || session.restored || session.progress.state !== 'done') return null;
    const replayed = this.resultsOf(session, before.results.step);
    if (!replayed) return null;
    // All seeds were there at once this time; the error that verdicts may make is the one of before.
    const verdicts = verdictsOf(session.experiment, session.configuration, { ...replayed, look: before.results.look });
    const { record, steps } = session;
    const thinned = record.measures.filter(({ id, source }) => source.kind === 'minibatch' && record.steps(id).length < steps);
    const ids = new Set(thinned.map(({ id }) => id));
    return compareResults(before.results, replayed, { before: before.verdicts, replayed: verdicts }, ids);
  }

  /** The query of all this, for an address with that configuration. */
  link(configuration: Configuration): string {
    const text = this.beforeOf(configuration)?.text ?? null;
    return [writeOptions(this.options), text === null ? '' : `${resultsKey}=${text}`].filter((part) => part !== '').join('&');
  }
}
