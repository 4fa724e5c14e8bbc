/** The words for what can be set in an optimizer, taken from the experiment about them. */
import type { ExperimentTexts } from '../../src/experiment/experiment.ts';
import { optimizerSettings } from '../optimizers/settings.ts';

export function sharedTexts(optimizers: ExperimentTexts): Pick<ExperimentTexts, 'hyperparameters' | 'options'> {
  const ids = optimizerSettings.map(({ id }) => id);
  const picked = <T>(texts: Readonly<Record<string, T>>, idOf: (key: string) => string): Record<string, T> =>
    Object.fromEntries(Object.entries(texts).filter(([key]) => ids.includes(idOf(key))));
  return {
    hyperparameters: picked(optimizers.hyperparameters, (key) => key),
    options: picked(optimizers.options, (key) => key.split('.')[0] ?? ''),
  };
}
