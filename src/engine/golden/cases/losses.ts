/** Golden cases of losses.json, by `config.type`. */
import type { CaseRunner, Suite } from '../suite.ts';

const runners: Readonly<Record<string, CaseRunner>> = {};

export const losses: Suite = { file: 'losses', on: 'devices', runners };
