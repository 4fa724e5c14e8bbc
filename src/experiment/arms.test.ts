/** Adding, copying, renaming and removing arms: what comes out is a configuration that its own link gives back. */
import { expect, it } from 'vitest';
import { absentArms, withCopy, withDeclared, withName, withoutArm } from './arms.ts';
import {
  decodeConfiguration,
  defaultConfiguration,
  departures,
  encodeConfiguration,
  parseConfiguration,
  resolveArms,
} from './configuration.ts';
import type { SessionArm } from './configuration.ts';
import { sample } from './sample.ts';

const opened = {
  ...defaultConfiguration(sample),
  arms: [
    { id: 'none', values: {} },
    { id: 'adam', values: {} },
  ],
};
const ids = (arms: readonly SessionArm[]): string[] => arms.map(({ id }) => id);

/** The configuration with these arms, as its link gives it back. */
function roundTrip(arms: SessionArm[]): ReturnType<typeof defaultConfiguration> {
  const checked = parseConfiguration(sample, { ...opened, arms });
  if (!checked.ok) throw new Error(checked.errors.map(({ code }) => code).join());
  const read = decodeConfiguration(sample, encodeConfiguration(checked.configuration, sample));
  expect(read).toEqual(checked);
  return checked.configuration;
}

it('offers the declared arms that are not there, and puts one where it was declared, without a departure', () => {
  expect(absentArms(sample, opened).map(({ id }) => id)).toEqual(['half']);
  const added = withDeclared(sample, opened, 'half');
  expect(ids(added)).toEqual(['none', 'half', 'adam']);
  expect(departures(sample, roundTrip(added))).toEqual([]);
  expect(ids(withDeclared(sample, { arms: [{ id: 'adam', values: {} }] }, 'none'))).toEqual(['none', 'adam']);
});

it('copies what an arm sets, under an id of its own, and says that this was not declared', () => {
  const arms = withCopy(sample, { ...opened, arms: [{ id: 'none', values: { learningRate: 0.1 } }] }, 'none');
  expect(arms).toEqual([
    { id: 'none', values: { learningRate: 0.1 } },
    { id: 'none-2', values: { rate: 0, learningRate: 0.1 } },
  ]);
  const twice = withCopy(sample, { ...opened, arms }, 'none-2');
  expect(ids(twice)).toEqual(['none', 'none-2', 'none-3']);
  const configuration = roundTrip(twice);
  expect(departures(sample, configuration).map(({ code }) => code)).toContain('arm');
  const [first, , third] = resolveArms(sample, configuration);
  expect(third?.values).toEqual(first?.values);
});

it('copies an arm that sets nothing, so that the copy is no misspelt name', () => {
  const bare = { ...sample, arms: [{ id: 'plain', values: {} }] };
  const arms = withCopy(bare, { preset: 'small', values: {}, arms: [{ id: 'plain', values: {} }] }, 'plain');
  expect(arms.at(-1)).toEqual({ id: 'plain-2', values: { learningRate: 0.01 } });
  expect(() => withCopy(bare, { preset: 'small', values: {}, arms: [] }, 'plain')).toThrow(RangeError);
});

it('renames, gives the old name back, and removes', () => {
  const named = withName(opened, 'adam', '  快的 & slow = 1 ');
  expect(named.at(-1)).toEqual({ id: 'adam', values: {}, name: '快的 & slow = 1' });
  const configuration = roundTrip(named);
  expect(departures(sample, configuration)).toEqual([]);
  expect(withName(configuration, 'adam', ' ')).toEqual(opened.arms);
  expect(ids(withoutArm(configuration, 'none'))).toEqual(['adam']);
});

it('refuses a name that is empty or too long', () => {
  for (const name of [' ', 'x'.repeat(41)]) {
    const result = parseConfiguration(sample, { arms: [{ id: 'none', name }] });
    expect(result.ok ? [] : result.errors.map(({ code }) => code)).toEqual(['armLabel']);
  }
});
