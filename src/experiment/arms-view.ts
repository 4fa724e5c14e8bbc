/**
 * How the arms of a session are shown: which are hidden, in which order and colours, and which one the others are compared with. Nothing here
 * changes what is trained or judged: claims bind their roles by the session's own order of the arms, which stays as it is. In a link it stands
 * beside the configuration: `hide=b&order=c,a&baseline=a&colours=b:3,c:1`.
 */
import * as v from 'valibot';

export interface ArmsView {
  /** Ids of arms that are not drawn; they are trained and judged all the same. */
  hidden: readonly string[];
  /** Ids in the order in which they are shown; arms that are not named follow in the session's order. */
  order: readonly string[];
  /** Id of the arm that the others are compared with; null: the session's first. */
  baseline: string | null;
  /** Places in the palette, from 0, by arm id; the other arms take what is free. */
  colours: Readonly<Record<string, number>>;
}

export const plainView: ArmsView = { hidden: [], order: [], baseline: null, colours: {} };

/** Colours to choose from; more arms than that repeat them with other dashes and markers. */
export const colourCount = 8;

/** An arm in its place on the page. */
export interface ArrangedArm {
  id: string;
  /** Its place among the session's arms. */
  index: number;
  /** Its place in the palette. */
  style: number;
}

const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,40}$/));
const colour = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(colourCount - 1));
const ids = v.pipe(v.array(id), v.maxLength(64));

/** A view from anywhere; only what it may hold gets through. */
const viewSchema: v.GenericSchema<unknown, ArmsView> = v.object({
  hidden: v.fallback(ids, []),
  order: v.fallback(ids, []),
  baseline: v.fallback(v.nullable(id), null),
  colours: v.fallback(v.record(id, colour), {}),
});

/** What of a view says something about these arms: no foreign arm, nothing that holds anyway. Equal views become equal. */
export function tidyView(view: ArmsView, arms: readonly string[]): ArmsView {
  const hidden = arms.filter((arm) => view.hidden.includes(arm));
  const ordered = orderOf(view, arms);
  return {
    hidden,
    order: ordered.join() === arms.join() ? [] : ordered,
    baseline: view.baseline === baselineOf(view, arms) && view.baseline !== arms[0] ? view.baseline : null,
    colours: Object.fromEntries(arms.flatMap((arm) => (Object.hasOwn(view.colours, arm) ? [[arm, view.colours[arm] ?? 0] as const] : []))),
  };
}

function orderOf({ order }: ArmsView, arms: readonly string[]): string[] {
  const first = [...new Set(order)].filter((arm) => arms.includes(arm));
  return [...first, ...arms.filter((arm) => !first.includes(arm))];
}

/** The arm that others are compared with; undefined without arms. */
export function baselineOf({ baseline }: ArmsView, arms: readonly string[]): string | undefined {
  return arms.find((arm) => arm === baseline) ?? arms[0];
}

/** Each arm's place in the palette: the chosen one, else its own place among the arms where that is free, else the first that is. */
export function stylesOf({ colours }: ArmsView, arms: readonly string[]): number[] {
  const chosen = arms.map((arm) => (Object.hasOwn(colours, arm) ? colours[arm] : undefined));
  const taken = new Set(chosen.filter((style) => style !== undefined));
  const own = chosen.map((style, index) => {
    if (style !== undefined || taken.has(index)) return style;
    taken.add(index);
    return index;
  });
  return own.map((style) => {
    if (style !== undefined) return style;
    let free = 0;
    while (taken.has(free)) free++;
    taken.add(free);
    return free;
  });
}

/** All arms in the order in which they are listed. */
export function listedArms(view: ArmsView, arms: readonly string[]): ArrangedArm[] {
  const styles = stylesOf(view, arms);
  return orderOf(view, arms).map((arm) => {
    const index = arms.indexOf(arm);
    return { id: arm, index, style: styles[index] ?? index };
  });
}

/** The arms that are drawn, in their order. */
export function shownArms(view: ArmsView, arms: readonly string[]): ArrangedArm[] {
  return listedArms(view, arms).filter((arm) => !view.hidden.includes(arm.id));
}

/** The arm one place earlier (−1) or later (1) among the listed ones. */
export function moved(view: ArmsView, arms: readonly string[], arm: string, by: -1 | 1): ArmsView {
  const order = orderOf(view, arms);
  const from = order.indexOf(arm);
  const to = from + by;
  if (from < 0 || to < 0 || to >= order.length) return view;
  return tidyView({ ...view, order: order.with(from, order[to] ?? arm).with(to, arm) }, arms);
}

/** The arm in that colour; an arm that had it takes the other's, so that no two become alike. */
export function recoloured(view: ArmsView, arms: readonly string[], arm: string, style: number): ArmsView {
  const styles = stylesOf(view, arms);
  const before = styles[arms.indexOf(arm)] ?? 0;
  const other = arms[styles.indexOf(style)];
  const swapped = other === undefined || other === arm || before >= colourCount ? {} : { [other]: before };
  return { ...view, colours: { ...view.colours, ...swapped, [arm]: style } };
}

/** The view for other arms of the same session, in which every arm that stays keeps its colour. */
export function keepingColours(view: ArmsView, before: readonly string[], after: readonly string[]): ArmsView {
  const [old, now] = [stylesOf(view, before), stylesOf(view, after)];
  const changed = after.flatMap((arm, index) => {
    const style = old[before.indexOf(arm)];
    return style === undefined || style === now[index] || style >= colourCount ? [] : [[arm, style] as const];
  });
  if (changed.length === 0) return view;
  // One that is fixed may take another's place: all that are known are fixed.
  const known = before.flatMap((arm, index) => {
    const style = old[index] ?? colourCount;
    return after.includes(arm) && style < colourCount ? [[arm, style] as const] : [];
  });
  return { ...view, colours: { ...view.colours, ...Object.fromEntries(known) } };
}

export const viewKeys = ['hide', 'order', 'baseline', 'colours'] as const;

/** As parameters of a link; empty where everything is as it would be anyway. Colours are counted from 1. */
export function encodeArmsView(view: ArmsView, arms: readonly string[]): string {
  const { hidden, order, baseline, colours } = tidyView(view, arms);
  const parts: string[] = [];
  if (hidden.length > 0) parts.push(`hide=${hidden.join(',')}`);
  if (order.length > 0) parts.push(`order=${order.join(',')}`);
  if (baseline !== null) parts.push(`baseline=${baseline}`);
  const chosen = Object.entries(colours).map(([arm, style]) => `${arm}:${style + 1}`);
  if (chosen.length > 0) parts.push(`colours=${chosen.join(',')}`);
  return parts.join('&');
}

/** Reads what `encodeArmsView` wrote. What cannot be read is left out: it would change nothing but the looks. */
export function decodeArmsView(parameters: URLSearchParams): ArmsView {
  const list = (key: string): string[] => (parameters.get(key) ?? '').split(',').filter((one) => one !== '');
  const colours = list('colours').map((one): [string, number] => {
    const [arm = '', style] = one.split(':');
    return [arm, Number(style) - 1];
  });
  return v.parse(viewSchema, {
    hidden: list('hide'),
    order: list('order'),
    baseline: parameters.get('baseline'),
    colours: Object.fromEntries(colours),
  });
}
