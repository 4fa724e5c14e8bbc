/** Chart.js as Ablate uses it: lines only, no animation, no events of its own, plot areas of one page aligned. */
import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  type ChartConfiguration,
  type ChartDataset,
  type Plugin,
  type Scale,
} from 'chart.js';
import { textSize } from '../state/text-size.svelte.ts';
import type { Colours } from './colours.ts';
import type { Tick } from './coordinate.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler);

export interface Point {
  x: number;
  y: number;
}
export type LineDataset = ChartDataset<'line', Point[]>;
export type LineChart = Chart<'line', Point[]>;

/** Width of the y axis: the same in every chart, so that one crosshair serves all. */
export const axisWidth = (): number => Math.round(52 * textSize.scale);
/** Room for half a label of the x axis. */
export const rightPadding = (): number => Math.round(18 * textSize.scale);

/** One axis of a chart: places of a coordinate, on which Chart.js's own scales are linear. */
export interface AxisView {
  low: number;
  high: number;
  ticks: readonly Tick[];
}

export interface AxesView {
  x: AxisView;
  y: AxisView;
  /** The name of the x axis where its ticks are numbered; null: they are not. */
  numbered: string | null;
}

/** `axes` is asked anew whenever the chart is updated. */
export function createChart(
  canvas: HTMLCanvasElement,
  colours: Colours,
  plugins: Plugin<'line'>[],
  axes: () => AxesView | null,
): LineChart {
  const marked = (of: 'x' | 'y') => ({
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = (axes()?.[of].ticks ?? []).map(({ place }) => ({ value: place }));
    },
    callback: (place: number | string) => axes()?.[of].ticks.find((tick) => tick.place === Number(place))?.text ?? '',
  });
  const [x, y] = [marked('x'), marked('y')];
  const configuration: ChartConfiguration<'line', Point[]> = {
    type: 'line',
    data: { datasets: [] },
    plugins,
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      resizeDelay: 60,
      events: [],
      parsing: false,
      normalized: true,
      elements: { point: { radius: 0 }, line: { tension: 0, borderJoinStyle: 'round' } },
      scales: {
        x: {
          type: 'linear',
          title: { display: false, text: '', padding: 0 },
          // Room for half a label is kept on the right by the layout; without this the charts of a page would differ in width.
          afterFit: (scale: Scale) => {
            scale.paddingLeft = 0;
            scale.paddingRight = 0;
          },
          min: 0,
          max: 1,
          afterBuildTicks: x.afterBuildTicks,
          ticks: { maxRotation: 0, callback: x.callback },
        },
        y: {
          type: 'linear',
          afterBuildTicks: y.afterBuildTicks,
          ticks: { callback: y.callback },
          afterFit: (scale: Scale) => {
            scale.width = axisWidth();
          },
        },
      },
    },
  };
  const chart: LineChart = new Chart(canvas, configuration);
  paint(chart, colours);
  return chart;
}

/** Both axes as their views say. */
export function setScales(chart: LineChart, { x, y, numbered }: AxesView): void {
  const { scales } = chart.options;
  const across = scales?.['x'];
  if (!across || !scales['y']) return;
  Object.assign(scales['y'], { min: y.low, max: y.high });
  Object.assign(across, { min: x.low, max: x.high });
  if (across.ticks) across.ticks.display = numbered !== null;
  const title = 'title' in across ? across.title : {};
  Object.assign(across, { title: { ...title, display: numbered !== null, text: numbered ?? '', padding: 0 } });
}

/** Gives axes and rules the colours of the present theme and the size of its text; needs an `update` to show. */
export function paint(chart: LineChart, colours: Colours): void {
  const font = { family: getComputedStyle(chart.canvas).fontFamily, size: 11 * textSize.scale };
  chart.options.layout = { padding: { right: rightPadding(), top: 6 } };
  for (const scale of [chart.options.scales?.['x'], chart.options.scales?.['y']]) {
    if (!scale) continue;
    scale.grid = { color: colours.get('--rule'), tickLength: 4, lineWidth: 1, drawTicks: false };
    scale.border = { color: colours.get('--rule-strong'), display: false };
    if (scale.ticks) Object.assign(scale.ticks, { color: colours.get('--ink-3'), font, padding: 6 });
  }
  const x = chart.options.scales?.['x'];
  if (x) {
    x.grid = { display: false };
    x.border = { color: colours.get('--rule-strong'), display: true };
    Object.assign(x, { title: { color: colours.get('--ink-3'), font } });
  }
}
