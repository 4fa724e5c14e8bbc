/** One chart's lines, kept up to date in place: datasets are built when arms or toggles change, their points are rewritten when numbers arrive. */
import type { Measure } from '../../experiment/experiment.ts';
import { textSize } from '../state/text-size.svelte.ts';
import { bestPlugin, type BestPoint } from './best.ts';
import type { Colours } from './colours.ts';
import { linear, ticksOf, type Coordinate } from './coordinate.ts';
import { extentOf, linesOf, sampleLines, type Line, type LinesView, type Sampled } from './lines.ts';
import { eventPlugin, type EventMark } from './event-marks.ts';
import { armStyle } from './palette.ts';
import { divergencePlugin, markerPlugin, markPlugin, type MarkedLines } from './plugins.ts';
import { createChart, paint, setScales, type AxesView, type LineChart, type LineDataset, type Point } from './setup.ts';
import { styleIndex, type CurveSource } from './source.ts';
import { yAxisOf, type YAxis } from './y-axis.ts';

export interface ChartView extends LinesView {
  quantity: Measure['quantity'];
  /** The name of the x axis where its steps are numbered; null: they are not. */
  numbered: string | null;
  logY: boolean;
  /** Pairs of measures whose difference is of interest, where both are drawn here: the space between is shaded. */
  gaps: readonly (readonly [minuend: string, subtrahend: string])[];
  /** Measures whose value is itself a step: marked on the step axis. */
  marks: readonly string[];
  /** Points to ring. */
  best: readonly BestPoint[];
  events?: readonly EventMark[];
}

/** Of the shade between two lines, with few arms; with many their shades lie on each other. */
const shade = 0.12;
/** A tick about every so many pixels. */
const tickSpacing = 90;

export class ChartDrawing {
  readonly #chart: LineChart;
  #colours: Colours;
  #view: ChartView | null = null;
  #built = '';
  #lines: Line[] = [];
  #marked: MarkedLines = new Map();
  #axes: AxesView | null = null;
  #y: Coordinate = linear;

  constructor(canvas: HTMLCanvasElement, colours: Colours) {
    this.#colours = colours;
    const own = (): Colours => this.#colours;
    const view = (): ChartView | null => this.#view;
    const plugins = [
      markerPlugin(own, () => this.#marked),
      divergencePlugin(own, view),
      markPlugin(own, view),
      bestPlugin(own, () => ({ view: this.#view, y: this.#y })),
      eventPlugin(own, view),
    ];
    this.#chart = createChart(canvas, colours, plugins, () => this.#axes);
  }

  /** Another theme. */
  recolour(colours: Colours): void {
    this.#colours = colours;
    paint(this.#chart, colours);
    this.#built = '';
  }

  /** Draws the newest state of the view. */
  draw(view: ChartView): void {
    this.#view = view;
    const lines = linesOf(view);
    const wanted = JSON.stringify([lines, view.gaps]);
    if (wanted !== this.#built) {
      this.#build(lines, view);
      this.#built = wanted;
    }
    const width = Math.max(60, this.#chart.width);
    const sampled = sampleLines(lines, view, width);
    const y = yAxis(lines, sampled, view);
    this.#y = y.coordinate;
    this.#fill(sampled, y.coordinate);
    this.#axes = axesOf(view, y, width / textSize.scale);
    setScales(this.#chart, this.#axes);
    this.#chart.update('none');
  }

  destroy(): void {
    this.#chart.destroy();
  }

  #build(lines: Line[], { gaps, source, band }: ChartView): void {
    const marked = new Map<number, { arm: number; opacity: number }>();
    const datasets = lines.map(({ arm, kind, part, token, opacity, width, dash, fill, layer }, index): LineDataset => {
      if (kind === 'solid' && part === 'mean') marked.set(index, { arm: styleIndex(source, arm), opacity });
      return {
        data: [],
        order: layer,
        pointRadius: 0,
        borderColor: this.#colours.faded(token, opacity),
        borderWidth: width,
        borderDash: [...dash],
        ...(fill > 0 && { fill: '+1', backgroundColor: this.#colours.faded(token, fill) }),
      };
    });
    this.#lines = lines;
    if (band !== 'seeds') this.#shade(datasets, gaps, source);
    this.#marked = marked;
    this.#chart.data.datasets = datasets;
  }

  /** Fills what lies between the two mean lines of each pair, arm by arm. */
  #shade(datasets: LineDataset[], gaps: ChartView['gaps'], source: CurveSource): void {
    for (const { arm, from, to, opacity } of shadesOf(this.#lines, gaps)) {
      Object.assign(datasets[from] ?? {}, {
        fill: to,
        backgroundColor: this.#colours.faded(armStyle(styleIndex(source, arm)).token, opacity),
      });
    }
  }

  #fill(sampled: readonly Sampled[], { to }: Coordinate): void {
    sampled.forEach(({ x, y }, index) => {
      const data = this.#chart.data.datasets[index]?.data;
      if (data) write(data, x, y, to);
    });
  }
}

/** Pairs of lines, by their places among `lines`, with the space between them shaded. */
export function shadesOf(lines: readonly Line[], gaps: ChartView['gaps']): { arm: number; from: number; to: number; opacity: number }[] {
  const arms = [...new Set(lines.map(({ arm }) => arm))];
  const indexOf = (arm: number, measure: string): number =>
    lines.findIndex((line) => line.part === 'mean' && line.arm === arm && line.measure === measure);
  const pale = lines.some(({ opacity, kind, part }) => kind === 'solid' && part === 'mean' && opacity < 1);
  const opacity = (shade * (pale ? 0.6 : 1)) / Math.max(1, arms.length / 3);
  return gaps.flatMap(([minuend, subtrahend]) =>
    arms.flatMap((arm) => {
      const [from, to] = [indexOf(arm, minuend), indexOf(arm, subtrahend)];
      return from >= 0 && to >= 0 ? [{ arm, from, to, opacity }] : [];
    }),
  );
}

/** The y axis of a chart over its sampled lines. */
export function yAxis(lines: readonly Line[], sampled: readonly Sampled[], { x, quantity, logY }: ChartView): YAxis {
  const zoomed = x.from > 0 || x.to < x.max;
  const extent = extentOf(lines, sampled, x, logY || (quantity === 'loss' && !zoomed));
  return yAxisOf(extent, quantity, logY, zoomed);
}

/** Both axes with ticks for a chart of a width in pixels at the usual size of text. */
export function axesOf({ x, numbered }: Pick<ChartView, 'x' | 'numbered'>, y: YAxis, width: number): AxesView {
  const { coordinate, from, to } = x;
  const ticks = ticksOf(coordinate, from, to, Math.max(2, Math.round(width / tickSpacing)));
  return { x: { low: coordinate.to(from), high: coordinate.to(to), ticks }, y, numbered };
}

/** Rewrites a dataset's points without making new ones. */
function write(data: Point[], x: ArrayLike<number>, y: ArrayLike<number>, to: (value: number) => number): void {
  for (let i = 0; i < x.length; i++) {
    const value = y[i] ?? NaN;
    const shown = Number.isFinite(value) ? to(value) : NaN;
    const point = data[i];
    if (point) {
      point.x = x[i] ?? 0;
      point.y = shown;
    } else {
      data.push({ x: x[i] ?? 0, y: shown });
    }
  }
  data.length = x.length;
}
