/** Schedules as lines of JavaScript. */
import type { Schedule } from '../../../engine/optimizers/schedules.ts';

/** `rateFactor(update)`, by which rates are multiplied. */
export function javascriptSchedule(schedule: Schedule): string {
  return `const halfCosine = (x) => (1 + Math.cos(Math.PI * x)) / 2;

/** ${schedule.kind}: what the learning rate is multiplied by, update by update. */
function rateFactor(update) {
${scheduleBody(schedule)
  .map((line) => `  ${line}`)
  .join('\n')}
}`;
}

function scheduleBody(schedule: Schedule): string[] {
  const warm = (warmup: number): string[] => (warmup > 0 ? [`if (update < ${warmup}) return (update + 1) / ${warmup};`] : []);
  switch (schedule.kind) {
    case 'constant':
      return ['return 1;'];
    case 'linearWarmup':
      return [...warm(schedule.warmup), 'return 1;'];
    case 'cosine': {
      const { warmup, total, floor } = schedule;
      return [
        ...warm(warmup),
        `if (update >= ${total}) return ${floor};`,
        `return ${floor} + ${1 - floor} * halfCosine((update - ${warmup}) / ${total - warmup});`,
      ];
    }
    case 'linearDecay':
      return [...warm(schedule.warmup), `return Math.max(0, (${schedule.total} - update) / ${schedule.total - schedule.warmup});`];
    case 'step':
      return [`return ${schedule.gamma} ** Math.floor(update / ${schedule.every});`];
    case 'exponential':
      return [`return ${schedule.gamma} ** update;`];
    case 'oneCycle': {
      const { total, rise, startDivisor, endDivisor } = schedule;
      return [
        `const [start, peak, last] = [1 / ${startDivisor}, ${rise} * ${total} - 1, ${total - 1}];`,
        `const end = start / ${endDivisor};`,
        'if (update <= peak) return 1 + (start - 1) * halfCosine(update / peak);',
        'return update >= last ? end : end + (1 - end) * halfCosine((update - peak) / (last - peak));',
      ];
    }
    case 'cosineRestarts': {
      const { first, growth, floor } = schedule;
      return [
        `let [length, within] = [${first}, update];`,
        `for (; within >= length; length *= ${growth}) within -= length;`,
        `return ${floor} + ${1 - floor} * halfCosine(within / length);`,
      ];
    }
  }
}
