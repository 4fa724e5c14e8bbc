/** Values that cannot go together: found at the door, arm by arm, so that nothing is trained that the declaration rules out. */
import type { Experiment, Locale } from './experiment.ts';
import { holds } from './hyperparameter.ts';
import type { Problem } from './problem.ts';
import type { Configuration } from './settings.ts';
import { sessionArms } from './sweep.ts';

/** One problem for each arm, as it would be trained, and each rule that it breaks. */
export function impossibleArms(experiment: Experiment, configuration: Configuration): Problem[] {
  return sessionArms(experiment, configuration).flatMap(({ id, values }) =>
    (experiment.impossible ?? [])
      .filter(({ when }) => holds(when, values))
      .map((rule): Problem => ({ path: `arms.${id}`, code: 'impossible', arm: id, sentences: sentencesOf(experiment, rule.id) })),
  );
}

function sentencesOf({ texts }: Experiment, rule: string): Readonly<Record<Locale, string>> {
  const sentence = (locale: Locale): string => texts[locale].impossible?.[rule] ?? rule;
  return { en: sentence('en'), zh: sentence('zh') };
}
