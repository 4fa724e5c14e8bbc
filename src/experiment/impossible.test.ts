/** Values that cannot go together are refused at the door with the declaration's own sentence, for every arm that would have them. */
import { expect, it } from 'vitest';
import type { Experiment } from './experiment.ts';
import { describeProblem, parseConfiguration } from './configuration.ts';
import { sample } from './sample.ts';

const sentence = 'Adam does without dropout here: choose SGD.';
const texts = { ...sample.texts.en, impossible: { adamDrops: sentence } };
const experiment: Experiment = {
  ...sample,
  texts: { en: texts, zh: { ...texts, impossible: { adamDrops: '请选择 SGD。' } } },
  impossible: [{ id: 'adamDrops', when: { optimizer: ['adam'], rate: [0.5] } }],
};

it('takes what the declaration allows', () => {
  expect(parseConfiguration(experiment, {}).ok).toBe(true);
  expect(parseConfiguration(sample, { arms: [{ id: 'half', values: { optimizer: 'adam' } }] }).ok).toBe(true);
});

it('refuses an arm that would have the values, wherever they come from, and says why', () => {
  for (const input of [{ arms: [{ id: 'half', values: { optimizer: 'adam' } }] }, { arms: [{ id: 'adam', values: { rate: 0.5 } }] }]) {
    const result = parseConfiguration(experiment, input);
    if (result.ok) throw new Error('it was taken');
    expect(result.errors).toEqual([
      { path: `arms.${input.arms[0]?.id}`, code: 'impossible', arm: input.arms[0]?.id, sentences: { en: sentence, zh: '请选择 SGD。' } },
    ]);
    expect(result.errors.map(describeProblem)).toEqual([`Arm "${input.arms[0]?.id}": ${sentence}`]);
  }
});

it('refuses the values of a sweep too', () => {
  const result = parseConfiguration(experiment, {
    arms: [{ id: 'adam', values: {} }],
    sweep: { hyperparameter: 'rate', values: [0.1, 0.5] },
  });
  expect(result.ok ? [] : result.errors.map(({ code }) => code)).toEqual(['impossible']);
});
