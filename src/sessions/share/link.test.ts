import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeConfiguration, defaultConfiguration } from '../../experiment/configuration.ts';
import { sample } from '../../experiment/sample.ts';
import { frameOf, noOptions, readOptions, settingsOf, sharedLink, shareKeys, writeOptions } from './link.ts';

const options = fc.record({ hidden: fc.boolean(), locked: fc.boolean(), live: fc.boolean(), large: fc.boolean(), embed: fc.boolean() });

describe('a shared link', () => {
  it('brings its options back', () => {
    fc.assert(
      fc.property(options, (chosen) => {
        expect(readOptions(new URLSearchParams(writeOptions(chosen)))).toEqual(chosen);
      }),
    );
    expect(writeOptions(noOptions)).toBe('');
    expect(readOptions(new URLSearchParams('controls=what&lock=&embed=no'))).toEqual(noOptions);
  });

  it('keeps everything else that the address holds, letter for letter, and replaces its own part', () => {
    const address = 'https://x.org/a/#/experiments/sample?seeds=3&half.name=a%26b+c&smooth=0.5&run&controls=hidden&r=OLD';
    expect(sharedLink(address, { ...noOptions, locked: true }, 'NEW')).toBe(
      'https://x.org/a/#/experiments/sample?seeds=3&half.name=a%26b+c&smooth=0.5&lock=arms&r=NEW',
    );
    expect(sharedLink(address, noOptions, null)).toBe('https://x.org/a/#/experiments/sample?seeds=3&half.name=a%26b+c&smooth=0.5');
    expect(sharedLink('https://x.org/#/experiments/sample', noOptions, null)).toBe('https://x.org/#/experiments/sample');
  });

  it('is read as the configuration alone when its own keys are left to it', () => {
    const query = `seeds=3&${writeOptions({ hidden: true, locked: true, live: true, large: true, embed: true })}&r=abc`;
    expect(decodeConfiguration(sample, query, shareKeys)).toMatchObject({ ok: true, configuration: { seeds: 3 } });
    expect(decodeConfiguration(sample, query).ok).toBe(false);
  });

  it('takes results for the same ones on another device and under other names of arms only', () => {
    const base = defaultConfiguration(sample);
    const named = base.arms.map((arm) => ({ ...arm, name: 'mine' }));
    expect(settingsOf(sample, { ...base, device: 'wasm', arms: named })).toBe(settingsOf(sample, base));
    expect(settingsOf(sample, { ...base, seeds: 3 })).not.toBe(settingsOf(sample, base));
    expect(settingsOf(sample, { ...base, sessionSeed: 3 })).not.toBe(settingsOf(sample, base));
  });

  it('is safe inside HTML', () => {
    expect(frameOf('https://x.org/#/a?b=1&c="', 'Is "a" < b?')).toBe(
      '<iframe src="https://x.org/#/a?b=1&amp;c=&quot;" title="Is &quot;a&quot; &lt; b?" width="100%" height="720" loading="lazy"></iframe>',
    );
  });
});
