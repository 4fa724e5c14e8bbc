/** An arm that adapts a base model, as plain data from which programs elsewhere can be written. */
import type { BaseModelId } from '../engine/data/base-models.ts';
import type { TextId } from '../engine/data/texts.ts';
import type { Adaptation, ModelSizes } from '../engine/layers/adaptation-methods.ts';
import type { Schedule } from '../engine/optimizers/schedules.ts';

/** Next-character prediction on a new text, by a model of another. */
export interface AdaptationDescription {
  task: 'adaptation';
  base: BaseModelId;
  sizes: ModelSizes;
  vocabulary: number;
  /** Its `scaling` as a number. */
  adaptation: Adaptation & { scaling: number };
  text: TextId;
  old: TextId;
  /** Adam's, with β 0.9 and 0.999, times the schedule. */
  learningRate: number;
  schedule: Schedule;
  /** Windows of `sizes.context` characters in a step. */
  batchSize: number;
  steps: number;
  evaluateEvery: number;
  /** Windows of each text in an evaluation. */
  evaluationWindows: number;
}
