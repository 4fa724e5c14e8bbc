/** A configuration as it is edited: what each control on the page changes, and what the declaration allows. It knows of no session. */
import {
  armValues,
  defaultConfiguration,
  parseConfiguration,
  resolveArms,
  resolveSteps,
  runCount,
  sessionValues,
  withCopy,
  withDeclared,
  withName,
  withOwn,
  withoutArm,
  withoutSweep,
  type Configuration,
  type Problem,
  type SessionArm,
} from '../../experiment/configuration.ts';
import { plainView } from '../../experiment/arms-view.ts';
import { fittingEvents, withCopiedArm } from '../../experiment/events.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import type { Value, Values } from '../../experiment/hyperparameter.ts';
import { namedArms } from '../messages/arm-names.ts';
import { ArmsViewState } from './arms-view.svelte.ts';
import { preferences } from './preferences.svelte.ts';
import { Sharing } from './sharing.svelte.ts';

export class ConfigurationEditing {
  readonly experiment: Experiment;
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
  /** Why the last change was not taken. */
  refused = $state.raw<readonly Problem[]>([]);
  /** How the arms are shown. */
  readonly view = new ArmsViewState(() => this.configuration.arms.map(({ id }) => id));
  readonly sharing: Sharing;

  readonly arms = $derived.by(() => resolveArms(this.experiment, this.configuration));
  readonly shared = $derived.by(() => sessionValues(this.experiment, this.configuration));
  readonly steps = $derived.by(() => resolveSteps(this.experiment, this.configuration));
  /** The configured arms; those that are not declared under the names that say what sets them apart. */
  readonly named = $derived.by(() => namedArms(this.experiment, preferences.language, this.configuration));

  constructor(experiment: Experiment) {
    this.experiment = experiment;
    this.sharing = new Sharing(experiment);
    this.configuration = { ...defaultConfiguration(experiment), device: preferences.device };
  }

  get runs(): number {
    return runCount(this.configuration);
  }

  /** Changes fields of the configuration; what the declaration forbids is not taken. */
  change(part: Partial<Configuration>): void {
    // A sweep makes arms too.
    if ((part.arms || 'sweep' in part) && this.sharing.locked) return;
    const wanted = { ...this.configuration, ...part };
    const events = fittingEvents(this.experiment, wanted, wanted.events ?? []);
    const result = parseConfiguration(this.experiment, { sweep: null, ...wanted, events });
    if (result.ok) this.configuration = result.configuration;
    this.refused = result.ok ? [] : result.errors;
  }

  choosePreset(preset: string): void {
    if (this.sharing.locked) return;
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

  /** Sets what the next session begins with. A number of steps that a link brings lies over the value, and gives way to one that is set. */
  configure(id: string, arm: string | null, value: Value): void {
    // What an arm of this session alone sets stays with it: a copy is to remain what it was copied from.
    const own = arm !== null && !this.experiment.arms.some((declared) => declared.id === arm);
    const keep = (values: Values): Values => {
      const { [id]: _, ...others } = values;
      return value === this.declared(id, arm) && !own ? others : { ...others, [id]: value };
    };
    if (arm === null) this.change({ values: keep(this.configuration.values), ...(id === 'steps' && { steps: null }) });
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

  /** An arm of this session alone with these values; false, and why in `refused`, where the declaration forbids it. */
  addOwn(arm: SessionArm): boolean {
    const before = this.configuration;
    this.#rearm(withOwn(this.experiment, before, arm));
    return this.configuration !== before;
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
    if (this.sharing.locked) return;
    this.configuration = withoutSweep(this.configuration);
    if (on && this.experiment.sweep) this.change({ sweep: this.experiment.sweep });
  }

  /** As the preset opens; what a link locks stays. */
  resetAll(): void {
    const { preset, device, arms, sweep, events } = this.configuration;
    const { sweep: opening, ...fresh } = defaultConfiguration(this.experiment, preset);
    const { locked } = this.sharing;
    const kept = locked ? sweep : opening;
    this.configuration = { ...fresh, device, ...(kept && { sweep: kept }), ...(locked && { arms, ...(events && { events }) }) };
    this.view.value = plainView;
  }
}
