// @ts-check
/** Checks which room imports which; first proves on a small made-up source tree that each kind of wrong import would be reported. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import config from '../.dependency-cruiser.mjs';
import { root } from './lib/process.mjs';

/** Wrong imports by the rule that must report them, and right ones (null). @type {[from: string, text: string, rule: string | null][]} */
const fixture = [
  ['src/engine/a.ts', "import '../app/main.ts';", 'engine-imports'],
  ['src/engine/b.ts', "import 'valibot';", 'engine-packages'],
  ['src/engine/c.ts', "import 'node:fs';", 'no-node-built-ins'],
  ['src/engine/d.ts', "import '@tensorflow/tfjs-core';", null],
  ['src/engine/cycle.ts', "import './cycle2.ts';", 'no-cycles'],
  ['src/engine/cycle2.ts', "import './cycle.ts';", null],
  ['src/experiment/a.ts', "import '../sessions/a.ts';", 'experiment-imports'],
  ['src/sessions/a.ts', "import '../worker/client.ts';", 'sessions-imports'],
  ['src/sessions/b.ts', "import { b } from '../worker/protocol.ts'; export const c = b;", 'sessions-types-only'],
  ['src/sessions/c.ts', "import type { B } from '../worker/protocol.ts'; export type C = B;", null],
  ['src/worker/protocol.ts', 'export const b = 1; export type B = number;', null],
  ['src/worker/client.ts', "import '../engine/d.ts';", 'client-stays-light'],
  ['src/worker/worker.ts', "import '../sessions/c.ts';", 'worker-imports'],
  ['src/app/main.ts', "import '../worker/worker.ts';", 'app-imports'],
  ['src/app/a.ts', "import '../../experiments/a/experiment.ts';", 'app-imports'],
  ['src/app/b.ts', "import '../worker/client.ts';", null],
  ['experiments/a/experiment.ts', "import '../../src/worker/worker.ts';", 'experiments-imports'],
  ['src/cli/a.ts', "import '../app/main.ts';", 'cli-imports'],
];

/** @param {string} folder @param {string[]} paths */
async function violations(folder, paths) {
  const options = {
    ...config.options,
    baseDir: folder,
    ruleSet: { forbidden: config.forbidden ?? [] },
    validate: true,
  };
  const { output } = await cruise(paths, options, {}, { tsConfig: extractTSConfig(join(root, 'tsconfig.json')) });
  if (typeof output === 'string') throw new Error(output);
  return output.summary.violations.map(({ from, to, rule }) => ({ from, to, rule: rule.name }));
}

async function proveRules() {
  // Below the project, so that packages resolve.
  mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, 'node_modules', '.cache', 'rules-'));
  try {
    for (const [path, text] of fixture) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const found = await violations(folder, ['src', 'experiments']);
    return fixture.flatMap(([path, , rule]) => {
      const rules = [...new Set(found.filter(({ from }) => from === path).map((violation) => violation.rule))].join(', ');
      return rules === (rule ?? '') ? [] : [`${path}: expected ${rule ?? 'nothing'}, got ${rules || 'nothing'}`];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const unproven = await proveRules();
for (const line of unproven) console.error(`the rules do not bite: ${line}`);
const folders = ['src', 'experiments', 'e2e', 'scripts'].filter((folder) => existsSync(join(root, folder)));
const found = await violations(root, folders);
for (const { from, to, rule } of found) {
  const comment = config.forbidden?.find(({ name }) => name === rule)?.comment;
  console.error(`${rule}: ${from} → ${to}${comment === undefined ? '' : `   (${comment})`}`);
}
process.exit(unproven.length + found.length > 0 ? 1 : 0);
