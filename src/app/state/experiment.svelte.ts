/** An experiment that is open: its configuration as it is edited, and its present session, which may run with an earlier one. */
import {
  armValues,
  decodeConfiguration,
  defaultConfiguration,
  encodeConfiguration,
  parseConfiguration,
  resolveArms,
  resolveSteps,
  runCount,
  sessionValues,
  withCopy,
  withDeclared,
  withName,
  withoutArm,
  type Configuration,
  type Problem,
} from '../../experiment/configuration.ts';
import { chartsViewKeys } from '../../experiment/charts-view.ts';
import { fittingEvents, withCopiedArm } from '../../experiment/events.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { Value, Values } from '../../experiment/hyperparameter.ts';
import type { KeptMeasure, KeptSession } from '../../sessions/kept-session.ts';
import { decodeArmsView, encodeArmsView, plainView, viewKeys } from '../../experiment/arms-view.ts';
import { namedArms, namedAsNow } from '../messages/arm-names.ts';
import { shareKeys } from '../../sessions/share/link.ts';
import { announcer } from './announcer.svelte.ts';
import { ArmsViewState } from './arms-view.svelte.ts';
import { changesBetween } from './changes-between.ts';
import { ChartsViewState } from './charts-view.svelte.ts';
import { doublesOnly, lookOfNew, SeedDoubling } from './doubling.svelte.ts';
import { Forks } from './forks.svelte.ts';
import { keptSessions } from './kept-sessions.svelte.ts';
import { LiveChanges } from './live-changes.svelte.ts';
import { preferences } from './preferences.svelte.ts';
import { createReporter } from './reporting.ts';
import { Session } from './session.svelte.ts';
import { Sharing } from './sharing.svelte.ts';

export class ExperimentState {
  readonly experiment: Experiment;
  readonly charts = new ChartsViewState();
  configuration = $state.raw<Configuration>({
    experiment: '',
    preset: '',
    arms: [],
    values: {},
    seeds: 1,
    sessionSeed: 0,
    steps: null,
    device: 'auto',
  });
  problems = $state.raw<readonly Problem[]>([]);
  /** Why the last change was not taken. */
  refused = $state.raw<readonly Problem[]>([]);
  session = $state.raw<Session | null>(null);
  /** Seeds that are being added to the session. */
  readonly doubling: SeedDoubling = new SeedDoubling(this, () => pauseOthers(this));
  /** How the arms are shown. */
  readonly view = new ArmsViewState(() => this.configuration.arms.map(({ id }) => id));
  readonly live = new LiveChanges(this);
  readonly sharing: Sharing;
  readonly forks = new Forks(this);

  /** The session once it has numbers to show; until then, and after a start that failed, the recorded one stands in. */
  readonly evidence = $derived.by(() =>
    this.session && this.session.revision > 0 && this.session.record.version > 0 ? this.session : null,
  );
  readonly arms = $derived.by(() => resolveArms(this.experiment, this.configuration));
  readonly shared = $derived.by(() => sessionValues(this.experiment, this.configuration));
  readonly steps = $derived.by(() => resolveSteps(this.experiment, this.configuration));
  /** The configured arms; those that are not declared under the names that say what sets them apart. */
  readonly named = $derived.by(() => namedArms(this.experiment, preferences.language, this.configuration));
  /** Those of the session, or the configured ones before it. */
  readonly sessionNamed = $derived.by(() =>
    this.session ? namedAsNow(this.experiment, preferences.language, this.session.configuration, this.configuration) : this.named,
  );
  readonly link = $derived.by(() => {
    const arms = this.configuration.arms.map(({ id }) => id);
    const parts = [encodeConfiguration(this.configuration, this.experiment), encodeArmsView(this.view.value, arms), this.charts.link];
    return parts.filter((part) => part !== '').join('&');
  });
  readonly changes = $derived.by(() =>
    this.session ? changesBetween(this.experiment, this.session.configuration, this.configuration) : [],
  );

  constructor(experiment: Experiment) {
    this.experiment = experiment;
    this.sharing = new Sharing(experiment);
    this.configuration = { ...defaultConfiguration(experiment), device: preferences.device };
  }

  get runs(): number {
    return runCount(this.configuration);
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
    // Results that were sent are to be seen; what stands on the page is among the kept sessions.
    if (this.sharing.before && this.session && !this.session.active && this.changes.length > 0) this.session = null;
  }

  /** Changes fields of the configuration; what the declaration forbids is not taken. */
  change(part: Partial<Configuration>): void {
    if (part.arms && this.sharing.options.locked) return;
    const wanted = { ...this.configuration, ...part };
    const events = fittingEvents(this.experiment, wanted, wanted.events ?? []);
    const result = parseConfiguration(this.experiment, { sweep: null, ...wanted, events });
    if (result.ok) this.configuration = result.configuration;
    this.refused = result.ok ? [] : result.errors;
  }

  choosePreset(preset: string): void {
    if (this.sharing.options.locked) return;
    const { seeds, sessionSeed, device } = this.configuration;
    this.configuration = { ...defaultConfiguration(this.experiment, preset), seeds, sessionSeed, device };
    this.view.value = plainView;
  }

  /** The value without overrides: of one arm, or of all (`arm` null). */
  declared(id: string, arm: string | null): Value {
    const preset = { preset: this.configuration.preset, values: {} };
    const shared = sessionValues(this.experiment, preset)[id];
    const own = arm === null ? undefined : armValues(this.experiment, this.configuration.preset, arm)[id];
    return own ?? (arm === null ? shared : (this.configuration.values[id] ?? shared)) ?? 0;
  }

  /** In the session that trains if the hyperparameter is live, else for the next one. */
  set(id: string, arm: string | null, value: Value): void {
    if (!this.live.change(id, arm, value)) this.configure(id, arm, value);
  }

  /** Sets what the next session begins with. */
  configure(id: string, arm: string | null, value: Value): void {
    // What an arm of this session alone sets stays with it: a copy is to remain what it was copied from.
    const own = arm !== null && !this.experiment.arms.some((declared) => declared.id === arm);
    const keep = (values: Values): Values => {
      const { [id]: _, ...others } = values;
      return value === this.declared(id, arm) && !own ? others : { ...others, [id]: value };
    };
    if (arm === null) this.change({ values: keep(this.configuration.values) });
    else this.change({ arms: this.configuration.arms.map((one) => (one.id === arm ? { ...one, values: keep(one.values) } : one)) });
  }

  /** A declared arm that the preset does not open with. */
  addArm(id: string): void {
    this.#rearm(withDeclared(this.experiment, this.configuration, id));
  }

  /** An arm of this session alone, to change anything in. */
  copyArm(id: string): void {
    const { arms: before, events = [] } = this.configuration;
    const arms = withCopy(this.experiment, this.configuration, id);
    const copy = arms.find((arm) => !before.some((known) => known.id === arm.id));
    this.#rearm(arms, copy ? withCopiedArm(events, id, copy.id) : events);
  }

  removeArm(id: string): void {
    this.#rearm(withoutArm(this.configuration, id));
  }

  /** Other arms, of which those that stay keep their colours. */
  #rearm(arms: Configuration['arms'], events = this.configuration.events ?? []): void {
    const before = this.configuration.arms.map(({ id }) => id);
    this.change({ arms, events });
    this.view.follow(before);
  }

  /** An empty name gives an arm back its own. */
  renameArm(id: string, name: string): void {
    this.change({ arms: withName(this.configuration, id, name) });
  }

  /** The declared sweep, or none: both are declared settings. */
  sweep(on: boolean): void {
    const { sweep: _, ...others } = this.configuration;
    this.configuration = others;
    if (on && this.experiment.sweep) this.change({ sweep: this.experiment.sweep });
  }

  /** Sets values of all arms at once and starts anew with them. */
  startFrom(values: Readonly<Record<string, Value>>): void {
    for (const [id, value] of Object.entries(values)) this.set(id, null, value);
    this.start();
  }

  resetAll(): void {
    const { preset, device, arms } = this.configuration;
    this.configuration = { ...defaultConfiguration(this.experiment, preset), device, ...(this.sharing.options.locked && { arms }) };
    this.view.value = plainView;
  }

  /** Starts, or continues a paused session whose settings are still wanted. */
  run(): void {
    const { session } = this;
    if (session?.progress.state === 'paused' && this.changes.length === 0) session.resume();
    else if (this.resumable) this.#goOn();
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

  #goOn(): void {
    pauseOthers(this);
    void this.session?.goOn();
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
    return true;
  }

  #launch(thenStep: number): void {
    const look = lookOfNew(this.session, this.configuration, this.changes);
    this.doubling.cancel();
    this.session?.stop();
    pauseOthers(this);
    const report = createReporter();
    const session: Session = new Session(this.experiment, this.configuration, (event) => report(session, event), keptSessions);
    session.look = look;
    this.session = session;
    void session.start(thenStep);
  }
}

const open = new Map<string, ExperimentState>();

/** The state of an experiment lives as long as the page: leaving an experiment and coming back loses nothing. */
export function experimentState(experiment: Experiment): ExperimentState {
  const known = open.get(experiment.id);
  if (known) return known;
  // Under a root of its own, what it derives does not end with the page that first asked for it.
  let state: ExperimentState | undefined;
  $effect.root(() => {
    state = new ExperimentState(experiment);
  });
  const made = state ?? new ExperimentState(experiment);
  open.set(experiment.id, made);
  return made;
}

/** The state of an experiment that has been open, if it has. */
export function knownState(id: string): ExperimentState | null {
  return open.get(id) ?? null;
}

/** One session trains at a time; the others wait where they are. */
function pauseOthers(except: ExperimentState): void {
  for (const state of open.values()) if (state !== except) state.pause();
}
