/** Mean and band over the runs of an arm of what each gives at the same places, as charts have them over steps. */
import { mean, standardDeviation, tInterval } from '../engine/statistics/moments.ts';
import type { BandKind } from '../experiment/charts-view.ts';

/** As long as there are places; NaN where no run counts, and edges where fewer than two do. */
export interface RunSpread {
  mean: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
}

/** Of single seeds (`seeds`) the edges are all NaN. What is not finite does not count. */
export function runSpread(runs: readonly ArrayLike<number>[], kind: BandKind): RunSpread {
  const places = runs[0]?.length ?? 0;
  const spread = { mean: new Float64Array(places), lower: new Float64Array(places), upper: new Float64Array(places) };
  for (let place = 0; place < places; place++) {
    const values = runs.map((run) => run[place] ?? NaN).filter(Number.isFinite);
    const centre = mean(values);
    const [lower, upper] = values.length < 2 ? [NaN, NaN] : edges(values, centre, kind);
    spread.mean[place] = centre;
    spread.lower[place] = lower;
    spread.upper[place] = upper;
  }
  return spread;
}

function edges(values: readonly number[], centre: number, kind: BandKind): readonly [number, number] {
  switch (kind) {
    case 'interval':
      return tInterval(values);
    case 'sd': {
      const sd = standardDeviation(values);
      return [centre - sd, centre + sd];
    }
    case 'range':
      return [Math.min(...values), Math.max(...values)];
    case 'seeds':
      return [NaN, NaN];
  }
}
