/** One chart's lines, kept up to date in place: datasets are built when arms or toggles change, their points are rewritten when numbers arrive. */
import type { Measure } from '../../experiment/experiment.ts';
import { decimate, decimateBand } from '../../sessions/decimate.ts';
import type { Colours } from './colours.ts';
import { armStyle } from './palette.ts';
import { divergencePlugin, markerPlugin, markPlugin, type MarkedLines } from './plugins.ts';
import { createChart, paint, setScales, type LineChart, type LineDataset, type Point } from './setup.ts';
import { lineKind, styleIndex, type CurveSource, type LineKind } from './source.ts';
import type { XAxis } from './x-axis.ts';

export interface ChartView {
  source: CurveSource;
  /** The measures of this chart's quantity. */
  measures: readonly Measure[];
  quantity: Measure['quantity'];
  /** The name of the x axis where its steps are numbered; null: they are not. */
  numbered: string | null;
  logY: boolean;
  singleSeeds: boolean;
  x: XAxis;
  /** Pairs of measures whose difference is of interest, where both are drawn here: the space between is shaded. */
  gaps: readonly (readonly [minuend: string, subtrahend: string])[];
  /** Measures whose value is itself a step: marked on the step axis. */
  marks: readonly string[];
}

/** What a dataset shows, in the order of the datasets. */
type Line = { arm: number; measure: string } & ({ part: 'mean' | 'lower' | 'upper' } | { part: 'seed'; seed: number });

const layer: Readonly<Record<Line['part'], number>> = { mean: 0, seed: 1, lower: 3, upper: 3 };
const widths: Readonly<Record<LineKind, number>> = { minibatch: 0.75, training: 1.5, solid: 1.75 };
const opacities: Readonly<Record<LineKind, number>> = { minibatch: 0.4, training: 0.9, solid: 1 };
const ghostly = 0.32;
/** Of the shade between two lines, with few arms; with many their shades lie on each other. */
const shade = 0.12;

export class ChartDrawing {
  readonly #chart: LineChart;
  #colours: Colours;
  #view: ChartView | null = null;
  #built = '';
  #lines: Line[] = [];
  #marked: MarkedLines = new Map();

  constructor(canvas: HTMLCanvasElement, colours: Colours) {
    this.#colours = colours;
    const plugins = [
      markerPlugin(
        () => this.#colours,
        () => this.#marked,
      ),
      divergencePlugin(
        () => this.#colours,
        () => this.#view,
      ),
      markPlugin(
        () => this.#colours,
        () => this.#view,
      ),
    ];
    this.#chart = createChart(canvas, colours, plugins);
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
    const { source, measures, singleSeeds } = view;
    const wanted = [
      source.ghost,
      source.seeds,
      source.arms.length,
      source.styles?.join() ?? '',
      singleSeeds,
      ...measures.map(({ id }) => id),
      ...view.gaps,
    ].join('|');
    if (wanted !== this.#built) {
      this.#build(view);
      this.#built = wanted;
    }
    this.#fill(view);
    setScales(this.#chart, { max: view.x.max, ...view });
    this.#chart.update('none');
  }

  /** Left and right edge of the plot, in CSS pixels of the canvas. */
  plot(): { left: number; right: number } {
    const { left, right } = this.#chart.chartArea ?? { left: 0, right: 1 };
    return { left, right };
  }

  destroy(): void {
    this.#chart.destroy();
  }

  #build({ source, measures, singleSeeds, gaps }: ChartView): void {
    const datasets: LineDataset[] = [];
    const marked = new Map<number, { arm: number; opacity: number }>();
    this.#lines = [];
    const add = (line: Line, dataset: Omit<LineDataset, 'data'>): void => {
      this.#lines.push(line);
      datasets.push({ data: [], order: layer[line.part], pointRadius: 0, ...dataset });
    };
    source.arms.forEach((_, arm) => {
      const style = styleIndex(source, arm);
      const { token, dash } = armStyle(style);
      for (const measure of measures) {
        const kind = lineKind(measure);
        const opacity = opacities[kind] * (source.ghost ? ghostly : 1);
        const ids = { arm, measure: measure.id };
        if (kind === 'solid' && !singleSeeds) marked.set(datasets.length, { arm: style, opacity });
        const line = { borderColor: this.#colours.faded(token, opacity), borderDash: kind === 'training' ? [...dash] : [] };
        if (kind === 'minibatch') {
          add({ ...ids, part: 'mean' }, { ...line, borderWidth: widths[kind], order: 2 });
        } else if (singleSeeds) {
          const pale = { ...line, borderColor: this.#colours.faded(token, 0.55), borderWidth: 1 };
          for (let seed = 0; seed < source.seeds; seed++) add({ ...ids, part: 'seed', seed }, pale);
        } else {
          const band = this.#colours.faded(token, (kind === 'training' ? 0.09 : 0.16) * (source.ghost ? 0.6 : 1));
          add({ ...ids, part: 'mean' }, { ...line, borderWidth: widths[kind] });
          add({ ...ids, part: 'upper' }, { borderWidth: 0, fill: '+1', backgroundColor: band });
          add({ ...ids, part: 'lower' }, { borderWidth: 0 });
        }
      }
    });
    if (!singleSeeds) this.#shade(datasets, gaps, source);
    this.#marked = marked;
    this.#chart.data.datasets = datasets;
  }

  /** Fills what lies between the two mean lines of each pair, arm by arm. */
  #shade(datasets: LineDataset[], gaps: ChartView['gaps'], source: CurveSource): void {
    const indexOf = (arm: number, measure: string): number =>
      this.#lines.findIndex((line) => line.part === 'mean' && line.arm === arm && line.measure === measure);
    const { arms, ghost } = source;
    const opacity = (shade * (ghost ? 0.6 : 1)) / Math.max(1, arms.length / 3);
    for (const [minuend, subtrahend] of gaps) {
      arms.forEach((_, arm) => {
        const [line, other] = [datasets[indexOf(arm, minuend)], indexOf(arm, subtrahend)];
        if (line && other >= 0)
          Object.assign(line, { fill: other, backgroundColor: this.#colours.faded(armStyle(styleIndex(source, arm)).token, opacity) });
      });
    }
  }

  #fill({ source, logY, x: axis }: ChartView): void {
    const pixels = Math.max(60, this.#chart.width);
    const range = { from: 0, to: source.steps };
    this.#lines.forEach((line, index) => {
      const data = this.#chart.data.datasets[index]?.data;
      if (!data || line.part === 'lower') return;
      const place = (step: number): number => axis.at(line.arm, step);
      if (line.part === 'seed') {
        const single = source.single(line.measure, line.arm, line.seed);
        const { x, y } = single ? decimate(single.steps, single.values, pixels / 2, range) : nothing;
        write(data, x, y, logY, place);
        return;
      }
      const curve = source.curve(line.measure, line.arm);
      if (line.part === 'mean') {
        const { x, y } = curve ? decimate(curve.steps, curve.mean, pixels, range) : nothing;
        write(data, x, y, logY, place);
        return;
      }
      // The two edges of a band are neighbours and share their points.
      const band = curve ? decimateBand(curve.steps, curve.lower, curve.upper, pixels, range) : { x: [], lower: [], upper: [] };
      write(data, band.x, band.upper, logY, place);
      const below = this.#chart.data.datasets[index + 1]?.data;
      if (below) write(below, band.x, band.lower, logY, place);
    });
  }
}

const nothing: { x: ArrayLike<number>; y: ArrayLike<number> } = { x: [], y: [] };

/** Rewrites a dataset's points without making new ones. On a log axis what is not positive is a hole. */
function write(data: Point[], x: ArrayLike<number>, y: ArrayLike<number>, logY: boolean, place: (step: number) => number): void {
  for (let i = 0; i < x.length; i++) {
    const value = y[i] ?? NaN;
    const shown = Number.isFinite(value) && (!logY || value > 0) ? value : NaN;
    const point = data[i];
    if (point) {
      point.x = place(x[i] ?? 0);
      point.y = shown;
    } else {
      data.push({ x: place(x[i] ?? 0), y: shown });
    }
  }
  data.length = x.length;
}
