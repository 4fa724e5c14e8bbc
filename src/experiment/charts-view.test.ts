import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bandKinds,
  chartsViewKeys,
  decodeChartsView,
  defaultChartsView,
  encodeChartsView,
  mostSmooth,
  parseChartsView,
  xChoices,
  type ChartsView,
} from './charts-view.ts';

/** Numbers that six digits hold, as sliders and the charts' windows make them. */
const short = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true }).map((value) => Math.min(max, Math.max(min, Number(value.toPrecision(6)))));
const view: fc.Arbitrary<ChartsView> = fc.record({
  x: fc.constantFrom(...xChoices),
  logX: fc.boolean(),
  logY: fc.constantFrom(true, false, null),
  smooth: short(0, mostSmooth),
  band: fc.constantFrom(...bandKinds),
  window: fc.option(
    fc.tuple(short(0, 1e9), short(0, 1e9)).filter(([from, to]) => from < to),
    { nil: null },
  ),
});
const through = (given: ChartsView): ChartsView => decodeChartsView(new URLSearchParams(encodeChartsView(given)));

describe("the view of a page's charts", () => {
  it('goes through a link and through the schema', () => {
    fc.assert(
      fc.property(view, (given) => {
        expect(through(given)).toEqual({ ...given, smooth: given.smooth + 0 });
        expect(parseChartsView(JSON.parse(JSON.stringify(given)))).toEqual(given);
      }),
    );
  });

  it('writes only what differs, readably', () => {
    expect(encodeChartsView(defaultChartsView)).toBe('');
    const text = encodeChartsView({ x: 'epoch', logX: true, logY: false, smooth: 0.6, band: 'sd', window: [2, 10.5] });
    expect(text).toBe('x=epoch&logx&logy=no&smooth=0.6&band=sd&zoom=2..10.5');
    expect([...new URLSearchParams(text).keys()]).toEqual(chartsViewKeys);
  });

  it('takes the default for what it cannot read', () => {
    const odd = decodeChartsView(new URLSearchParams('x=moon&logy=no&smooth=7&band=&zoom=10..2'));
    expect(odd).toEqual({ ...defaultChartsView, logY: false });
    for (const zoom of ['', '..', '3', '-1..2', 'a..b', '1..Infinity'])
      expect(decodeChartsView(new URLSearchParams({ zoom })).window).toBeNull();
    expect(parseChartsView(null)).toEqual(defaultChartsView);
    expect(parseChartsView({ smooth: 0.5, window: 'all' })).toEqual({ ...defaultChartsView, smooth: 0.5 });
  });
});
