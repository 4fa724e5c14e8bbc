/** What the page tells the component of a probe, whatever its kind. */
import type { BandKind } from '../../experiment/charts-view.ts';
import type { ShownArm } from '../charts/shown-arms.ts';
import type { ExperimentState } from '../state/experiment.svelte.ts';
import type { Session } from '../state/session.svelte.ts';

export interface ProbeProps {
  id: string;
  name: string;
  description: string;
  /** Null: nothing has run yet. */
  session: Session | null;
  /** Those that have something to show. */
  arms: readonly ShownArm[];
  /** Where settings are edited. */
  model: ExperimentState;
  /** Runs of each arm. */
  seeds: number;
  /** What charts show of several seeds, and so do pictures of them. */
  band: BandKind;
}
