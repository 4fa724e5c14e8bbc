/** A chart as a figure to take away: the lines of the page's chart with title, legend and named axes, as shapes that any medium can draw. */
import { placedMarks } from './event-marks.ts';
import { axesOf, shadesOf, yAxis, type ChartView } from './drawing.ts';
import { linesOf, sampleLines, type Line } from './lines.ts';
import { markedSteps } from './marked-steps.ts';
import { armStyle, markerPath } from './palette.ts';
import type { AxesView } from './setup.ts';
import { styleIndex } from './source.ts';
import { widthOf, wrapped } from './text-width.ts';

/** `d` as in SVG; absent colours: no line, no area. `inPlot`: cut off at the edges of the plot. */
export interface PathShape {
  kind: 'path';
  d: string;
  stroke?: string;
  fill?: string;
  width: number;
  dash: readonly number[];
  opacity: number;
  inPlot: boolean;
}

export interface TextShape {
  kind: 'text';
  text: string;
  x: number;
  y: number;
  size: number;
  colour: string;
  anchor: 'start' | 'middle' | 'end';
  bold: boolean;
  /** Reads upwards. */
  upwards: boolean;
}

export interface Figure {
  width: number;
  height: number;
  ground: string;
  plot: { left: number; top: number; width: number; height: number };
  /** From the back to the front. */
  shapes: readonly (PathShape | TextShape)[];
}

export interface FigureTexts {
  title: string;
  /** What is drawn: band, smoothing, session. */
  note: string;
  x: string;
  y: string;
  training: string;
  validation: string;
  /** What the numbered marks are. */
  events: readonly string[];
}

const size = { width: 960, plot: 400, left: 68, right: 24 };
const letters = 13;
const row = 20;

/** `colour`: of a token of the tokens file. */
export function figureOf(view: ChartView, texts: FigureTexts, colour: (token: string) => string): Figure {
  const { source } = view;
  const shapes: (PathShape | TextShape)[] = [];
  const ink = colour('--ink');
  const text = (shown: string, x: number, y: number, more: Partial<TextShape> = {}): void => {
    shapes.push({ kind: 'text', text: shown, x, y, size: letters, colour: ink, anchor: 'start', bold: false, upwards: false, ...more });
  };
  const path = (d: string, more: Partial<PathShape>): void => {
    if (d !== '') shapes.push({ kind: 'path', d, width: 1, dash: [], opacity: 1, inPlot: false, ...more });
  };

  text(texts.title, size.left, 30, { size: 18, bold: true });
  let y = 54;
  for (const line of wrapped(texts.note, size.width - size.left - size.right, letters)) {
    text(line, size.left, y, { colour: colour('--ink-2') });
    y += row;
  }
  const lines = linesOf(view);
  y = legend(
    view,
    texts,
    colour,
    y + 4,
    lines.some(({ kind }) => kind === 'training'),
    { path, text },
  );
  for (const line of wrapped(texts.events.join(' · '), size.width - size.left - size.right, letters)) {
    text(line, size.left, y, { colour: colour('--ink-2') });
    y += row;
  }

  const plot = { left: size.left, top: y + 4, width: size.width - size.left - size.right, height: size.plot };
  const sampled = sampleLines(lines, view, plot.width);
  const axis = yAxis(lines, sampled, view);
  const axes = axesOf({ x: view.x, numbered: texts.x }, axis, plot.width);
  const across = (place: number): number => plot.left + ((place - axes.x.low) / (axes.x.high - axes.x.low)) * plot.width;
  const up = (place: number): number => plot.top + (1 - (place - axes.y.low) / (axes.y.high - axes.y.low)) * plot.height;
  frame(axes, plot, texts, colour, { across, up, path, text });

  const placed = sampled.map(({ x, y: values }) => ({
    x: Array.from(x, across),
    y: Array.from(values, (value) => up(axis.coordinate.to(value))),
  }));
  for (const { arm, from, to, opacity } of view.band !== 'seeds' ? shadesOf(lines, view.gaps) : []) {
    path(between(placed[from], placed[to]), { fill: colour(armStyle(styleIndex(source, arm)).token), opacity, inPlot: true });
  }
  const order = [...lines.keys()].sort((a, b) => (lines[b]?.layer ?? 0) - (lines[a]?.layer ?? 0));
  for (const index of order) {
    const line = lines[index];
    if (!line) continue;
    const token = colour(line.token);
    if (line.fill > 0) path(between(placed[index], placed[index + 1]), { fill: token, opacity: line.fill, inPlot: true });
    if (line.width > 0)
      path(pathOf(placed[index]), { stroke: token, width: line.width, dash: line.dash, opacity: line.opacity, inPlot: true });
  }
  marks(view, lines, placed, plot, colour, {
    at: (arm, step) => across(view.x.at(arm, step)),
    up: (value) => up(axis.coordinate.to(value)),
    path,
  });
  eventsOf(view, plot, across, colour, { path, text });
  return { width: size.width, height: plot.top + plot.height + 56, ground: colour('--ground'), plot, shapes };
}

interface Pen {
  path(d: string, more: Partial<PathShape>): void;
  text(shown: string, x: number, y: number, more?: Partial<TextShape>): void;
}

/** One sample of each arm and kind of line; returns where it ends. */
function legend(view: ChartView, texts: FigureTexts, colour: (token: string) => string, top: number, dashed: boolean, pen: Pen): number {
  const { source } = view;
  let [x, y] = [size.left, top];
  const next = (label: string, sample: (x: number, y: number) => void): void => {
    const wide = 36 + widthOf(label, letters) + 24;
    if (x > size.left && x + wide > size.width - size.right) [x, y] = [size.left, y + row];
    sample(x, y - 4);
    pen.text(label, x + 36, y);
    x += wide;
  };
  source.arms.forEach((name, arm) => {
    const { token, marker } = armStyle(styleIndex(source, arm));
    next(name, (left, middle) => {
      pen.path(`M${left} ${middle}h28`, { stroke: colour(token), width: 1.75 });
      pen.path(markerPath(marker, left + 14, middle, 3.8), { fill: colour(token) });
    });
  });
  if (dashed) {
    next(texts.training, (left, middle) => pen.path(`M${left} ${middle}h28`, { stroke: colour('--ink-2'), width: 1.5, dash: [4, 3] }));
    next(texts.validation, (left, middle) => pen.path(`M${left} ${middle}h28`, { stroke: colour('--ink-2'), width: 1.75 }));
  }
  return y + row;
}

type Places = Pen & { across(place: number): number; up(place: number): number };

function frame(axes: AxesView, plot: Figure['plot'], texts: FigureTexts, colour: (token: string) => string, pen: Places): void {
  const bottom = plot.top + plot.height;
  const quiet = { colour: colour('--ink-3'), size: 12 };
  for (const { place, text } of axes.y.ticks) {
    const y = pen.up(place);
    pen.path(`M${plot.left} ${round(y)}h${plot.width}`, { stroke: colour('--rule') });
    pen.text(text, plot.left - 8, y + 4, { ...quiet, anchor: 'end' });
  }
  pen.path(`M${plot.left} ${bottom}h${plot.width}`, { stroke: colour('--rule-strong') });
  for (const { place, text } of axes.x.ticks) {
    const x = pen.across(place);
    pen.path(`M${round(x)} ${bottom}v4`, { stroke: colour('--rule-strong') });
    pen.text(text, x, bottom + 18, { ...quiet, anchor: 'middle' });
  }
  pen.text(texts.x, plot.left + plot.width / 2, bottom + 42, { anchor: 'middle' });
  pen.text(texts.y, 18, plot.top + plot.height / 2, { anchor: 'middle', upwards: true });
}

interface Drawn {
  x: readonly number[];
  y: readonly number[];
}

interface MarkPlaces {
  at(arm: number, step: number): number;
  up(value: number): number;
  path: Pen['path'];
}

/** What the page draws on top of the lines: markers that tell arms apart, best points, steps that something happened at, divergences. */
function marks(
  view: ChartView,
  lines: readonly Line[],
  placed: readonly Drawn[],
  plot: Figure['plot'],
  colour: (token: string) => string,
  { at, up, path }: MarkPlaces,
): void {
  const { source } = view;
  const bottom = plot.top + plot.height;
  const style = (arm: number): ReturnType<typeof armStyle> => armStyle(styleIndex(source, arm));
  lines.forEach(({ arm, kind, part, opacity }, index) => {
    if (kind !== 'solid' || part !== 'mean') return;
    const { token, marker } = style(arm);
    let next = plot.left + 30 + ((arm * 37) % 120);
    placed[index]?.x.forEach((x, i) => {
      const y = placed[index]?.y[i] ?? NaN;
      if (x < next || !Number.isFinite(y)) return;
      path(markerPath(marker, round(x), round(y), 3.8), { fill: colour(token), stroke: colour('--ground'), opacity, inPlot: true });
      next = Math.max(next + 120, x + 60);
    });
  });
  for (const { arm, step, value } of view.best) {
    path(markerPath('circle', round(at(arm, step)), round(up(value)), 5.5), { stroke: colour(style(arm).token), width: 1.5, inPlot: true });
  }
  for (const { arm, mean, steps } of markedSteps(source, view.marks)) {
    const stroke = colour(style(arm).token);
    path(steps.map((step) => `M${round(at(arm, step))} ${bottom - 7}V${bottom}`).join(''), { stroke, inPlot: true });
    path(`M${round(at(arm, mean))} ${plot.top}V${bottom}`, { stroke, dash: [2, 3], inPlot: true });
  }
  source.arms.forEach((_, arm) => {
    const y = plot.top + 8 + arm * 9;
    const crosses = source.divergences(arm).map((step) => {
      const x = round(at(arm, step));
      return `M${x - 3} ${y - 3}l6 6M${x + 3} ${y - 3}l-6 6`;
    });
    path(crosses.join(''), { stroke: colour(style(arm).token), width: 1.5, inPlot: true });
  });
}

/** Events as the page draws them: a line at the step of each, under its number. */
function eventsOf(
  view: ChartView,
  plot: Figure['plot'],
  across: (place: number) => number,
  colour: (token: string) => string,
  pen: Pen,
): void {
  const area = { ...plot, right: plot.left + plot.width, bottom: plot.top + plot.height };
  const numbered = (text: string): number => widthOf(text, letters - 2);
  for (const { mark, x, top, box, font, token, opacity, dash } of placedMarks(view, area, across, numbered, 1.2)) {
    const stroke = colour(token);
    pen.path(`M${x} ${round(top)}V${area.bottom}`, { stroke, opacity, dash });
    if (!box) continue;
    pen.path(`M${round(box.left)} ${round(box.top)}h${round(box.width)}v${round(box.height)}h${-round(box.width)}Z`, {
      stroke,
      fill: colour('--ground'),
    });
    const style = { size: font, anchor: 'middle', bold: true, colour: colour(mark.toCome ? '--ink-3' : '--ink') } as const;
    pen.text(mark.tag, x, box.top + box.height / 2 + font * 0.36, style);
  }
}

/** A line through the points, interrupted where one is missing. */
function pathOf(line: Drawn | undefined): string {
  let [d, pen] = ['', 'M'];
  line?.x.forEach((x, i) => {
    const y = line.y[i] ?? NaN;
    if (Number.isFinite(x) && Number.isFinite(y)) {
      d += `${pen}${round(x)} ${round(y)}`;
      pen = 'L';
    } else {
      pen = 'M';
    }
  });
  return d;
}

/** The area between two lines. */
function between(upper: Drawn | undefined, lower: Drawn | undefined): string {
  const points = ({ x, y }: Drawn): string[] =>
    x.flatMap((one, i) => (Number.isFinite(one) && Number.isFinite(y[i] ?? NaN) ? [`${round(one)} ${round(y[i] ?? 0)}`] : []));
  const edge = upper && lower ? [...points(upper), ...points(lower).reverse()] : [];
  return edge.length > 2 ? `M${edge.join('L')}Z` : '';
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
