/** What is drawn on top of the lines: markers that tell arms apart without colour, and where runs diverged. */
import type { Plugin } from 'chart.js';
import type { Colours } from './colours.ts';
import { armStyle, markerPath } from './palette.ts';
import type { CurveSource } from './source.ts';
import type { LineChart } from './setup.ts';

/** Which arm a dataset's markers belong to; datasets that are not listed get none. */
export type MarkedLines = ReadonlyMap<number, { arm: number; opacity: number }>;

const spacing = 120;
const size = 3.4;

/** One marker every so many pixels along a mean line, each arm a little further to the right. */
export function markerPlugin(colours: () => Colours, lines: () => MarkedLines): Plugin<'line'> {
  return {
    id: 'markers',
    afterDatasetsDraw(chart) {
      const { ctx, chartArea } = chart;
      ctx.save();
      for (const [index, { arm, opacity }] of lines()) {
        const style = armStyle(arm);
        const points = chart.getDatasetMeta(index).data;
        let next = chartArea.left + 24 + ((arm * 37) % spacing);
        ctx.fillStyle = colours().faded(style.token, opacity);
        ctx.strokeStyle = colours().get('--ground');
        ctx.lineWidth = 1.5;
        for (const { x, y } of points) {
          if (!(x >= next) || !Number.isFinite(y)) continue;
          const path = new Path2D(markerPath(style.marker, x, y, size));
          ctx.stroke(path);
          ctx.fill(path);
          next = Math.max(next + spacing, x + spacing / 2);
        }
      }
      ctx.restore();
    },
  };
}

/** A small cross on the upper edge at each step where a run diverged. */
export function divergencePlugin(colours: () => Colours, source: () => CurveSource | null): Plugin<'line'> {
  return {
    id: 'divergence',
    afterDatasetsDraw(chart: LineChart) {
      const from = source();
      const scale = chart.scales['x'];
      if (!from || !scale) return;
      const { ctx, chartArea } = chart;
      ctx.save();
      ctx.lineWidth = 1.5;
      from.arms.forEach((_, arm) => {
        ctx.strokeStyle = colours().get(armStyle(arm).token);
        const y = chartArea.top + 6 + arm * 9;
        for (const step of from.divergences(arm)) {
          const x = scale.getPixelForValue(step);
          ctx.beginPath();
          ctx.moveTo(x - 3, y - 3);
          ctx.lineTo(x + 3, y + 3);
          ctx.moveTo(x + 3, y - 3);
          ctx.lineTo(x - 3, y + 3);
          ctx.stroke();
        }
      });
      ctx.restore();
    },
  };
}
