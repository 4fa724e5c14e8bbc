/** An experiment that is open: its configuration as it is edited, and its present session, which may run with an earlier one. */
import { decodeArmsView, encodeArmsView, plainView, viewKeys } from '../../experiment/arms-view.ts';
import { chartsViewKeys } from '../../experiment/charts-view.ts';
import { decodeConfiguration, encodeConfiguration, parseConfiguration, type Problem } from '../../experiment/configuration.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { Value } from '../../experiment/hyperparameter.ts';
import type { KeptMeasure, KeptSession } from '../../sessions/kept-session.ts';
import type { DeviceChoice } from '../../worker/protocol.ts';
import { shareKeys } from '../../sessions/share/link.ts';
import { namedAsNow } from '../messages/arm-names.ts';
import { announcer } from './announcer.svelte.ts';
import { changesBetween } from './changes-between.ts';
import { ChartsViewState } from './charts-view.svelte.ts';
import { doublesOnly, SeedDoubling } from './doubling.svelte.ts';
import { ConfigurationEditing } from './editing.svelte.ts';
import { Forks } from './forks.svelte.ts';
import { keptSessions } from './kept-sessions.svelte.ts';
import { LiveChanges } from './live-changes.svelte.ts';
import { looks } from './looks.ts';
import { preferences } from './preferences.svelte.ts';
import { createReporter } from './reporting.ts';
import { Session } from './session.svelte.ts';
import { pauseOthers, takeTurns } from './turns.ts';

export class ExperimentState extends ConfigurationEditing {
  readonly charts = new ChartsViewState();
  problems = $state.raw<readonly Problem[]>([]);
  session = $state.raw<Session | null>(null);
  /** Seeds that are being added to the session. */
  readonly doubling: SeedDoubling = new SeedDoubling(this, () => pauseOthers(this));
  readonly live = new LiveChanges(this);
  readonly forks = new Forks(this);

  /** The session once it has numbers to show; until then, and after a start that failed, the recorded one stands in. */
  readonly evidence = $derived.by(() =>
    this.session && this.session.revision > 0 && this.session.record.version > 0 ? this.session : null,
  );
  /** Those of the session, or the configured ones before it. */
  readonly sessionNamed = $derived.by(() =>
    this.session ? namedAsNow(this.experiment, preferences.language, this.session.configuration, this.configuration) : this.named,
  );
  readonly link = $derived.by(() => {
    const arms = this.configuration.arms.map(({ id }) => id);
    const parts = [encodeConfiguration(this.configuration, this.experiment), encodeArmsView(this.view.value, arms), this.charts.link];
    return parts.filter((part) => part !== '').join('&');
  });
  readonly changes = $derived.by(() => {
    const { session } = this;
    if (!session) return [];
    const all = changesBetween(this.experiment, session.configuration, this.configuration);
    // What was left goes on wherever it is wanted.
    return session.resumable ? all.filter((change) => !('field' in change && change.field === 'device')) : all;
  });

  constructor(experiment: Experiment) {
    super(experiment);
    takeTurns(this);
  }

  /** Takes the configuration from the address. What cannot be read stays visible as problems, and the configuration as it was. */
  readLink(query: string): void {
    const parameters = new URLSearchParams(query);
    const result = decodeConfiguration(this.experiment, parameters, ['run', ...viewKeys, ...chartsViewKeys, ...shareKeys]);
    this.charts.read(parameters);
    if (!result.ok) {
      this.problems = result.errors;
      return;
    }
    this.problems = [];
    this.view.value = decodeArmsView(parameters);
    this.configuration = parameters.has('device') ? result.configuration : { ...result.configuration, device: preferences.device };
    this.sharing.read(parameters, this.configuration);
    const sent = this.sharing.before?.results;
    if (sent && sent.step >= sent.steps) looks.note(this.experiment, this.configuration, sent.look);
    // Results that were sent are to be seen; what stands on the page is among the kept sessions.
    if (this.sharing.before && this.session && !this.session.active && this.changes.length > 0) this.session = null;
  }

  /** In the session that trains if the hyperparameter is live, else for the next one. */
  set(id: string, arm: string | null, value: Value): void {
    if (!this.live.change(id, arm, value)) this.configure(id, arm, value);
  }

  /** A session that trains goes on there; any other begins there when it is run. */
  chooseDevice(device: DeviceChoice): void {
    this.change({ device });
    if (this.session?.active) void this.session.moveTo(device);
  }

  /** Sets values of all arms at once and starts anew with them. */
  startFrom(values: Readonly<Record<string, Value>>): void {
    for (const [id, value] of Object.entries(values)) this.set(id, null, value);
    this.start();
  }

  /** Starts, or continues a paused session whose settings are still wanted. */
  run(): void {
    const { session } = this;
    if (session?.progress.state === 'paused' && this.changes.length === 0) session.resume();
    else if (this.resumable) void this.#goOn();
    else if (session && doublesOnly(this.changes, session, this.configuration)) this.doubling.begin();
    else if (!session?.active || this.changes.length > 0) this.#launch(0);
  }

  /** Starts what is configured, unless just that is already on its way. */
  start(): void {
    if (!this.session?.active || this.changes.length > 0) this.#launch(0);
  }

  /** Whether the session was left, or ended by an error, and its settings are still wanted. */
  get resumable(): boolean {
    return this.session?.resumable === true && this.changes.length === 0;
  }

  /** Goes on with what was left, as it is kept now: another tab may have brought it further since it was opened here. */
  async #goOn(): Promise<void> {
    const { session } = this;
    const { device } = this.configuration;
    if (!session || !(await session.take())) return;
    const kept = session.restored ? await keptSessions.read(session.id) : null;
    // Something else was begun or opened meanwhile, or it was asked for twice.
    if (session !== this.session || !this.resumable) return;
    if (kept && kept.session.step > session.record.completeStep() && this.reopen(kept.session, kept.measures)) this.change({ device });
    if (!this.resumable) return;
    pauseOthers(this);
    await this.session.goOn(device);
  }

  /** Trains again what a link brought or what was kept, to be compared with it. */
  replay(): void {
    if (this.session?.restored) this.sharing.keep(this.session);
    this.#launch(0);
  }

  pause(): void {
    this.session?.pause();
    this.doubling.present?.pause();
  }

  /** What space does: run, pause, continue. */
  toggle(): void {
    const state = this.session?.progress.state;
    if (state === 'running' || state === 'starting') this.pause();
    else this.run();
  }

  /** A single step makes sense before the first one and while paused; a finished session is not thrown away for it. */
  get canStep(): boolean {
    const state = this.session?.progress.state;
    return state === undefined || state === 'paused' || (state !== 'running' && state !== 'starting' && this.changes.length > 0);
  }

  step(): void {
    if (this.session?.active && this.changes.length === 0) this.session.step(1);
    else this.#launch(1);
  }

  /** Back to before the first step. */
  reset(): void {
    if (!this.session) return;
    this.doubling.cancel();
    this.session.stop();
    this.session = null;
    announcer.say(preferences.messages.run.announce.reset);
  }

  /** Shows a kept session with the settings it was made with. False, and nothing happens, when the experiment no longer has them. */
  reopen(kept: KeptSession, measures: readonly KeptMeasure[]): boolean {
    const result = parseConfiguration(this.experiment, { sweep: null, ...kept.configuration });
    if (!result.ok) return false;
    this.doubling.cancel();
    this.session?.stop();
    this.configuration = result.configuration;
    this.view.value = plainView;
    const session: Session = new Session(this.experiment, result.configuration, (event) => report(session, event), keptSessions, {
      session: kept,
      measures,
    });
    const report = createReporter();
    this.session = session;
    if (kept.finished) looks.note(this.experiment, result.configuration, session.look);
    return true;
  }

  #launch(thenStep: number): void {
    this.doubling.cancel();
    this.session?.stop();
    pauseOthers(this);
    const report = createReporter();
    const session: Session = new Session(this.experiment, this.configuration, (event) => report(session, event), keptSessions);
    // A replay of what was seen looks at no other numbers.
    session.look = Math.max(looks.of(this.experiment, this.configuration), this.sharing.beforeOf(this.configuration)?.results.look ?? 1);
    this.session = session;
    void session.start({ thenStep });
  }
}
