import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../experiments/catalogue.ts';
import { deviceName } from './device-name.ts';
import { en } from './en.ts';
import { when } from './when.ts';
import { zh } from './zh.ts';

/** All texts of a catalogue by path; functions are called with stand-ins. */
function texts(part: unknown, path = ''): [string, string][] {
  if (typeof part === 'string') return [[path, part]];
  if (typeof part === 'function') {
    const standIns: unknown[] = path.endsWith('pending')
      ? [['A', 'B']]
      : path.endsWith('threshold')
        ? ['less', '0']
        : path.endsWith('ownAdapter.fault')
          ? [{ code: 'surplus' }, 'It adapts more.']
          : [2, 3, 5, 7];
    const lists = /varied$|possible$|divergedOf$|charts\.name$/.test(path)
      ? [path.endsWith('charts.name') ? 'x' : ['A', 'B'], ['A', 'B'], 'y']
      : standIns;
    return [[path, String(Reflect.apply(part, undefined, lists))]];
  }
  if (typeof part !== 'object' || part === null) throw new Error(`${path} is neither a text nor a function`);
  return Object.entries(part).flatMap(([key, value]) => texts(value, path === '' ? key : `${path}.${key}`));
}

describe('the catalogues', () => {
  const english = new Map(texts(en));
  const chinese = new Map(texts(zh));

  it('have the same keys', () => expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort()));

  it('leave nothing empty', () => {
    for (const [path, text] of [...english, ...chinese]) expect(text.trim(), path).not.toBe('');
  });

  it('never raise their voice', () => {
    for (const [path, text] of [...english, ...chinese]) expect(text, path).not.toMatch(/[!！]/);
  });

  it('are translated but for names', () => {
    const same = [...english].filter(([path, text]) => chinese.get(path) === text).map(([path]) => path);
    const names = [
      'app.title',
      'device.cpu',
      'device.wasm',
      'device.webgpu',
      'probe.bytes',
      'quantity.explained',
      'sessionsPage.csv',
      'storageUse.bytes',
      'takeAway.jsonShort',
      'topics.dropout',
    ];
    expect(same.sort()).toEqual(names);
  });

  it('name the topics of every experiment', () => {
    for (const topic of catalogue.flatMap(({ topics }) => topics)) {
      expect(
        [...english.keys(), ...chinese.keys()].filter((path) => path === `topics.${topic}`),
        topic,
      ).toHaveLength(2);
    }
  });

  it('count in the singular and the plural', () => {
    expect([en.seeds(1), en.seeds(8), en.run.planned(1, 16), en.run.planned(1000, 1)]).toEqual([
      '1 seed',
      '8 seeds',
      '1 step × 16 runs',
      '1,000 steps × 1 run',
    ]);
  });

  it('give durations a fitting unit', () => {
    expect([0.2, 12.4, 99, 120, 5400, 7260].map(en.duration)).toEqual(['under 1 s', '12 s', '99 s', '2 min', '90 min', '2 h 1 min']);
  });
});

describe('deviceName', () => {
  it('says what really runs', () => {
    expect(deviceName({ kind: 'webgpu', description: 'Apple M3', software: false, workers: 1 }, en)).toBe('WebGPU · Apple M3');
    expect(deviceName({ kind: 'webgpu', description: 'SwiftShader', software: true, workers: 1 }, en)).toBe(
      'WebGPU · SwiftShader (software)',
    );
    expect(deviceName({ kind: 'webgpu', description: 'SwiftShader (software)', software: true, workers: 1 }, en)).toBe(
      'WebGPU · SwiftShader (software)',
    );
    expect(deviceName({ kind: 'wasm', description: '', software: true, workers: 2 }, zh)).toBe('WASM · 2 个工作线程');
  });
});

describe('when', () => {
  const now = new Date(2026, 10, 22, 9);
  it.each([
    [new Date(2026, 10, 22, 1), 'today'],
    [new Date(2026, 10, 21, 23), 'yesterday'],
    [new Date(2026, 10, 12, 12), '10 days ago'],
    [new Date(2026, 8, 5, 12), '2026-09-05'],
  ])('%s is %s', (date, text) => expect(when(date.toISOString(), now, en)).toBe(text));
});
