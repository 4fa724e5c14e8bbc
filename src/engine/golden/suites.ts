/** All suites of golden cases, one per file. */
import { activations } from './cases/activations.ts';
import { init } from './cases/init.ts';
import { layers } from './cases/layers.ts';
import { losses } from './cases/losses.ts';
import { norms } from './cases/norms.ts';
import { optimizers } from './cases/optimizers.ts';
import { params } from './cases/params.ts';
import { schedules } from './cases/schedules.ts';
import { stats } from './cases/stats.ts';
import { training } from './cases/training.ts';
import type { Suite } from './suite.ts';

export const suites: readonly Suite[] = [activations, losses, norms, layers, optimizers, schedules, training, stats, init, params];
