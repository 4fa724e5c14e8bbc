/** `adapter_config.json` as Hugging Face's PEFT keeps it beside an adapter: written, and checked when it is read. */
import type { Matrices } from '../layers/adaptation-methods.ts';
import { choiceOf, targetsOf } from './adapted-bases.ts';
import type { AdaptedSizes } from './adapted-bases.ts';
import { adapterFailure, type AdapterVariant } from './adapter-fault.ts';

export interface LoraSettings {
  rank: number;
  /** Of alpha over rank: what the update is multiplied by. */
  alpha: number;
  matrices: Matrices;
}

/** The fields that say what an adapter is. */
export interface PeftConfiguration {
  peft_type: 'LORA';
  /** None: with one PEFT asks the model for more than layers (a language model for how it generates), which a plain module does not have. */
  task_type: null;
  base_model_name_or_path: string;
  r: number;
  lora_alpha: number;
  lora_dropout: number;
  target_modules: string[];
  bias: 'none';
  fan_in_fan_out: boolean;
  inference_mode: boolean;
}

/** The configuration of an adapter of the base that is called so. */
export const peftConfiguration = (sizes: AdaptedSizes, { rank, alpha, matrices }: LoraSettings, base: string): PeftConfiguration => ({
  peft_type: 'LORA',
  task_type: null,
  base_model_name_or_path: base,
  r: rank,
  lora_alpha: alpha,
  lora_dropout: 0,
  target_modules: targetsOf(sizes, matrices),
  bias: 'none',
  fan_in_fan_out: false,
  inference_mode: true,
});

/** Variants of LoRA that compute something else than W + alpha / rank · A · B on whole matrices; absent or empty is what is understood. */
const variants: readonly (readonly [AdapterVariant, why: string])[] = [
  ['use_dora', 'it is a DoRA, which also scales the columns of the weights'],
  ['rank_pattern', 'its matrices have different ranks (rank_pattern)'],
  ['alpha_pattern', 'its matrices have different alphas (alpha_pattern)'],
  ['modules_to_save', 'it brings whole modules along (modules_to_save)'],
  ['layers_to_transform', 'it adapts some blocks only (layers_to_transform)'],
  ['lora_bias', 'it trains biases too (lora_bias)'],
  ['alora_invocation_tokens', 'it works behind certain tokens only (aLoRA)'],
  ['fan_in_fan_out', 'its weights are stored the other way round (fan_in_fan_out)'],
];
const isSet = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== false && !(typeof value === 'object' && Object.keys(value).length === 0);

const isRecord = (value: unknown): value is Partial<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function recordOf(text: string): Partial<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw adapterFailure(
      { code: 'configuration' },
      'its configuration is no JSON',
      'Choose the adapter_config.json that was saved with it.',
    );
  }
  if (!isRecord(value))
    throw adapterFailure(
      { code: 'configuration' },
      'its configuration is no record',
      'Choose the adapter_config.json that was saved with it.',
    );
  return value;
}

/**
 * What the configuration says, checked; `base` is the name of the model that it was made for, or empty. With `use_rslora`, whose factor is
 * alpha / √rank, alpha is what gives the same factor as alpha / rank.
 *
 * @throws AdapterError for anything but LoRA on matrices that can be adapted here
 */
export function readConfiguration(text: string): LoraSettings & { base: string } {
  const record = recordOf(text);
  const { peft_type: type, r, lora_alpha: alpha, target_modules: targets, base_model_name_or_path: base, bias } = record;
  if (type !== 'LORA') throw adapterFailure({ code: 'type', got: String(type) }, `it is of type ${String(type)}, not LORA`);
  if (typeof r !== 'number' || !Number.isInteger(r) || r < 1)
    throw adapterFailure({ code: 'rank', got: String(r) }, `its rank is ${String(r)}`);
  if (typeof alpha !== 'number' || !Number.isFinite(alpha))
    throw adapterFailure({ code: 'alpha', got: String(alpha) }, `its alpha is ${String(alpha)}`);
  for (const [variant, why] of variants) if (isSet(record[variant])) throw adapterFailure({ code: 'variant', variant }, why);
  if (bias !== undefined && bias !== 'none') throw adapterFailure({ code: 'variant', variant: 'bias' }, 'it trains biases too (bias)');
  if (!Array.isArray(targets))
    throw adapterFailure({ code: 'noTargets' }, 'its target_modules are no list', 'Write the names of the modules out as a list.');
  const matrices = choiceOf(targets.map(String));
  if (!matrices) {
    throw adapterFailure(
      { code: 'targets', got: targets.map(String).join(', ') },
      `it adapts ${targets.map(String).join(', ') || 'nothing'}, which is no choice of matrices here`,
      'It must be query and value, these with key and output, these with up and down, or hidden1, hidden2 and output of the images’ model.',
    );
  }
  const factor = isSet(record['use_rslora']) ? Math.sqrt(r) : 1;
  return { rank: r, alpha: alpha * factor, matrices, base: typeof base === 'string' ? base : '' };
}
