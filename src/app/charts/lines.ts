/** The lines of a chart: which there are, how each is drawn, and its points reduced to what the chart's width can show. */
import type { BandKind } from '../../experiment/charts-view.ts';
import type { Measure } from '../../experiment/experiment.ts';
import { decimate, decimateBand, type Range } from '../../sessions/decimate.ts';
import { bandKindOf, bandOf } from './bands.ts';
import { including, noExtent, type Extent } from './coordinate.ts';
import { armStyle } from './palette.ts';
import { smooth, smoothingUnit } from './smoothing.ts';
import { indexAt, lineKind, seedsOf, styleIndex, type Curve, type CurveSource, type LineKind } from './source.ts';
import type { XAxis } from './x-axis.ts';

export interface LinesView {
  source: CurveSource;
  /** The measures of the chart's quantity. */
  measures: readonly Measure[];
  band: BandKind;
  /** See `smooth`; 0: nothing is smoothed. */
  smooth: number;
  x: XAxis;
}

/** What a line shows: a mean, what it was before smoothing, an edge of its band (upper, then lower), or one seed. */
export type Part = 'mean' | 'raw' | 'upper' | 'lower' | 'seed';

export interface Line {
  arm: number;
  measure: string;
  kind: LineKind;
  part: Part;
  /** −1 but for single seeds. */
  seed: number;
  /** The colour's token. */
  token: string;
  opacity: number;
  /** Pixels; 0: no line. */
  width: number;
  dash: readonly number[];
  /** Opacity of what lies between this line and the next; 0: nothing. */
  fill: number;
  /** Lines with greater numbers lie further back. */
  layer: number;
}

/** Places on the x axis and values, equally many; NaN where the line is interrupted. */
export interface Sampled {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
}

const widths: Readonly<Record<LineKind, number>> = { minibatch: 0.75, training: 1.5, solid: 1.75 };
const opacities: Readonly<Record<LineKind, number>> = { minibatch: 0.4, training: 0.9, solid: 1 };
const ghostly = 0.32;
/** Of a raw curve behind its smoothed one. */
const raw = { opacity: 0.28, width: 0.75 };

/** Every edge of a band is followed by its other edge. */
export function linesOf({ source, measures, band, smooth: share }: LinesView): Line[] {
  return source.arms.flatMap((_, arm) => {
    const { token, dash } = armStyle(styleIndex(source, arm));
    return measures.flatMap((measure) => {
      const kind = lineKind(measure);
      const opacity = opacities[kind] * (source.ghost ? ghostly : 1);
      const line: Line = {
        ...{ arm, measure: measure.id, kind, part: 'mean', seed: -1, token, opacity, fill: 0, layer: 0 },
        width: widths[kind],
        dash: kind === 'training' ? dash : [],
      };
      const ghost: Line[] =
        share > 0 ? [{ ...line, part: 'raw', opacity: raw.opacity * opacity, width: raw.width, dash: [], layer: 2 }] : [];
      if (kind === 'minibatch') return [{ ...line, layer: 2 }, ...ghost];
      if (band === 'seeds') {
        return Array.from({ length: seedsOf(source, arm) }, (_unused, seed): Line => ({
          ...line,
          part: 'seed',
          seed,
          opacity: 0.55,
          width: 1,
          layer: 1,
        }));
      }
      const fill = (kind === 'training' ? 0.09 : 0.16) * (source.ghost ? 0.6 : 1);
      const edge: Line = { ...line, width: 0, dash: [], layer: 3 };
      return [line, ...ghost, { ...edge, part: 'upper', fill }, { ...edge, part: 'lower' }];
    });
  });
}

/** The points of all lines, in their order. At most two a pixel each, and one on either side of what is in view. */
export function sampleLines(lines: readonly Line[], view: LinesView, pixels: number): Sampled[] {
  const sampled: Sampled[] = [];
  for (const [index, line] of lines.entries()) {
    const { source } = view;
    const known = sampled[index];
    if (known) continue;
    if (line.part === 'seed') {
      const single = source.single(line.measure, line.arm, line.seed);
      sampled.push(single ? sample(line, view, single.steps, smoothed(single.steps, single.values, view), pixels / 2) : nothing);
      continue;
    }
    const curve = source.curve(line.measure, line.arm);
    if (line.part === 'upper') sampled.push(...(curve ? sampleBand(line, view, curve, pixels) : [nothing, nothing]));
    else if (!curve) sampled.push(nothing);
    else sampled.push(sample(line, view, curve.steps, line.part === 'raw' ? curve.mean : smoothed(curve.steps, curve.mean, view), pixels));
  }
  return sampled;
}

/**
 * Of the points in view. `inner`: without the lower edges of bands, since an interval may reach below 0 where no value is, and would take much of
 * an axis that begins there, and most of a logarithmic one.
 */
export function extentOf(lines: readonly Line[], sampled: readonly Sampled[], { coordinate, from, to }: XAxis, inner: boolean): Extent {
  const [low, high] = [coordinate.to(from), coordinate.to(to)];
  let extent = noExtent;
  sampled.forEach(({ x, y }, index) => {
    if (inner && lines[index]?.part === 'lower') return;
    const inView = Array.from(y).filter((_, i) => (x[i] ?? NaN) >= low && (x[i] ?? NaN) <= high);
    extent = including(extent, inView);
  });
  return extent;
}

const nothing: Sampled = { x: [], y: [] };

function smoothed(steps: ArrayLike<number>, values: ArrayLike<number>, { smooth: share, source }: LinesView): ArrayLike<number> {
  return share > 0 ? smooth(steps, values, share, smoothingUnit(steps, source.steps)) : values;
}

/** Where points are told apart by pixel: over steps on a linear axis, over places on a logarithmic one, whose pixels are unlike in steps. */
function placing(
  arm: number,
  axis: XAxis,
  steps: ArrayLike<number>,
): { at: ArrayLike<number>; range: Range; place: (at: number) => number } {
  const { coordinate, from, to } = axis;
  if (!coordinate.log)
    return { at: steps, range: { from: axis.stepAt(arm, from), to: axis.stepAt(arm, to) }, place: (step) => axis.at(arm, step) };
  const at = Float64Array.from(steps, (step) => axis.at(arm, step));
  return { at, range: { from: coordinate.to(from), to: coordinate.to(to) }, place: (place) => place };
}

/** What is drawn of an arm: a fork from where it parted. */
function drawnFrom({ startsAt }: CurveSource, arm: number, steps: ArrayLike<number>): (values: ArrayLike<number>) => ArrayLike<number> {
  const step = startsAt?.(arm) ?? 0;
  const first = step > 0 ? indexAt(steps, step - 1) + 1 : 0;
  return (values) => (first === 0 ? values : Array.prototype.slice.call(values, first));
}

function sample(
  { arm }: Line,
  { x: axis, source }: LinesView,
  steps: ArrayLike<number>,
  values: ArrayLike<number>,
  pixels: number,
): Sampled {
  const cut = drawnFrom(source, arm, steps);
  const { at, range, place } = placing(arm, axis, cut(steps));
  const { x, y } = decimate(at, cut(values), pixels, range);
  return { x: x.map(place), y };
}

function sampleBand({ arm }: Line, view: LinesView, curve: Curve, pixels: number): [Sampled, Sampled] {
  const cut = drawnFrom(view.source, arm, curve.steps);
  const { at, range, place } = placing(arm, view.x, cut(curve.steps));
  const { lower, upper } = bandOf(curve, bandKindOf(curve, view.band));
  const [low, high] = [lower, upper].map((edge) => smoothed(curve.steps, edge, view));
  const band = decimateBand(at, cut(low ?? lower), cut(high ?? upper), pixels, range);
  const x = band.x.map(place);
  return [
    { x, y: band.upper },
    { x, y: band.lower },
  ];
}
