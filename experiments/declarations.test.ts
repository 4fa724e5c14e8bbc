/** Every experiment of the catalogue keeps the laws of declarations, and speaks English and Chinese. */
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isTranslated } from '../src/experiment/translated.ts';
import { catalogue } from './catalogue.ts';
import { declarationLaws } from './testing/declaration-laws.ts';

it('experiments have ids of their own', () => {
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
});

for (const experiment of catalogue) {
  describe(experiment.id, () => {
    declarationLaws(experiment);
  });
}

// Translations of later ones may follow.
describe.each(['dropout', 'optimizers', 'normalization', 'lora', 'sandbox'])('%s', (id) => {
  it('is translated, with its notes', () => {
    const experiment = catalogue.find((one) => one.id === id);
    expect(experiment && isTranslated(experiment, 'zh')).toBe(true);
    for (const locale of ['en', 'zh']) expect(existsSync(new URL(`${id}/notes.${locale}.md`, import.meta.url))).toBe(true);
  });
});
