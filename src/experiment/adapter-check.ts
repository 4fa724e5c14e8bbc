/** Checks at the door that the adapters which arms start from were made for the model that the session adapts. */
import type { Experiment, Locale } from './experiment.ts';
import { holds, textOf } from './hyperparameter.ts';
import { ownAdapterOf } from './own-adapter.ts';
import type { Problem } from './problem.ts';
import type { Configuration } from './settings.ts';
import { sessionArms } from './sweep.ts';

/** One problem for each arm whose adapter does not fit the session's model. */
export function misfittingAdapters(experiment: Experiment, configuration: Configuration): Problem[] {
  return sessionArms(experiment, configuration).flatMap(({ id: arm, values }) =>
    experiment.hyperparameters.flatMap((one): Problem[] => {
      if (one.kind !== 'adapter' || !holds(one.when, values)) return [];
      const own = ownAdapterOf(values[one.id]);
      const model = textOf(values, one.base);
      if (!own || own.base === model) return [];
      return [
        { path: `arms.${arm}.values.${one.id}`, code: 'impossible', arm, sentences: sentencesOf(experiment, one.base, own.base, model) },
      ];
    }),
  );
}

function sentencesOf({ texts }: Experiment, base: string, made: string, adapted: string): Readonly<Record<Locale, string>> {
  const name = (locale: Locale, id: string): string => texts[locale].options[`${base}.${id}`] ?? id;
  const [own, other] = [made, adapted].map((id) => ({ en: name('en', id), zh: name('zh', id) }));
  return {
    en: `Its adapter was trained on the model “${own?.en}”, and this session adapts “${other?.en}”: choose “${own?.en}” as the session’s model first, or an adapter for “${other?.en}”.`,
    zh: `它的适配器是在模型“${own?.zh}”上训练的，而本次会话适配的是“${other?.zh}”：请先把会话的模型改为“${own?.zh}”，或选择适用于“${other?.zh}”的适配器。`,
  };
}
