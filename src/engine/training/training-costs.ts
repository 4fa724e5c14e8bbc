/** The probe that says what training costs beside the model: how many numbers are trained, their share, and what the optimizer keeps. */
import { tensor } from '@tensorflow/tfjs-core';
import type { Probe } from './program.ts';
import { branchAt, leaves } from './tree.ts';

/** float32. */
const bytesPerNumber = 4;

/**
 * Of every run: trained `parameters`, their `share` of the base's, and `optimizerMemory` in bytes (all numbers of the state's `optimizer`).
 *
 * @param baseParameters - numbers of the model that is adapted
 */
export function trainingCosts(R: number, parameters: number, baseParameters: number): Probe {
  return (state) => {
    const kept = leaves(branchAt(state, 'optimizer')).reduce((sum, [, { size }]) => sum + size, 0) / R;
    const row = [parameters, parameters / baseParameters, bytesPerNumber * kept];
    return {
      kind: 'table',
      columns: [
        { id: 'parameters', unit: 'count' },
        { id: 'share', unit: 'share' },
        { id: 'optimizerMemory', unit: 'bytes' },
      ],
      values: tensor(
        Float32Array.from({ length: R * row.length }, (_, i) => row[i % row.length] ?? 0),
        [R, row.length],
      ),
    };
  };
}
