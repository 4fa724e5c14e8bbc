import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { XWindow } from '../../experiment/charts-view.ts';
import { linear, symmetricLog } from './coordinate.ts';
import { panned, shareOf, stretch, valueAtShare, zoomed } from './window.ts';

const whole = { coordinate: linear, from: 0, to: 1000, max: 1000 };
const logged = { ...whole, coordinate: symmetricLog(1) };
const at = (axis: typeof whole, window: XWindow | null): typeof whole => ({ ...axis, from: window?.[0] ?? 0, to: window?.[1] ?? axis.max });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const axes = fc.constantFrom(whole, logged, at(whole, [100, 300]), at(logged, [5, 50]));

describe('zooming', () => {
  it('keeps the value under the pointer where it is', () => {
    fc.assert(
      fc.property(axes, share, fc.double({ min: 1.1, max: 8, noNaN: true }), (axis, pointer, factor) => {
        const window = zoomed(axis, factor, pointer);
        const value = valueAtShare(axis, pointer);
        expect(shareOf(at(axis, window), value)).toBeCloseTo(pointer, 4);
      }),
    );
  });

  it('ends at the ends of the axis, and out of all of it at no stretch', () => {
    expect(zoomed(at(whole, [0, 500]), 0.5, 0.5)).toEqual([0, 750]);
    expect(zoomed(at(whole, [400, 600]), 0.1, 0.5)).toBeNull();
    expect(zoomed(whole, 1e12, 0.5)).toEqual([0, 1000]);
  });

  it('goes between two places of a selection, in any order', () => {
    expect(stretch(whole, 0.6, 0.2)).toEqual([200, 600]);
    expect(stretch(logged, 0, 0.25)?.[1]).toBeCloseTo(1, 9);
  });
});

describe('panning', () => {
  it('moves by a share of what is in view, up to the ends', () => {
    const axis = at(whole, [200, 400]);
    expect(panned(axis, 0.5)).toEqual([300, 500]);
    expect(panned(axis, -7)).toEqual([0, 200]);
    expect(panned(axis, 7)?.map(Math.round)).toEqual([800, 1000]);
    expect(panned(whole, 0.4)).toBeNull();
  });

  it('keeps the width in places', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), (by) => {
        const moved = panned(at(logged, [5, 50]), by);
        if (moved) expect(logged.coordinate.to(moved[1]) - logged.coordinate.to(moved[0])).toBeCloseTo(1, 6);
      }),
    );
  });
});
