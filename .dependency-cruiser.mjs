/** Which room may import which (README, "Architecture"). `scripts/rules.mjs` runs this, and proves on a fixture that it bites. */

/** What each room may import besides itself. `types` may be imported as types only. @type {Record<string, { may: string[], types?: string[] }>} */
const rooms = {
  'src/engine': { may: [] },
  'src/experiment': { may: ['src/engine'] },
  'src/sessions': { may: ['src/experiment', 'src/engine'], types: ['src/worker/protocol', 'src/worker/session'] },
  'src/worker': { may: ['experiments', 'src/experiment', 'src/engine'] },
  'src/app': {
    may: [
      'src/sessions',
      'src/experiment',
      'src/worker/adapter',
      'src/worker/adapter-trial/client',
      'src/worker/benchmark/client',
      'src/worker/benchmark/workloads',
      'src/worker/checkpoint',
      'src/worker/client',
      'src/worker/decisions',
      'src/worker/memory/client',
      'src/worker/protocol',
      'src/worker/session',
      'experiments/catalogue',
    ],
    types: ['src/engine'],
  },
  'src/cli': {
    may: [
      'src/sessions',
      'src/experiment',
      'src/worker/client',
      'src/worker/memory/client',
      'src/worker/protocol',
      'src/worker/session',
      'experiments',
      'scripts/lib',
    ],
  },
  experiments: { may: ['src/experiment', 'src/engine'] },
};

const tests = '[.]test[.]ts$|/testing/';
const ours = '^(src|experiments|e2e|scripts)/';
/** @param {string[]} paths */
const under = (paths) => `^(${paths.join('|')})(/|[.]|$)`;

/** One rule per room for everything that it may not import in any way, and one for what it may import as types only. */
function roomRules() {
  /** @type {import('dependency-cruiser').IRegularForbiddenRuleType[]} */
  const rules = [];
  for (const [room, { may, types = [] }] of Object.entries(rooms)) {
    const name = room.replace('src/', '');
    const from = { path: `^${room}/`, pathNot: tests };
    rules.push({
      name: `${name}-imports`,
      comment: `${room} may import ${[...may, ...types.map((path) => `types of ${path}`)].join(', ') || 'nothing but itself'}.`,
      severity: 'error',
      from,
      to: { path: ours, pathNot: under([room, ...may, ...types]) },
    });
    if (types.length === 0) continue;
    rules.push({
      name: `${name}-types-only`,
      comment: `${room} may import ${types.join(' and ')} as types only.`,
      severity: 'error',
      from,
      to: { path: under(types), dependencyTypesNot: ['type-only'] },
    });
  }
  return rules;
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...roomRules(),
    {
      name: 'engine-packages',
      comment: 'The engine is pure TypeScript on tfjs (and a library for the t distribution).',
      severity: 'error',
      from: { path: '^src/engine/', pathNot: tests },
      to: { pathNot: ['^(src|experiments|e2e|scripts)/', '/@tensorflow/', '/@stdlib/'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'no-node-built-ins',
      comment: 'Only the command line, scripts and tests run in Node.',
      severity: 'error',
      from: { path: '^(src|experiments)/', pathNot: ['^src/cli/', tests] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-stays-light',
      comment: 'The page talks to the worker through the client; the engine and the programs run in the worker.',
      severity: 'error',
      from: { path: '^src/worker/(client|pool|decisions|adapter-trial/client|benchmark/client|benchmark/workloads)[.]ts$' },
      to: { path: '^(src/engine|experiments)/', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      extensions: ['.ts', '.svelte', '.mjs', '.js', '.json'],
      conditionNames: ['svelte', 'import', 'types', 'default'],
    },
  },
};
