/** What a run measured in the browser, in the form that the programs compare their losses with. */
import type { Measure } from '../../experiment/experiment.ts';
import type { SessionRecord } from '../record.ts';

const evaluated = [
  ...['train', 'validation'].flatMap((split) => ['loss', 'accuracy', 'rmse', 'r2'].map((output) => `${split}/${output}`)),
  ...['validation/perplexity', 'validation/gain', 'validation/oldLoss', 'validation/oldAccuracy', 'train/height'],
];

/** What the programs call a measure; null where they do not compute it. */
function nameOf({ source }: Measure): string | null {
  if (source.kind === 'minibatch') return 'trainingLoss';
  if (source.kind === 'derived') return null;
  const name = `${source.split}/${source.output}`;
  return evaluated.includes(name) ? name : null;
}

/** Lines `measure,step,value` of one run; null when nothing of it was measured. What was not finite is left out. */
export function expectedCsv(record: Pick<SessionRecord, 'measures' | 'steps' | 'values'>, arm: number, seed: number): string | null {
  const lines = record.measures.flatMap((measure) => {
    const name = nameOf(measure);
    if (name === null) return [];
    const values = record.values(measure.id, arm, seed);
    return Array.from(record.steps(measure.id)).flatMap((step, i) => {
      const value = values[i] ?? NaN;
      return Number.isFinite(value) ? [`${name},${step},${Number(value.toPrecision(9))}`] : [];
    });
  });
  return lines.length === 0 ? null : `${['measure,step,value', ...lines].join('\n')}\n`;
}
