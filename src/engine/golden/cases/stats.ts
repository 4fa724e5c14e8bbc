/** Golden cases of stats.json, by `config.type`. */
import type { CaseRunner, Suite } from '../suite.ts';

const runners: Readonly<Record<string, CaseRunner>> = {};

export const stats: Suite = { file: 'stats', on: 'host', runners };
