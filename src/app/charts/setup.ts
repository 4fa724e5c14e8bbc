/** Chart.js as Ablate uses it: lines only, no animation, no events of its own, plot areas of one page aligned. */
import {
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  type ChartConfiguration,
  type ChartDataset,
  type Plugin,
  type Scale,
} from 'chart.js';
import type { Measure } from '../../experiment/experiment.ts';
import { formatCount, formatNumber, formatSetting } from '../format.ts';
import type { Colours } from './colours.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Filler);

export interface Point {
  x: number;
  y: number;
}
export type LineDataset = ChartDataset<'line', Point[]>;
export type LineChart = Chart<'line', Point[]>;

/** Width of the y axis: the same in every chart, so that one crosshair serves all. */
export const axisWidth = 52;
export const rightPadding = 18;

export function createChart(canvas: HTMLCanvasElement, colours: Colours, plugins: Plugin<'line'>[]): LineChart {
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
      layout: { padding: { right: rightPadding, top: 6 } },
      elements: { point: { radius: 0, hitRadius: 0, hoverRadius: 0 }, line: { tension: 0, borderJoinStyle: 'round' } },
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
          ticks: {
            maxTicksLimit: 7,
            maxRotation: 0,
            callback: (value) => (Number.isInteger(value) ? formatCount(Number(value)) : formatSetting(Number(value))),
          },
        },
        y: {
          type: 'linear',
          grace: '4%',
          ticks: { maxTicksLimit: 6, callback: tickText },
          afterFit: (scale: Scale) => {
            scale.width = axisWidth;
          },
        },
      },
    },
  };
  const chart: LineChart = new Chart(canvas, configuration);
  paint(chart, colours);
  return chart;
}

/** What an axis shows depends on the quantity: a loss starts at 0, an accuracy ends at 1. */
export function setScales(
  chart: LineChart,
  { max, quantity, logY, numbered }: { max: number; quantity: Measure['quantity']; logY: boolean; numbered: string | null },
): void {
  const { scales } = chart.options;
  if (!scales) return;
  const y = scales['y'];
  const type = logY ? 'logarithmic' : 'linear';
  if (y && y.type !== type) scales['y'] = Object.assign({ ...y }, { type });
  const empty = chart.data.datasets.every(({ data }) => data.length === 0);
  const limits = {
    suggestedMin: empty ? 0 : undefined,
    suggestedMax: empty ? 1 : undefined,
    min: quantity === 'loss' && !logY ? 0 : undefined,
    max: quantity === 'accuracy' ? 1 : undefined,
  };
  Object.assign(scales['y'] ?? {}, limits);
  const x = scales['x'];
  if (!x) return;
  x.max = max;
  if (x.ticks) x.ticks.display = numbered !== null;
  Object.assign(x, { title: { ...('title' in x ? x.title : {}), display: numbered !== null, text: numbered ?? '', padding: 0 } });
}

/** Gives axes and rules the colours of the present theme; needs an `update` to show. */
export function paint(chart: LineChart, colours: Colours): void {
  const font = { family: getComputedStyle(chart.canvas).fontFamily, size: 11 };
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

/** Short: ticks are round numbers. On a log axis only 1, 2 and 5 of each decade are numbered. */
function tickText(this: Scale, tick: number | string): string {
  const value = Number(tick);
  if (value === 0) return '0';
  if (this.type === 'logarithmic') {
    const lead = Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
    if (![1, 2, 5].includes(lead)) return '';
  }
  const text = formatNumber(value);
  if (!text.includes('×')) return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  // "1.00 × 10⁻⁶" would not fit beside the axis.
  const [lead = '', power = ''] = text.split(' × ');
  const short = lead.replace(/\.?0+$/, '');
  return short === '1' ? power : `${short}×${power}`;
}
