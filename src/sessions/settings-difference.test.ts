/** Which settings two sessions differ in, and which measures they share. */
import { expect, it } from 'vitest';
import { dropout } from '../../experiments/dropout/experiment.ts';
import { defaultConfiguration, type Configuration } from '../experiment/configuration.ts';
import { sample } from '../experiment/sample.ts';
import { settingsDifference, sharedMeasures, type ComparedSession } from './settings-difference.ts';

const base = defaultConfiguration(sample);
const session = (part: Partial<Configuration> = {}, device = 'WASM'): ComparedSession => ({
  experiment: sample,
  configuration: { ...base, ...part },
  device,
});

it('finds nothing between equal sessions, and an override that repeats the default is none', () => {
  expect(settingsDifference([session(), session()])).toEqual([]);
  const declared = sample.hyperparameters.find(({ id }) => id === 'learningRate')?.default ?? 0;
  expect(settingsDifference([session(), session({ values: { learningRate: declared } })])).toEqual([]);
});

it('tells a value of all arms once, and one that arms differ in by arm', () => {
  expect(settingsDifference([session(), session({ values: { learningRate: 0.5 } })])).toEqual([
    { hyperparameter: 'learningRate', arm: null, values: [sample.hyperparameters.find(({ id }) => id === 'learningRate')?.default, 0.5] },
  ]);
  const [first, ...others] = base.arms;
  const changed = settingsDifference([session(), session({ arms: [{ id: first?.id ?? '', values: { learningRate: 0.5 } }, ...others] })]);
  expect(changed).toHaveLength(1);
  expect(changed[0]).toMatchObject({ hyperparameter: 'learningRate', arm: first?.id });
  expect(changed[0]?.values[1]).toBe(0.5);
});

it('tells fields, events and the device', () => {
  const event = { step: 3, arms: [base.arms[0]?.id ?? ''], id: 'learningRate', value: 0.2 };
  const rows = settingsDifference([session(), session({ seeds: 5, sessionSeed: 9, events: [event] }, 'Apple M3')]);
  expect(rows).toEqual([
    { field: 'events', values: [0, 1] },
    { field: 'seeds', values: [base.seeds, 5] },
    { field: 'sessionSeed', values: [base.sessionSeed, 9] },
    { field: 'device', values: ['WASM', 'Apple M3'] },
  ]);
});

it('says of an arm that a session does not have that it has no value', () => {
  const [first] = base.arms;
  const rows = settingsDifference([session(), session({ arms: [{ id: first?.id ?? '', values: {} }] })]);
  expect(rows[0]).toMatchObject({ field: 'arms' });
  for (const row of rows) if ('arm' in row && row.arm !== first?.id) expect(row.values[1]).toBeNull();
});

it('compares sessions of several experiments in the measures that they share', () => {
  expect(sharedMeasures([sample, sample])).toEqual(sample.measures);
  const shared = sharedMeasures([dropout, sample]).map(({ id }) => id);
  expect(shared).toEqual(dropout.measures.map(({ id }) => id).filter((id) => shared.includes(id)));
  const foreign = { measures: dropout.measures.map((measure) => ({ ...measure, quantity: 'height' as const })) };
  expect(sharedMeasures([dropout, foreign])).toEqual([]);
  const rows = settingsDifference([session(), { experiment: dropout, configuration: defaultConfiguration(dropout), device: 'WASM' }]);
  expect(rows[0]).toEqual({ field: 'experiment', values: [sample.id, dropout.id] });
});
