// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { Measure } from '../../experiment/experiment.ts';
import type { ChartView } from './drawing.ts';
import { figureOf } from './figure.ts';
import { armStyle } from './palette.ts';
import type { CurveSource } from './source.ts';
import { svgOf } from './svg.ts';
import { xAxisOf } from './x-axis.ts';

const validation: Measure = { id: 'v', quantity: 'loss', source: { kind: 'evaluation', split: 'validation', output: 'loss' } };
const training: Measure = { id: 't', quantity: 'loss', source: { kind: 'evaluation', split: 'train', output: 'loss' } };
const steps = [0, 10, 20, 30, 40];
const source: CurveSource = {
  arms: ['plain', 'a <b> & "c"'],
  seeds: 2,
  steps: 40,
  ghost: false,
  curve: (_, arm) => {
    const mean = steps.map((step) => (arm + 1) * (40 - step));
    return { steps, mean, lower: mean.map((one) => one - 1), upper: mean.map((one) => one + 1), count: steps.map(() => 2) };
  },
  single: () => null,
  divergences: (arm) => (arm === 1 ? [20] : []),
};
const view = (more: Partial<ChartView> = {}): ChartView => ({
  source,
  measures: [training, validation],
  quantity: 'loss',
  band: 'interval',
  smooth: 0,
  x: xAxisOf({ choice: 'step', log: false, window: null }, source),
  numbered: 'step',
  logY: false,
  gaps: [['v', 't']],
  marks: [],
  best: [{ arm: 0, measure: 'v', step: 40, value: 0 }],
  ...more,
});
const texts = {
  title: 'What & why?',
  note: '2 seeds',
  x: 'step',
  y: 'loss',
  training: 'training',
  validation: 'validation',
  events: ['1: step 20, rate 0.5'],
};
const drawn = (more: Partial<ChartView> = {}): { text: string; svg: Element } => {
  const text = svgOf(
    figureOf(view(more), texts, (token) => `var(${token})`),
    'What & why? loss',
  );
  const svg = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
  return { text, svg };
};
const paths = (svg: Element): Element[] => [...svg.querySelectorAll('path')];
const attribute = (element: Element | undefined, name: string): string => element?.getAttribute(name) ?? '';
const curvesOf = (svg: Element, arm: number): Element[] =>
  paths(svg).filter(
    (path) => attribute(path, 'stroke') === `var(${armStyle(arm).token})` && (attribute(path, 'd').match(/L/g) ?? []).length === 4,
  );

describe('a chart as SVG', () => {
  it('has title, legend and names of axes, with what means something in XML escaped', () => {
    const { text, svg } = drawn();
    const said = [...svg.querySelectorAll('text')].map((one) => one.textContent);
    expect(said).toEqual(
      expect.arrayContaining(['What & why?', 'plain', 'a <b> & "c"', 'training', 'validation', 'step', 'loss', '0', '40']),
    );
    expect(text).toContain('a &lt;b&gt; &amp; &quot;c&quot;');
    expect(text.match(/<script|href=/)).toBeNull();
  });

  it('draws every curve with its points, in the colour and the dashes of its arm', () => {
    const { svg } = drawn();
    for (const arm of [0, 1]) {
      const [dashed, solid] = curvesOf(svg, arm);
      expect(curvesOf(svg, arm)).toHaveLength(2);
      expect(attribute(dashed, 'stroke-dasharray')).toBe(armStyle(arm).dash.join(' '));
      expect(attribute(solid, 'stroke-dasharray')).toBe('');
      expect(attribute(solid, 'clip-path')).toBe('url(#plot)');
    }
    // Twice as high in the second arm, and both fall to 0: the same last point.
    const points = (arm: number): number[][] =>
      attribute(curvesOf(svg, arm)[1], 'd')
        .slice(1)
        .split('L')
        .map((point) => point.split(' ').map(Number));
    const [first = [], last = []] = [points(0)[0], points(0)[4]];
    expect(points(1)[4]).toEqual(last);
    const [low = 0, one = 0, two = 0] = [last[1], first[1], points(1)[0]?.[1]];
    expect((low - two) / (low - one)).toBeCloseTo(2, 2);
  });

  it('fills bands and the gap between curves, and draws the marks', () => {
    const { svg } = drawn();
    const areas = paths(svg).filter((path) => attribute(path, 'd').endsWith('Z') && attribute(path, 'opacity') !== '');
    expect(areas.length).toBeGreaterThanOrEqual(4);
    expect(paths(svg).some((path) => attribute(path, 'd').includes('l6 6M'))).toBe(true);
    expect(paths(svg).some((path) => attribute(path, 'd').includes('a5.5 5.5'))).toBe(true);
  });

  it('draws events at their steps under their numbers, in their own arm’s colour, and says what they are', () => {
    const event = { step: 20, toCome: false, label: '' };
    const events = [
      { ...event, tag: '1', arms: [1] },
      { ...event, tag: '2', arms: [0, 1] },
      { ...event, tag: '3', step: 30, arms: [0, 1], toCome: true },
    ];
    const { svg } = drawn({ events });
    const said = [...svg.querySelectorAll('text')];
    expect(said.map((one) => one.textContent)).toEqual(expect.arrayContaining(['1: step 20, rate 0.5', '1', '2', '3']));
    const verticals = paths(svg).flatMap((path) => {
      const [, x, top, bottom] = /^M([\d.]+) ([\d.]+)V([\d.]+)$/.exec(attribute(path, 'd')) ?? [];
      return x === undefined ? [] : [{ x: Number(x), height: Number(bottom) - Number(top), stroke: attribute(path, 'stroke'), path }];
    });
    expect(verticals.map(({ stroke }) => stroke)).toEqual([`var(${armStyle(1).token})`, 'var(--ink-2)', 'var(--ink-2)']);
    expect(verticals.map(({ path }) => attribute(path, 'stroke-dasharray'))).toEqual(['', '', '2 3']);
    // Half and three quarters of an axis from 0 to 40.
    const [first, second, third] = verticals.map(({ x }) => x);
    expect(second).toBe(first);
    expect(((third ?? 0) - 68) / ((first ?? 0) - 68)).toBeCloseTo(1.5, 2);
    // Tags of the same step lie below each other.
    const y = (text: string): number => Number(said.find((one) => one.textContent === text)?.getAttribute('y'));
    expect(y('2')).toBeGreaterThan(y('1') + 12);
    // A recorded session has no events of its own.
    expect(
      paths(drawn({ events, source: { ...source, ghost: true } }).svg).some((path) => /^M[\d.]+ [\d.]+V/.test(attribute(path, 'd'))),
    ).toBe(false);
  });

  it('breaks lines where nothing is finite, and keeps a zero on a log axis', () => {
    const broken: CurveSource = {
      ...source,
      arms: ['plain'],
      curve: () => {
        const mean = [4, NaN, 2, 0, 1];
        return { steps, mean, lower: mean, upper: mean, count: steps.map(() => 2) };
      },
    };
    const { svg, text } = drawn({ source: broken, measures: [validation], logY: true, gaps: [], best: [] });
    const curve = paths(svg).find((path) => attribute(path, 'clip-path') !== '' && attribute(path, 'd').split('M').length === 3);
    expect(attribute(curve, 'd').match(/L/g)).toHaveLength(2);
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
    const zero = [...svg.querySelectorAll('text')].find((one) => one.textContent === '0' && one.getAttribute('text-anchor') === 'end');
    const y = Number(attribute(curve, 'd').split('L')[1]?.split(' ')[1]);
    expect(Math.abs(Number(zero?.getAttribute('y')) - 4 - y)).toBeLessThan(0.02);
  });
});
