/** An experiment's words in every language. A translation may come later, or in part: the English stands in, and can be told apart. */
import type { Experiment, ExperimentTexts, Locale } from './experiment.ts';

/** What has to be written: an experiment without choices or probes has nothing to say of them. */
type WrittenTexts = Omit<ExperimentTexts, 'options' | 'probes'> & Partial<ExperimentTexts>;

/** The texts in every language; what `zh` leaves out is the English. */
export function translated({ en: written, zh = {} }: { en: WrittenTexts; zh?: Partial<ExperimentTexts> }): Experiment['texts'] {
  const en: ExperimentTexts = { options: {}, probes: {}, ...written };
  const over = (texts: Partial<ExperimentTexts>): ExperimentTexts => ({
    question: texts.question ?? en.question,
    summary: texts.summary ?? en.summary,
    arms: { ...en.arms, ...texts.arms },
    presets: { ...en.presets, ...texts.presets },
    hyperparameters: { ...en.hyperparameters, ...texts.hyperparameters },
    options: { ...en.options, ...texts.options },
    measures: { ...en.measures, ...texts.measures },
    ...((en.impossible || texts.impossible) && { impossible: { ...en.impossible, ...texts.impossible } }),
    claims: { ...en.claims, ...texts.claims },
    probes: { ...en.probes, ...texts.probes },
  });
  return { en, zh: over(zh) };
}

/** The language that a sentence of an experiment is really in where the reader's is `locale`. */
export function languageOf({ texts }: Experiment, locale: Locale, pick: (texts: ExperimentTexts) => string | undefined): Locale {
  return pick(texts[locale]) === pick(texts.en) ? 'en' : locale;
}

/** The sentences of an experiment; names are left out, since many are the same in every language. */
function sentences({ question, summary, presets, hyperparameters, claims, probes }: ExperimentTexts): string[] {
  const described = [...Object.values(presets), ...Object.values(hyperparameters), ...Object.values(probes)];
  return [question, summary, ...described.map(({ description }) => description), ...Object.values(claims).map(({ sentence }) => sentence)];
}

/** Whether all sentences of an experiment are in that language. */
export function isTranslated({ texts }: Experiment, locale: Locale): boolean {
  if (locale === 'en') return true;
  const english = new Set(sentences(texts.en));
  return sentences(texts[locale]).every((sentence) => !english.has(sentence));
}
