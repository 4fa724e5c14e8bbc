/** Golden cases of schedules.json, by `config.type`. */
import { scheduledRate } from '../../optimizers/schedules.ts';
import type { Schedule } from '../../optimizers/schedules.ts';
import { numberAt } from '../fixture.ts';
import type { CaseRunner, Suite } from '../suite.ts';

/** A declaration from the file's names, which give rates in place of factors. */
const runner =
  (declare: (at: (name: string) => number) => Schedule, base = 'lr'): CaseRunner =>
  ({ config, inputs }) => {
    const schedule = declare((name) => numberAt(config, name));
    const steps = numberAt(inputs, 'steps');
    const data = Array.from({ length: steps }, (_, t) => scheduledRate(schedule, numberAt(config, base), t));
    return { lr: { shape: [steps], data } };
  };

const runners: Readonly<Record<string, CaseRunner>> = {
  constant: runner(() => ({ kind: 'constant' })),
  linearWarmup: runner((at) => ({ kind: 'linearWarmup', warmup: at('warmup') })),
  warmupCosine: runner((at) => ({ kind: 'cosine', warmup: at('warmup'), total: at('total'), floor: at('minLr') / at('lr') })),
  cosine: runner((at) => ({ kind: 'cosine', warmup: 0, total: at('total'), floor: at('minLr') / at('lr') })),
  warmupLinearDecay: runner((at) => ({ kind: 'linearDecay', warmup: at('warmup'), total: at('total') })),
  step: runner((at) => ({ kind: 'step', every: at('stepSize'), gamma: at('gamma') })),
  exponential: runner((at) => ({ kind: 'exponential', gamma: at('gamma') })),
  oneCycle: runner(
    (at) => ({
      kind: 'oneCycle',
      total: at('total'),
      rise: at('pctStart'),
      startDivisor: at('divFactor'),
      endDivisor: at('finalDivFactor'),
    }),
    'maxLr',
  ),
  cosineRestarts: runner((at) => ({
    kind: 'cosineRestarts',
    first: at('t0'),
    growth: at('tMult'),
    floor: at('minLr') / at('lr'),
  })),
};

export const schedules: Suite = { file: 'schedules', on: 'host', runners };
