/** What is drawn on top of the lines: markers that tell arms apart without colour, and where runs diverged. */
import type { Plugin } from 'chart.js';
import type { Colours } from './colours.ts';
import { armStyle, markerPath } from './palette.ts';
import { styleIndex, type CurveSource } from './source.ts';
import { markedSteps } from './marked-steps.ts';
import type { LineChart } from './setup.ts';
import type { XAxis } from './x-axis.ts';

/** Place in the palette of the arm that a dataset's markers belong to; datasets that are not listed get none. */
export type MarkedLines = ReadonlyMap<number, { arm: number; opacity: number }>;

/** What the marks belong to, and where its steps stand. */
interface Drawn {
  source: CurveSource;
  x: XAxis;
}

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
          if (!(x >= next) || x > chartArea.right || !Number.isFinite(y)) continue;
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
export function divergencePlugin(colours: () => Colours, view: () => Drawn | null): Plugin<'line'> {
  return {
    id: 'divergence',
    afterDatasetsDraw(chart: LineChart) {
      const shown = view();
      const scale = chart.scales['x'];
      if (!shown || !scale) return;
      const { source: from, x: axis } = shown;
      const { ctx, chartArea } = chart;
      ctx.save();
      ctx.lineWidth = 1.5;
      from.arms.forEach((_, arm) => {
        ctx.strokeStyle = colours().get(armStyle(styleIndex(from, arm)).token);
        const y = chartArea.top + 6 + arm * 9;
        for (const step of from.divergences(arm)) {
          const x = scale.getPixelForValue(axis.at(arm, step));
          if (!inView(chart, x)) continue;
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

/** Where something happened in an arm: a line at the mean step of its seeds, and a tick on the step axis for each seed. */
export function markPlugin(colours: () => Colours, view: () => (Drawn & { marks: readonly string[] }) | null): Plugin<'line'> {
  return {
    id: 'marks',
    afterDatasetsDraw(chart: LineChart) {
      const shown = view();
      const scale = chart.scales['x'];
      if (!shown || !scale) return;
      const { ctx, chartArea } = chart;
      ctx.save();
      for (const { arm, mean, steps } of markedSteps(shown.source, shown.marks)) {
        const { token, marker } = armStyle(styleIndex(shown.source, arm));
        ctx.strokeStyle = colours().faded(token, shown.source.ghost ? 0.5 : 1);
        ctx.fillStyle = ctx.strokeStyle;
        ctx.lineWidth = 1;
        ctx.setLineDash([]);
        for (const step of steps) {
          const tick = scale.getPixelForValue(shown.x.at(arm, step));
          if (inView(chart, tick)) vertical(ctx, tick, chartArea.bottom - 7, chartArea.bottom);
        }
        ctx.setLineDash([2, 3]);
        const x = scale.getPixelForValue(shown.x.at(arm, mean));
        if (!inView(chart, x)) continue;
        vertical(ctx, x, chartArea.top + 4, chartArea.bottom);
        ctx.fill(new Path2D(markerPath(marker, x, chartArea.top + 4, size)));
      }
      ctx.restore();
    },
  };
}

const inView = ({ chartArea }: LineChart, x: number): boolean => x >= chartArea.left && x <= chartArea.right;

function vertical(ctx: CanvasRenderingContext2D, x: number, from: number, to: number): void {
  ctx.beginPath();
  ctx.moveTo(x, from);
  ctx.lineTo(x, to);
  ctx.stroke();
}
