/** What there is to run: every experiment with its hyperparameters, presets, arms, measures and claims. */
import type { Experiment } from '../experiment/experiment.ts';
import type { Hyperparameter } from '../experiment/hyperparameter.ts';

export function listDocument(catalogue: readonly Experiment[]): object {
  return {
    experiments: catalogue.map((experiment) => {
      const { texts } = experiment;
      const en = texts.en;
      return {
        id: experiment.id,
        question: en.question,
        summary: en.summary,
        topics: experiment.topics,
        hyperparameters: experiment.hyperparameters.map((one) => ({ ...one, ...en.hyperparameters[one.id] })),
        presets: experiment.presets.map((preset) => ({ ...preset, ...en.presets[preset.id] })),
        arms: experiment.arms.map(({ id, values }) => ({ id, name: en.arms[id] ?? id, values })),
        measures: experiment.measures.map((measure) => ({ ...measure, name: en.measures[measure.id] ?? measure.id })),
        claims: experiment.claims.map((claim) => ({ ...claim, claim: en.claims[claim.id]?.sentence ?? claim.id })),
        defaultSeeds: experiment.defaultSeeds,
      };
    }),
  };
}

export function listText(catalogue: readonly Experiment[]): string {
  return catalogue.map(describe).join('\n\n');
}

function describe(experiment: Experiment): string {
  const en = experiment.texts.en;
  const block = (title: string, rows: readonly (readonly [string, string])[]): string[] => {
    const width = Math.max(...rows.map(([id]) => id.length));
    return [`  ${title}`, ...rows.map(([id, text]) => `    ${id.padEnd(width)}  ${text}`)];
  };
  const claims = experiment.claims.map(({ id }) => [id, en.claims[id]?.sentence ?? ''] as const);
  return [
    `${experiment.id}: ${en.question}`,
    ...block(
      'arms',
      experiment.arms.map(({ id }) => [id, en.arms[id] ?? ''] as const),
    ),
    ...block(
      'presets (the first is the default)',
      experiment.presets.map(({ id }) => [id, en.presets[id]?.name ?? ''] as const),
    ),
    ...block(
      'hyperparameters',
      experiment.hyperparameters.map((one) => [one.id, `${en.hyperparameters[one.id]?.name ?? ''}: ${rangeOf(one)}`] as const),
    ),
    ...block(
      'measures',
      experiment.measures.map(({ id }) => [id, en.measures[id] ?? ''] as const),
    ),
    ...(claims.length > 0 ? block('claims', claims) : []),
  ].join('\n');
}

function rangeOf(one: Hyperparameter): string {
  const scope = one.scope === 'session' ? ', one value for all arms' : '';
  if (one.kind === 'choice') return `${one.options.join(' | ')} (default ${one.default})${scope}`;
  if (one.kind === 'data')
    return `${one.options.join(' | ')} (default ${one.default}), or own data: a table on the page, --data here${scope}`;
  if (one.kind === 'adapter') return `${one.default} (default), or an adapter of your own: two files on the page, --adapter here`;
  if (one.kind === 'network') return `layers as text, such as "dense 32 relu; dropout 0.2" (default ${one.default})${scope}`;
  const unit = one.unit === undefined ? '' : ` ${one.unit}`;
  return `${one.min} to ${one.max}${unit}${one.integer === true ? ', whole' : ''} (default ${one.default})${scope}`;
}
