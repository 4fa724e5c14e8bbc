/** Measures as CSV for spreadsheets and notebooks: one line for each measure, arm, seed and step. */
import type { KeptMeasure } from './kept-session.ts';

/** Quoted where commas, quotes or line breaks would end it (RFC 4180). */
const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * Columns `measure,arm,seed,step,value`; what is not there is left out, what was not finite is `inf`. Values have the digits that give the
 * float32 again.
 *
 * @param arms - ids in the order of the session
 */
export function measuresCsv(measures: readonly KeptMeasure[], arms: readonly string[], seeds: number): string {
  const lines = ['measure,arm,seed,step,value'];
  for (const { measure, runs, steps, values } of measures) {
    for (let run = 0; run < runs; run++) {
      const head = `${cell(measure)},${cell(arms[Math.floor(run / seeds)] ?? '')},${run % seeds}`;
      for (const [i, step] of steps.entries()) {
        const value = values[i * runs + run] ?? NaN;
        if (!Number.isNaN(value)) lines.push(`${head},${step},${Number.isFinite(value) ? Number(value.toPrecision(9)) : 'inf'}`);
      }
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}
