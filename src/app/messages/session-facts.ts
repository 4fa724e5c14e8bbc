/** What stands beside the numbers of a session: what varies between its seeds, and how many examples there are. */
import type { RandomSource } from '../../experiment/claim.ts';
import type { Messages } from './en.ts';

interface Splits {
  train: number;
  validation: number;
  test: number;
}

/** In the page's language; no splits where nothing is learned from data. */
export function sessionFacts(m: Messages, varied: readonly RandomSource[], splits: Splits): { name: string; value: string }[] {
  const sources = varied.map((source) => m.verdict.sources[source]).join(m.verdict.comma);
  return [
    { name: m.verdict.varied, value: sources === '' ? m.verdict.nothingVaried : sources },
    ...(splits.train > 0 ? [{ name: m.verdict.splits, value: m.verdict.splitSizes(splits.train, splits.validation, splits.test) }] : []),
  ];
}
