/** All experiments, in the order of the gallery. Adding one adds its folder and one line here. */
import type { Experiment } from '../src/experiment/experiment.ts';
import { dropout } from './dropout/experiment.ts';
import { lora } from './lora/experiment.ts';
import { normalization } from './normalization/experiment.ts';
import { optimizers } from './optimizers/experiment.ts';
import { sandbox } from './sandbox/experiment.ts';

export const catalogue: readonly Experiment[] = [dropout, optimizers, normalization, lora, sandbox];
