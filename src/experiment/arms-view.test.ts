/** How arms are shown: places, colours, baseline, and the link that gives them back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baselineOf,
  decodeArmsView,
  encodeArmsView,
  keepingColours,
  listedArms,
  moved,
  plainView,
  recoloured,
  shownArms,
  stylesOf,
  tidyView,
} from './arms-view.ts';

const arms = ['a', 'b', 'c', 'd'];
const known = fc.constantFrom(...arms, 'gone');
const views = fc.record({
  hidden: fc.uniqueArray(known),
  order: fc.uniqueArray(known),
  baseline: fc.option(known),
  colours: fc.dictionary(known, fc.integer({ min: 0, max: 7 })),
});

describe('the link of a view', () => {
  it('gives back what it says about the arms, whatever that is', () => {
    fc.assert(
      fc.property(views, (view) => {
        const tidy = tidyView(view, arms);
        expect(tidyView(decodeArmsView(new URLSearchParams(encodeArmsView(view, arms))), arms)).toEqual(tidy);
        expect(shownArms(tidy, arms)).toEqual(shownArms(view, arms));
        expect(baselineOf(tidy, arms)).toBe(baselineOf(view, arms));
      }),
    );
  });

  it('is empty where everything is as it would be anyway', () => {
    expect(encodeArmsView({ ...plainView, order: ['a', 'b'], baseline: 'a', hidden: ['gone'] }, arms)).toBe('');
    expect(encodeArmsView({ hidden: ['b'], order: ['c'], baseline: 'd', colours: { b: 2 } }, arms)).toBe(
      'hide=b&order=c,a,b,d&baseline=d&colours=b:3',
    );
  });

  it('leaves out what cannot be read', () => {
    const read = (query: string): unknown => decodeArmsView(new URLSearchParams(query));
    expect(read('hide=a,<b>&order=x y&baseline=&colours=a:9,b:1')).toEqual(plainView);
    expect(read('colours=__proto__:1&baseline=b')).toEqual({ ...plainView, baseline: 'b' });
  });
});

describe('places', () => {
  it('move by one, and never change the places in the session', () => {
    const once = moved(plainView, arms, 'c', -1);
    expect(listedArms(once, arms).map(({ id, index }) => `${id}${index}`)).toEqual(['a0', 'c2', 'b1', 'd3']);
    expect(moved(once, arms, 'c', 1)).toEqual(plainView);
    expect(moved(plainView, arms, 'a', -1)).toBe(plainView);
    expect(shownArms({ ...once, hidden: ['a'] }, arms).map(({ id }) => id)).toEqual(['c', 'b', 'd']);
  });
});

describe('colours', () => {
  it('never are alike for two of up to eight arms, whatever was chosen', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...arms), fc.integer({ min: 0, max: 7 })), { maxLength: 8 }), (choices) => {
        let view = plainView;
        for (const [arm, style] of choices) {
          view = recoloured(view, arms, arm, style);
          expect(stylesOf(view, arms)[arms.indexOf(arm)]).toBe(style);
        }
        expect(new Set(stylesOf(view, arms)).size).toBe(arms.length);
      }),
    );
  });

  it('stay with their arms when others come and go', () => {
    fc.assert(
      fc.property(fc.subarray(arms, { minLength: 1 }), fc.subarray(arms, { minLength: 1 }), (before, after) => {
        const view = keepingColours(plainView, before, after);
        const [old, now] = [stylesOf(plainView, before), stylesOf(view, after)];
        for (const arm of after) if (before.includes(arm)) expect(now[after.indexOf(arm)]).toBe(old[before.indexOf(arm)]);
        expect(new Set(now).size).toBe(after.length);
      }),
    );
    expect(keepingColours(plainView, ['a', 'b'], ['a', 'b', 'c'])).toBe(plainView);
  });
});
