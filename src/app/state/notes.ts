/** The notes of the experiments, each loaded when it is first asked for. */
import type { Locale } from '../../experiment/experiment.ts';

const files = import.meta.glob<string>('../../../experiments/*/notes.*.md', { import: 'default' });

/** HTML in the wanted language, else in another one that there is; null without notes. */
export async function notesOf(experiment: string, locale: Locale): Promise<{ html: string; locale: Locale } | null> {
  for (const one of [locale, 'en', 'zh'] as const) {
    const load = files[`../../../experiments/${experiment}/notes.${one}.md`];
    if (load) return { html: await load(), locale: one };
  }
  return null;
}
