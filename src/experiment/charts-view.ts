/**
 * How the charts of a page are drawn: what stands on the axes, smoothing, what bands show, the stretch in view. Nothing here changes what is
 * trained or judged. In a link it stands beside the configuration: `x=epoch&logx&logy&smooth=0.6&band=sd&zoom=2..10`.
 */
import * as v from 'valibot';

/** In the order in which a page offers them. */
export const xChoices = ['step', 'epoch', 'samples', 'time', 'multiplyAdds'] as const;
export type XChoice = (typeof xChoices)[number];

/** `interval`: 95 % t interval of the mean; `sd`: one standard deviation; `range`: least to greatest; `seeds`: no band, every seed a line. */
export const bandKinds = ['interval', 'sd', 'range', 'seeds'] as const;
export type BandKind = (typeof bandKinds)[number];

/** The part of the x axis in view, in the axis's own unit, ascending. */
export type XWindow = readonly [from: number, to: number];

export interface ChartsView {
  x: XChoice;
  logX: boolean;
  /** Null: every chart as its measures declare. */
  logY: boolean | null;
  /** Share of the past in every smoothed value, 0 (none) to `mostSmooth`. */
  smooth: number;
  band: BandKind;
  /** Null: all of it. */
  window: XWindow | null;
}

export const defaultChartsView: ChartsView = { x: 'step', logX: false, logY: null, smooth: 0, band: 'interval', window: null };
export const mostSmooth = 0.99;

const finite = v.pipe(v.number(), v.finite());
const viewSchema: v.GenericSchema<unknown, ChartsView> = v.object({
  x: v.fallback(v.picklist(xChoices), defaultChartsView.x),
  logX: v.fallback(v.boolean(), defaultChartsView.logX),
  logY: v.fallback(v.nullable(v.boolean()), defaultChartsView.logY),
  smooth: v.fallback(v.pipe(finite, v.minValue(0), v.maxValue(mostSmooth)), defaultChartsView.smooth),
  band: v.fallback(v.picklist(bandKinds), defaultChartsView.band),
  window: v.fallback(
    v.nullable(
      v.pipe(
        v.tuple([finite, finite]),
        v.check(([from, to]) => from >= 0 && from < to, 'a stretch of the axis'),
      ),
    ),
    defaultChartsView.window,
  ),
});

/** A view from anywhere; what it cannot hold is as on a page that nobody touched. */
export function parseChartsView(input: unknown): ChartsView {
  const result = v.safeParse(viewSchema, typeof input === 'object' && input !== null ? { ...defaultChartsView, ...input } : {});
  return result.success ? result.output : defaultChartsView;
}

/** The parameters of a link that belong to this view. */
export const chartsViewKeys: readonly string[] = ['x', 'logx', 'logy', 'smooth', 'band', 'zoom'];

/** As part of a query, without "?": only what differs from the default; empty when nothing does. */
export function encodeChartsView({ x, logX, logY, smooth, band, window }: ChartsView): string {
  const parts = [
    x === defaultChartsView.x ? '' : `x=${x}`,
    logX ? 'logx' : '',
    logY === null ? '' : logY ? 'logy' : 'logy=no',
    smooth === 0 ? '' : `smooth=${round(smooth)}`,
    band === defaultChartsView.band ? '' : `band=${band}`,
    window === null ? '' : `zoom=${window.map(round).join('..')}`,
  ];
  return parts.filter((part) => part !== '').join('&');
}

/** Reads what `encodeChartsView` wrote; what cannot be read is left at its default, since it changes nothing but the view. */
export function decodeChartsView(parameters: URLSearchParams): ChartsView {
  const [from, to] = (parameters.get('zoom') ?? '').split('..').map((text) => (text === '' ? NaN : Number(text)));
  const logY = parameters.get('logy');
  return parseChartsView({
    x: parameters.get('x') ?? undefined,
    logX: parameters.has('logx') && parameters.get('logx') !== 'no',
    logY: logY === null ? null : logY !== 'no',
    smooth: Number(parameters.get('smooth') ?? 0),
    band: parameters.get('band') ?? undefined,
    window: parameters.has('zoom') ? [from, to] : null,
  });
}

/** Short in a link, and more than a screen shows. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
