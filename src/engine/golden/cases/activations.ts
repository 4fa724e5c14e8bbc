/** Golden cases of activations.json, by `config.type`. */
import type { CaseRunner, Suite } from '../suite.ts';

const runners: Readonly<Record<string, CaseRunner>> = {};

export const activations: Suite = { file: 'activations', on: 'devices', runners };
