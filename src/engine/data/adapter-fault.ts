/** Why an adapter of a person's own cannot be used here: as a code with what it is about, so that each language has its own sentence. */
import { DataError } from './data-error.ts';

/** Variants of LoRA that compute something else than W + alpha / rank · A · B on whole matrices, by their field in the configuration. */
export type AdapterVariant =
  | 'use_dora'
  | 'rank_pattern'
  | 'alpha_pattern'
  | 'modules_to_save'
  | 'layers_to_transform'
  | 'lora_bias'
  | 'bias'
  | 'alora_invocation_tokens'
  | 'fan_in_fan_out';

export type AdapterFault =
  /** `stored`: a tensor of a type that is not read here; null: the file is malformed. */
  | { code: 'file'; stored: { name: string; dtype: string } | null }
  | { code: 'missingTensor'; name: string }
  | { code: 'shape'; name: string; got: string; wanted: string }
  | { code: 'notFinite'; name: string }
  | { code: 'surplus' }
  | { code: 'otherModel'; named: string; known: string }
  | { code: 'configuration' }
  | { code: 'type'; got: string }
  | { code: 'rank'; got: string }
  | { code: 'alpha'; got: string }
  | { code: 'variant'; variant: AdapterVariant }
  | { code: 'noTargets' }
  | { code: 'targets'; got: string }
  | { code: 'highRank'; got: number; most: number }
  | { code: 'scaling'; got: number; min: number; max: number }
  | { code: 'noHash' };

/** Its message is the sentence in English. */
export class AdapterError extends DataError {
  override name = 'AdapterError';

  constructor(
    message: string,
    readonly fault: AdapterFault,
  ) {
    super(message);
  }
}

export const adapterFailure = (fault: AdapterFault, why: string, instead = 'Choose another one.'): AdapterError =>
  new AdapterError(`This adapter cannot be used here: ${why}. ${instead}`, fault);
