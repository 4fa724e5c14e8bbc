/** What the declaration expects is what a default session finds, whichever seed it derives from; with the arms exchanged it turns round. */
import { catalogue } from '../experiments/catalogue.ts';
import { verdictsOf } from '../src/cli/report.ts';
import { defaultConfiguration } from '../src/experiment/configuration.ts';
import { expect, test } from './fixtures.ts';
import { run } from './sessions.ts';

test.setTimeout(600_000);

/** What takes long runs with fewer seeds (which is no departure from the declaration), and not every preset with every session seed. */
const shortened: Readonly<Record<string, { seeds: number; sessionSeeds: Readonly<Record<string, readonly number[]>> }>> = {
  // On the other surfaces nothing is claimed.
  optimizers: { seeds: 8, sessionSeeds: { race: [1], sweep: [2], rosenbrock: [], beale: [], himmelblau: [] } },
  lora: { seeds: 5, sessionSeeds: { small: [1, 2], few: [3], base: [], methods: [] } },
};

for (const experiment of catalogue) {
  for (const preset of experiment.presets) {
    const shorter = shortened[experiment.id];
    for (const sessionSeed of shorter?.sessionSeeds[preset.id] ?? [1, 2, 3]) {
      test(`${experiment.id}, preset ${preset.id}, session seed ${sessionSeed}: the expected verdicts on WASM`, async ({ driver }) => {
        const declared = defaultConfiguration(experiment, preset.id);
        const session = await run(driver, { ...declared, seeds: shorter?.seeds ?? declared.seeds, sessionSeed, device: 'wasm' });
        for (const verdict of verdictsOf(session)) expect(verdict).toMatchObject({ kind: 'declared', status: preset.expected[verdict.id] });
        test.info().annotations.push({ type: 'wall time', description: `${(session.wallMs / 1000).toFixed(1)} s` });
        console.log(`  ${experiment.id}, ${preset.id}, session seed ${sessionSeed}: ${(session.wallMs / 1000).toFixed(1)} s of training`);
      });
    }
  }
}

test('with the arms exchanged the claim about dropout is refuted', async ({ driver }) => {
  const [dropout] = catalogue;
  if (!dropout) throw new Error('the catalogue is empty');
  const configuration = defaultConfiguration(dropout);
  const session = await run(driver, { ...configuration, arms: configuration.arms.toReversed(), device: 'wasm' });
  expect(verdictsOf(session)).toMatchObject([{ id: 'gap', status: 'refuted', kind: 'declared' }]);
});
