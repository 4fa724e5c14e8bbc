import { describe, expect, it } from 'vitest';
import { sample } from './sample.ts';
import { isTranslated, languageOf, translated } from './translated.ts';

const { en } = sample.texts;
const of = (zh?: Parameters<typeof translated>[0]['zh']): typeof sample => ({ ...sample, texts: translated({ en, ...(zh && { zh }) }) });

describe('texts without a translation', () => {
  it('are the English ones, and say so', () => {
    const experiment = of();
    expect(experiment.texts.zh).toEqual(en);
    expect(languageOf(experiment, 'zh', ({ question }) => question)).toBe('en');
    expect(isTranslated(experiment, 'zh')).toBe(false);
    expect(isTranslated(experiment, 'en')).toBe(true);
  });
});

describe('texts with a translation in part', () => {
  it('fall back one by one', () => {
    const gap = { sentence: '随机失活缩小差距。', generic: '“{1}”的差距小于“{0}”。', source: '' };
    const experiment = of({ question: '随机失活是否缩小差距？', claims: { gap } });
    expect(experiment.texts.zh.question).toBe('随机失活是否缩小差距？');
    expect(experiment.texts.zh.claims).toEqual({ gap, loss: en.claims['loss'] });
    expect(languageOf(experiment, 'zh', ({ question }) => question)).toBe('zh');
    expect(languageOf(experiment, 'zh', ({ claims }) => claims['gap']?.sentence)).toBe('zh');
    expect(languageOf(experiment, 'zh', ({ claims }) => claims['loss']?.sentence)).toBe('en');
    expect(isTranslated(experiment, 'zh')).toBe(false);
  });
});
