/** The steps that stand for a chart in its table. */
import { lineKind } from './source.ts';
import type { ChartView } from './drawing.ts';

const most = 12;

/** Of all steps in view at which some arm was evaluated: about a dozen, evenly chosen, the last one among them. */
export function tableSteps({ source, measures, x }: Pick<ChartView, 'source' | 'measures' | 'x'>): number[] {
  const all = new Set<number>();
  for (const measure of measures) {
    if (lineKind(measure) === 'minibatch') continue;
    source.arms.forEach((_, arm) => {
      for (const step of Array.from(source.curve(measure.id, arm)?.steps ?? [])) {
        const at = x.valueAt(arm, step);
        if (at >= x.from && at <= x.to) all.add(step);
      }
    });
  }
  const steps = [...all].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(steps.length / most));
  return steps.filter((_, index) => index % every === 0 || index === steps.length - 1);
}
