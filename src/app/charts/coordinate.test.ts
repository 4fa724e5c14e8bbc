import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { including, linear, logOver, noExtent, symmetricLog, tickText, ticksOf } from './coordinate.ts';

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const extentOf = (...values: number[]): typeof noExtent => including(noExtent, values);

describe('a symmetric log axis', () => {
  it('ascends, is continuous where its pieces meet, and turns back', () => {
    const axis = symmetricLog(1e-3);
    fc.assert(
      fc.property(value, value, (a, b) => {
        if (a < b) expect(axis.to(a)).toBeLessThanOrEqual(axis.to(b));
        expect(Math.abs(axis.from(axis.to(a)) - a)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(a)));
        expect(axis.to(-a)).toBe(-axis.to(a));
      }),
    );
    expect(axis.to(1e-3 * (1 + 1e-12))).toBeCloseTo(axis.to(1e-3), 9);
  });

  it('gives every decade the same room, and zero a place', () => {
    const axis = symmetricLog(0.01);
    expect([0, 0.01, 0.1, 1, 10].map((one) => Number(axis.to(one).toFixed(9)))).toEqual([0, 1, 2, 3, 4]);
  });

  it('goes down to the smallest magnitude, and not beyond twelve decades', () => {
    expect(logOver(extentOf(0, 0.03, 20)).from(1)).toBeCloseTo(0.01, 12);
    expect(logOver(extentOf(1e-30, 1)).from(1)).toBeCloseTo(1e-12, 20);
    expect(logOver(extentOf(0)).to(0)).toBe(0);
    expect(logOver(noExtent).to(0)).toBe(0);
  });

  it('has the ticks 0 and powers of ten, and 2 and 5 times them over few decades', () => {
    const texts = (low: number, high: number): string[] =>
      ticksOf(logOver(extentOf(low, high, low === 0 ? 1e-3 : low)), low, high, 6).map(({ text }) => text);
    expect(texts(0, 100)).toEqual(['0', '0.001', '0.01', '0.1', '1', '10', '100']);
    expect(texts(0.1, 10)).toEqual(['0.1', '0.2', '0.5', '1', '2', '5', '10']);
    expect(texts(0.5, 0.9)).toEqual(ticksOf(linear, 0.5, 0.9, 6).map(({ text }) => text));
    expect(texts(-10, 10)).toContain('0');
    expect(texts(-10, 10)).toContain('\u221210');
    expect(texts(1e-9, 1e3).length).toBeLessThanOrEqual(8);
  });
});

describe('the extent of values', () => {
  it('leaves out what is not finite, and knows the smallest magnitude besides 0', () => {
    expect(extentOf(0, NaN, -0.5, Infinity, 3)).toEqual({ low: -0.5, high: 3, least: 0.5 });
    expect(extentOf()).toEqual(noExtent);
  });
});

describe('tick labels', () => {
  it('are short', () => {
    const given = [0, 0.5, 0.01, 1e-6, -1e-6, 3e-5, 1000, 20_000, 2e6, 1.5e9, 3e12, 1e15, -0.25];
    const texts = ['0', '0.5', '0.01', '10⁻⁶', '\u221210⁻⁶', '3×10⁻⁵', '1,000', '20,000', '2M', '1.5G', '3T', '10¹⁵', '\u22120.25'];
    expect(given.map(tickText)).toEqual(texts);
  });
});
