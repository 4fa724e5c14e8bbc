/** Names by difference, and the hyperparameters in which arms differ. */
import { describe, expect, it } from 'vitest';
import { differing } from '../../experiment/arm-differences.ts';
import { defaultConfiguration, resolveArms, withCopy, type SessionArm } from '../../experiment/configuration.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { sample } from '../../experiment/sample.ts';
import { namedArms } from './arm-names.ts';

const texts = {
  ...sample.texts.en,
  hyperparameters: { rate: { name: 'dropout', description: '' }, learningRate: { name: 'learning rate', description: '' } },
  options: { 'optimizer.adam': 'Adam' },
};
const experiment: Experiment = { ...sample, texts: { en: texts, zh: texts } };
const base = defaultConfiguration(experiment);
const names = (arms: SessionArm[], locale: 'en' | 'zh' = 'en'): (string | undefined)[] =>
  namedArms(experiment, locale, { ...base, arms }).map(({ name }) => name);

describe('an arm that is not declared', () => {
  it('is called by its difference to the first, until somebody calls it otherwise', () => {
    const own = { id: 'own', values: { rate: 0.3, learningRate: 1e-4, optimizer: 'adam' } };
    const arms = [...base.arms, own];
    expect(names(arms)).toEqual([undefined, undefined, undefined, 'learning rate 0.0001, dropout 0.3, optimizer: Adam']);
    expect(names(arms, 'zh').at(-1)).toBe('learning rate 0.0001，dropout 0.3，optimizer：Adam');
    expect(names([...base.arms, { ...own, name: 'mine' }]).at(-1)).toBe('mine');
    // Against another first arm the same settings are another difference.
    expect(names([own, { id: 'none', values: {} }, { id: 'other', values: { rate: 0.3, optimizer: 'adam' } }])).toEqual([
      undefined,
      undefined,
      'learning rate 0.01',
    ]);
  });

  it('has no such name while nothing sets it apart, and a number where another is set alike', () => {
    const copied = withCopy(experiment, { ...base, arms: base.arms }, 'none');
    expect(names(copied)).toEqual([undefined, undefined, undefined, undefined]);
    const twice = withCopy(experiment, { ...base, arms: withCopy(experiment, base, 'half') }, 'half');
    expect(names(twice).slice(-2)).toEqual(['dropout 0.5', 'dropout 0.5 (2)']);
  });

  it('is not called by what does nothing in it', () => {
    const limited: Experiment = {
      ...experiment,
      hyperparameters: experiment.hyperparameters.map((one) => (one.id === 'rate' ? { ...one, when: { optimizer: ['adam'] } } : one)),
    };
    const arms = [...base.arms, { id: 'own', values: { rate: 0.3, learningRate: 0.1 } }];
    expect(namedArms(limited, 'en', { ...base, arms }).at(-1)?.name).toBe('learning rate 0.1');
  });
});

it('only the hyperparameters in which arms differ are listed', () => {
  const resolved = resolveArms(experiment, base);
  expect(differing(experiment, resolved).map(({ id }) => id)).toEqual(['rate', 'optimizer']);
  expect(differing(experiment, resolved.slice(0, 2)).map(({ id }) => id)).toEqual(['rate']);
  expect(differing(experiment, resolved.slice(0, 1))).toEqual([]);
});
