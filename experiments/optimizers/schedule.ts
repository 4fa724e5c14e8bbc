/** How the rate of an arm goes over its session. */
import type { Schedule } from '../../src/engine/optimizers/schedules.ts';

/** The schedule of that name over a session of `steps` updates; null: the rate stays as it is. */
export function scheduleOf(name: string, steps: number): Schedule | null {
  const warmup = Math.round(steps / 10);
  switch (name) {
    case 'warmup':
      return { kind: 'linearWarmup', warmup };
    case 'cosine':
      return { kind: 'cosine', warmup, total: steps, floor: 0 };
    case 'linear':
      return { kind: 'linearDecay', warmup, total: steps };
    case 'step':
      return { kind: 'step', every: Math.max(1, Math.round(steps / 3)), gamma: 0.1 };
    case 'one-cycle':
      return { kind: 'oneCycle', total: steps, rise: 0.3, startDivisor: 25, endDivisor: 1e4 };
    default:
      return null;
  }
}
