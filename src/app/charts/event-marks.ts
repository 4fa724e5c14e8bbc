/** Events on top of the lines: a thin line at the step of each, under a small tag with its number or letter in the list. */
import type { Plugin } from 'chart.js';
import type { LiveEvent } from '../../experiment/events.ts';
import { textSize } from '../state/text-size.svelte.ts';
import type { Colours } from './colours.ts';
import { armStyle } from './palette.ts';
import { styleIndex, type CurveSource } from './source.ts';
import type { LineChart } from './setup.ts';
import type { XAxis } from './x-axis.ts';

export interface EventMark {
  /** What stands in the tag: a number for a live change, a letter for what else happened. */
  tag: string;
  step: number;
  /** Places of the arms that it concerns among those that are drawn; none: all. */
  arms: readonly number[];
  /** Not made yet. */
  toCome: boolean;
  /** What happened, in words. */
  label: string;
}

/** A live change on its way. */
export interface PreviewMark {
  step: number;
  value: number;
  /** The first drawn arm that it concerns, whose place on the axis counts. */
  arm: number;
  /** Its colour; of several arms none of theirs. */
  token: string;
}

/** Null where none of the arms that are drawn is concerned. */
export function previewMark(
  change: Pick<LiveEvent, 'step' | 'value' | 'arms'> | null,
  arms: readonly { id: string }[],
  source: CurveSource,
): PreviewMark | null {
  const [first, ...others] = arms.flatMap(({ id }, place) => (change?.arms.includes(id) ? [place] : []));
  if (!change || first === undefined) return null;
  return { step: change.step, value: change.value, arm: first, token: tokenOf(others.length > 0 ? undefined : first, source) };
}

/** The colour of what concerns one arm; undefined: several. */
const tokenOf = (only: number | undefined, source: CurveSource): string =>
  only === undefined ? '--ink-2' : armStyle(styleIndex(source, only)).token;

const tag = { height: 13, padding: 4, gap: 2, font: 9.5, rows: 3 } as const;
/** Height of a mark without a tag. */
const foot = 6;

/** @param arms - those that are drawn, in their order */
export function eventMarks(
  events: readonly LiveEvent[],
  made: readonly LiveEvent[],
  arms: readonly { id: string }[],
  describe: (event: LiveEvent) => string,
): EventMark[] {
  return events.map((event, index) => ({
    tag: String(index + 1),
    step: event.step,
    arms: arms.flatMap(({ id }, place) => (event.arms.includes(id) ? [place] : [])),
    toCome: !made.includes(event),
    label: describe(event),
  }));
}

/** What happened beside what was asked for, in the order of its list. */
export function pastMarks<Event extends { step: number }>(
  past: readonly Event[],
  describe: (event: Event, next: Event | undefined) => string,
): EventMark[] {
  return past.map((event, index) => ({
    tag: letterOf(index),
    step: event.step,
    arms: [],
    toCome: false,
    label: describe(event, past[index + 1]),
  }));
}

/** a … z, aa, ab … */
export function letterOf(index: number): string {
  const [before, last] = [Math.floor(index / 26), index % 26];
  return `${before > 0 ? letterOf(before - 1) : ''}${String.fromCharCode(97 + last)}`;
}

interface Shown {
  source: CurveSource;
  x: XAxis;
  events?: readonly EventMark[];
}

/** A mark in its place: the line at `x` from `top` to the foot of the area, and the box of its tag. */
export interface PlacedMark {
  mark: EventMark;
  x: number;
  top: number;
  /** Null: there was no room, and the line is a short one, so that curves are to be seen between a thousand. */
  box: { left: number; top: number; width: number; height: number } | null;
  /** Size of the tag's text. */
  font: number;
  /** Of the arm that it concerns alone, else of text. */
  token: string;
  opacity: number;
  dash: readonly number[];
}

/**
 * The marks in view, in pixels of an area: short ones at most once in each. A box that would lie on another goes one row down, as far as there
 * are rows. `scale`: of text.
 */
export function placedMarks(
  { source, x: axis, events = [] }: Shown,
  area: { left: number; right: number; top: number; bottom: number },
  across: (place: number) => number,
  widthOf: (text: string) => number,
  scale = 1,
): PlacedMark[] {
  if (source.ghost) return [];
  const [height, gap] = [tag.height * scale, tag.gap * scale];
  /** Right edge of the last box in each row. */
  const rows: number[] = [];
  /** Where there is a mark without a box. */
  const short = new Set<number>();
  return events.flatMap((mark): PlacedMark[] => {
    const x = Math.round(across(axis.at(mark.arms[0] ?? 0, mark.step))) + 0.5;
    if (!(x >= area.left - 1 && x <= area.right + 1)) return [];
    const only = mark.arms.length === 1 ? mark.arms[0] : undefined;
    const width = Math.max(height, widthOf(mark.tag) + 2 * tag.padding * scale);
    const free = rows.findIndex((right) => x - width / 2 >= right + gap);
    const row = free < 0 ? rows.length : free;
    const tagged = row < tag.rows;
    if (tagged) rows[row] = x + width / 2;
    else if (short.has(x)) return [];
    else short.add(x);
    const top = area.top + row * (height + gap) + 0.5;
    return [
      {
        mark,
        x,
        top: tagged ? area.top : area.bottom - foot * scale,
        box: tagged ? { left: x - width / 2, top, width, height } : null,
        font: tag.font * scale,
        token: tokenOf(only, source),
        opacity: mark.toCome ? 0.45 : 0.9,
        dash: mark.toCome ? [2, 3] : [],
      },
    ];
  });
}

export function eventPlugin(colours: () => Colours, view: () => Shown | null): Plugin<'line'> {
  return {
    id: 'events',
    afterDatasetsDraw(chart: LineChart) {
      const shown = view();
      const scale = chart.scales['x'];
      if (!shown || !scale) return;
      const { ctx, chartArea } = chart;
      ctx.save();
      ctx.lineWidth = 1;
      ctx.font = `600 ${tag.font * textSize.scale}px ${getComputedStyle(chart.canvas).fontFamily}`;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      const across = (place: number): number => scale.getPixelForValue(place);
      const placed = placedMarks(shown, chartArea, across, (text) => ctx.measureText(text).width, textSize.scale);
      for (const { mark, x, top, box, token, opacity, dash } of placed) {
        ctx.strokeStyle = colours().faded(token, opacity);
        ctx.setLineDash([...dash]);
        ctx.beginPath();
        ctx.moveTo(x, top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        ctx.setLineDash([]);
        if (!box) continue;
        ctx.fillStyle = colours().get('--ground');
        ctx.fillRect(box.left, box.top, box.width, box.height);
        ctx.strokeRect(box.left, box.top, box.width, box.height);
        ctx.fillStyle = colours().get(mark.toCome ? '--ink-3' : '--ink');
        ctx.fillText(mark.tag, x, box.top + box.height / 2 + 0.5);
      }
      ctx.restore();
    },
  };
}
