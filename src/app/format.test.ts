import { describe, expect, it } from 'vitest';
import {
  fixed,
  formatCount,
  formatEstimate,
  formatInterval,
  formatNumber,
  formatP,
  formatPercent,
  formatSetting,
  formatSigned,
} from './format.ts';

describe('formatNumber', () => {
  it.each([
    [0.91234, '0.912'],
    [0.0012345, '0.00123'],
    [12.345, '12.3'],
    [999.6, '1,000'],
    [1234.5, '1,230'],
    [1234567, '1,230,000'],
    [-0.31, '−0.310'],
    [0, '0'],
    [3.2e-6, '3.20 × 10⁻⁶'],
    [4.56e12, '4.56 × 10¹²'],
    [Number.NaN, '–'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('writes %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('formatEstimate', () => {
  it.each([
    [0.912, 0.004, '0.912 ± 0.004'],
    [0.9, 0.05, '0.900 ± 0.050'],
    [0.312, 0.00004, '0.31200 ± 0.00004'],
    [1234, 12, '1,234 ± 12'],
    [0, 0, '0 ± 0'],
    [-0.31, 0.07, '−0.310 ± 0.070'],
  ])('writes %d and %d as %s', (mean, halfWidth, text) => {
    expect(formatEstimate(mean, halfWidth)).toBe(text);
  });

  it('leaves the interval out where there is none', () => {
    expect(formatEstimate(0.5, null)).toBe('0.500');
    expect(formatEstimate(Number.NaN, 1)).toBe('–');
  });
});

describe('the other formats', () => {
  it('separates thousands of counts', () => expect(formatCount(1000000)).toBe('1,000,000'));
  it('shows the sign of an effect', () =>
    expect([formatSigned(0.31), formatSigned(-0.31), formatSigned(0)]).toEqual(['+0.310', '−0.310', '0']));
  it('shows settings as they were set', () => {
    expect([0.01, 0.5, 1000, 3, 0.00003, 0.1 + 0.2].map(formatSetting)).toEqual(['0.01', '0.5', '1,000', '3', '3 × 10⁻⁵', '0.3']);
  });
  it('never rounds p to nothing', () =>
    expect([0.00001, 0.0021, 0.05, 0.5].map(formatP)).toEqual(['< 0.0001', '= 0.0021', '= 0.05', '= 0.50']));
  it('does not call 99.9 % done', () => expect([0, 0.999, 1, 2].map(formatPercent)).toEqual(['0 %', '99 %', '100 %', '100 %']));
  it('writes intervals', () => expect(formatInterval([-0.38, -0.24])).toBe('[−0.380, −0.240]'));
  it('has no negative zero', () => expect(fixed(-0.0001, 2)).toBe('0.00'));
});
