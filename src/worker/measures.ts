/** From the engine's outputs to the experiment's measures. */
import type { MeasureValues } from '../engine/training/trainer.ts';
import type { Experiment } from '../experiment/experiment.ts';
import type { MeasureBlock } from './protocol.ts';

/** Names the engine's outputs by the measures that declare them; outputs that no measure declares are left out. */
export function blocksOf(
  experiment: Experiment,
  outputs: readonly MeasureValues[],
  runs: number[],
  seconds: number,
): { blocks: MeasureBlock[]; transfer: Transferable[] } {
  const blocks = experiment.measures.flatMap(({ id, source }): MeasureBlock[] => {
    const name = source.kind === 'minibatch' ? id : source.kind === 'evaluation' ? `${source.split}/${source.output}` : null;
    const output = outputs.find(({ measure }) => measure === name);
    return output ? [{ measure: id, steps: output.steps, runs, values: output.values, seconds }] : [];
  });
  // Several measures of one block share their array of steps, which may be transferred once only.
  return { blocks, transfer: [...new Set(blocks.flatMap(({ steps, values }) => [steps.buffer, values.buffer]))] };
}
