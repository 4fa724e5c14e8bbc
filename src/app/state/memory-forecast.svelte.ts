/** What memory the configured session will take, asked of a worker whenever the configuration rests for a moment. */
import { sessionArms } from '../../experiment/configuration.ts';
import { overBudget, type OverBudget } from '../../experiment/memory-budget.ts';
import { findDecision, machineOf, structureOf } from '../../worker/decisions.ts';
import { estimateMemory, type MemoryEstimate } from '../../worker/memory/client.ts';
import { adapters } from './adapters.svelte.ts';
import { machineMemory } from './device-facts.ts';
import type { ExperimentState } from './experiment.svelte.ts';

/** Settings that are dragged are asked about once they rest. */
const restMilliseconds = 250;

export class MemoryForecast {
  /** Null until it is known, and where nobody knows. */
  estimate = $state.raw<MemoryEstimate | null>(null);
  readonly #model: () => ExperimentState;

  /** A session is still to be started: none is there, nor results that a link brought, which show without a worker; or other settings are wanted. */
  readonly planned = $derived.by(() => {
    const { session, changes, sharing, configuration } = this.#model();
    return session ? changes.length > 0 : sharing.beforeOf(configuration) === null;
  });
  /** On what the session would run: what is chosen, else the processor where there is no hardware GPU or it was found to be slower. */
  readonly device = $derived.by(() => {
    const { experiment, configuration } = this.#model();
    const { device, seeds } = configuration;
    const offer = adapters.webgpu;
    if (device !== 'auto') return device;
    if (offer.state !== 'found' || offer.software) return 'wasm';
    const live = experiment.hyperparameters.filter((one) => one.live).map(({ id }) => id);
    const structure = structureOf({ experiment: experiment.id, arms: sessionArms(experiment, configuration), seeds, live });
    // Until it has been measured the graphics card is what is expected.
    return findDecision(machineOf(offer.name, adapters.cores), structure)?.chosen ?? 'webgpu';
  });
  readonly over: OverBudget | null = $derived.by(() => {
    const offer = adapters.webgpu;
    const buffer = this.device === 'webgpu' && offer.state === 'found' ? offer.largestBuffer : null;
    return this.estimate && overBudget(this.estimate, { machine: machineMemory(), buffer });
  });
  readonly #question = $derived.by(() => {
    const { experiment, configuration } = this.#model();
    const { seeds, sessionSeed } = configuration;
    const workers = this.device === 'webgpu' ? 1 : adapters.cores;
    return { experiment: experiment.id, arms: sessionArms(experiment, configuration), seeds, sessionSeed, device: this.device, workers };
  });

  /** Belongs to the component that makes it: asks as long as that is there. */
  constructor(model: () => ExperimentState) {
    this.#model = model;
    $effect(() => {
      void adapters.look();
    });
    $effect(() => {
      if (!this.planned) return undefined;
      const question = this.#question;
      // What was asked about other settings is no answer to these.
      this.estimate = null;
      let wanted = true;
      const timer = setTimeout(() => {
        void estimateMemory(question).then((estimate) => {
          if (wanted) this.estimate = estimate;
        });
      }, restMilliseconds);
      return () => {
        wanted = false;
        clearTimeout(timer);
      };
    });
  }
}
