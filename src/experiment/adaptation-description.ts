/** An arm that adapts a base model, as plain data from which programs elsewhere can be written. */
import type { BaseModelId } from '../engine/data/base-models.ts';
import type { ExampleOptions } from '../engine/data/examples.ts';
import type { TextId } from '../engine/data/texts.ts';
import type { ClassifierSizes } from '../engine/layers/adapted-classifier.ts';
import type { Adaptation, ModelSizes } from '../engine/layers/adaptation-methods.ts';
import type { Schedule } from '../engine/optimizers/schedules.ts';
import type { OwnAdapter } from './own-adapter.ts';

interface Adapting {
  task: 'adaptation';
  /** Its `scaling` as a number. */
  adaptation: Adaptation & { scaling: number };
  /** What it goes on from; null: it starts anew. */
  adapter: OwnAdapter | null;
  /** Adam's, with β 0.9 and 0.999, times the schedule. */
  learningRate: number;
  schedule: Schedule;
  /** Windows or images in a step. */
  batchSize: number;
  steps: number;
  evaluateEvery: number;
}

/** Next-character prediction on a new text, by a model of another. */
export interface TextAdaptation extends Adapting {
  of: 'text';
  base: BaseModelId;
  sizes: ModelSizes;
  vocabulary: number;
  text: TextId;
  old: TextId;
  /** Windows of each text in an evaluation, of `sizes.context` characters. */
  evaluationWindows: number;
}

/** Classification of new images, by a model of others. */
export interface ImageAdaptation extends Adapting {
  of: 'images';
  base: 'clothes';
  sizes: ClassifierSizes;
  data: ExampleOptions;
  /** Of these the test examples count. */
  old: ExampleOptions;
}

export type AdaptationDescription = TextAdaptation | ImageAdaptation;
