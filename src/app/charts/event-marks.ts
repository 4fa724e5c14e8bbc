/** Events on top of the lines: a thin line at the step of each, under a small tag with its number or letter in the list. */
import type { Plugin } from 'chart.js';
import type { LiveEvent } from '../../experiment/events.ts';
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

const box = { height: 13, padding: 4, gap: 2, font: 9.5 } as const;

/** @param arms - those that are drawn, in their order */
export function eventMarks(events: readonly LiveEvent[], made: readonly LiveEvent[], arms: readonly { id: string }[]): EventMark[] {
  return events.map((event, index) => ({
    tag: String(index + 1),
    step: event.step,
    arms: arms.flatMap(({ id }, place) => (event.arms.includes(id) ? [place] : [])),
    toCome: !made.includes(event),
  }));
}

/** What happened beside what was asked for, in the order of its list. */
export function pastMarks(past: readonly { step: number }[]): EventMark[] {
  return past.map(({ step }, index) => ({ tag: letterOf(index), step, arms: [], toCome: false }));
}

/** a … z, aa, ab … */
export function letterOf(index: number): string {
  const [before, last] = [Math.floor(index / 26), index % 26];
  return `${before > 0 ? letterOf(before - 1) : ''}${String.fromCharCode(97 + last)}`;
}

export function eventPlugin(
  colours: () => Colours,
  view: () => { x: XAxis; source: CurveSource; events?: readonly EventMark[] } | null,
): Plugin<'line'> {
  return {
    id: 'events',
    afterDatasetsDraw(chart: LineChart) {
      const shown = view();
      const scale = chart.scales['x'];
      if (!shown?.events || shown.events.length === 0 || shown.source.ghost || !scale) return;
      const { ctx, chartArea } = chart;
      ctx.save();
      ctx.lineWidth = 1;
      ctx.font = `600 ${box.font}px ${getComputedStyle(chart.canvas).fontFamily}`;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'middle';
      /** Right edge of the last tag in each row: tags that would lie on each other go one row down. */
      const rows: number[] = [];
      for (const { tag, step, arms, toCome } of shown.events) {
        const x = Math.round(scale.getPixelForValue(shown.x.at(arms[0] ?? 0, step))) + 0.5;
        if (!(x >= chartArea.left - 1 && x <= chartArea.right + 1)) continue;
        const only = arms.length === 1 ? arms[0] : undefined;
        ctx.strokeStyle = colours().faded(tokenOf(only, shown.source), toCome ? 0.45 : 0.9);
        ctx.setLineDash(toCome ? [2, 3] : []);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        const width = Math.max(box.height, ctx.measureText(tag).width + 2 * box.padding);
        const free = rows.findIndex((right) => x - width / 2 >= right + box.gap);
        const row = free < 0 ? rows.length : free;
        rows[row] = x + width / 2;
        const top = Math.min(chartArea.top + row * (box.height + box.gap), chartArea.bottom - box.height) + 0.5;
        ctx.setLineDash([]);
        ctx.fillStyle = colours().get('--ground');
        ctx.fillRect(x - width / 2, top, width, box.height);
        ctx.strokeRect(x - width / 2, top, width, box.height);
        ctx.fillStyle = colours().get(toCome ? '--ink-3' : '--ink');
        ctx.fillText(tag, x, top + box.height / 2 + 0.5);
      }
      ctx.restore();
    },
  };
}
