/** The best point of each arm: where its mean validation loss is lowest. It is ringed on its curve. */
import type { Plugin } from 'chart.js';
import type { Measure } from '../../experiment/experiment.ts';
import type { Colours } from './colours.ts';
import type { Coordinate } from './coordinate.ts';
import { armStyle } from './palette.ts';
import { seedsOf, styleIndex, type CurveSource } from './source.ts';
import type { XAxis } from './x-axis.ts';

export interface BestPoint {
  arm: number;
  measure: string;
  step: number;
  value: number;
}

const radius = 5;

/** Measures of which the lowest value is of interest. */
export const hasBest = ({ source, quantity }: Measure): boolean =>
  source.kind === 'evaluation' && source.split === 'validation' && quantity === 'loss';

/** The lowest mean of each arm in each of these measures, over steps at which all its seeds count. An end of a falling curve is one too. */
export function bestPoints(source: CurveSource, measures: readonly Measure[]): BestPoint[] {
  return measures.filter(hasBest).flatMap(({ id }) =>
    source.arms.flatMap((_, arm): BestPoint[] => {
      const curve = source.curve(id, arm);
      const seeds = seedsOf(source, arm);
      let best = -1;
      for (let i = 0; curve && i < curve.mean.length; i++) {
        if (curve.count[i] === seeds && (curve.mean[i] ?? NaN) < (best < 0 ? Infinity : (curve.mean[best] ?? NaN))) best = i;
      }
      // A single value is no best one.
      if (!curve || best < 0 || curve.mean.length < 2) return [];
      return [{ arm, measure: id, step: curve.steps[best] ?? 0, value: curve.mean[best] ?? NaN }];
    }),
  );
}

interface Ringed {
  view: { source: CurveSource; x: XAxis; best: readonly BestPoint[] } | null;
  y: Coordinate;
}

export function bestPlugin(colours: () => Colours, ringed: () => Ringed): Plugin<'line'> {
  return {
    id: 'best',
    afterDatasetsDraw(chart) {
      const { view, y } = ringed();
      const [across, up] = [chart.scales['x'], chart.scales['y']];
      if (!view || !across || !up) return;
      const { ctx, chartArea } = chart;
      ctx.save();
      ctx.lineWidth = 1.5;
      for (const { arm, step, value } of view.best) {
        const x = across.getPixelForValue(view.x.at(arm, step));
        if (x < chartArea.left || x > chartArea.right) continue;
        ctx.strokeStyle = colours().faded(armStyle(styleIndex(view.source, arm)).token, view.source.ghost ? 0.5 : 1);
        ctx.beginPath();
        ctx.arc(x, up.getPixelForValue(y.to(value)), radius, 0, 2 * Math.PI);
        ctx.stroke();
      }
      ctx.restore();
    },
  };
}
