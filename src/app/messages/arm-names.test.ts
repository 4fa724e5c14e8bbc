/** Names by difference, and the hyperparameters in which arms differ. */
import { describe, expect, it } from 'vitest';
import { differing } from '../../experiment/arm-differences.ts';
import {
  defaultConfiguration,
  encodeConfiguration,
  resolveArms,
  withCopy,
  withFork,
  withName,
  withoutArm,
  type Configuration,
  type SessionArm,
} from '../../experiment/configuration.ts';
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

describe('a fork', () => {
  const named = (configuration: Configuration, locale: 'en' | 'zh' = 'en'): (string | undefined)[] =>
    namedArms(experiment, locale, configuration)
      .map(({ name }) => name)
      .slice(base.arms.length);
  const once = withFork(experiment, base, { of: 'half', step: 120, changes: { learningRate: 0.05 } });
  const [first = ''] = once.arms.slice(-1).map(({ id }) => id);

  it('is called after its parent and by what it does otherwise from its step on', () => {
    expect(named(once)).toEqual(['Dropout 0.5: learning rate 0.05 from 120']);
    expect(named(once, 'zh')).toEqual(['Dropout 0.5：自第 120 步起learning rate 0.05']);
    const twice = withFork(experiment, once, { of: first, step: 150, changes: { rate: 0.2 } });
    expect(named(twice).at(-1)).toBe('Dropout 0.5: learning rate 0.05 from 120, dropout 0.2 from 150');
    const alike = withFork(experiment, once, { of: 'half', step: 120, changes: { learningRate: 0.05 } });
    expect(named(alike).at(-1)).toBe('Dropout 0.5: learning rate 0.05 from 120 (2)');
    expect(named(withFork(experiment, base, { of: 'half', step: 9, changes: {} }))).toEqual(['Dropout 0.5: fork at 9']);
  });

  it('keeps the name out of the link, until somebody gives it one', () => {
    expect(encodeConfiguration(once, experiment)).not.toContain(`${first}.name`);
    const renamed = { ...once, arms: withName(once, first, 'mine') };
    expect(named(renamed)).toEqual(['mine']);
    expect(encodeConfiguration(renamed, experiment)).toContain(`${first}.name=mine`);
  });

  it('is an arm like any other once it is none any more', () => {
    const alone = { ...once, arms: withoutArm(once, 'half') };
    expect(namedArms(experiment, 'en', alone).at(-1)?.name).toBe('dropout 0.5');
  });
});

it('only the hyperparameters in which arms differ are listed', () => {
  const resolved = resolveArms(experiment, base);
  expect(differing(experiment, resolved).map(({ id }) => id)).toEqual(['rate', 'optimizer']);
  expect(differing(experiment, resolved.slice(0, 2)).map(({ id }) => id)).toEqual(['rate']);
  expect(differing(experiment, resolved.slice(0, 1))).toEqual([]);
});
