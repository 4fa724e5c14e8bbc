/** Golden cases of norms.json, by `config.type`. */
import type { CaseRunner, Suite } from '../suite.ts';

const runners: Readonly<Record<string, CaseRunner>> = {};

export const norms: Suite = { file: 'norms', on: 'devices', runners };
