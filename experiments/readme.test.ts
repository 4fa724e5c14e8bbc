/** The experiment that the README shows: complete, short, of the right types, lawful, and it trains. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { staticFiles } from '../src/engine/data/testing/static-files.ts';
import { onDevices } from '../src/engine/testing/devices.ts';
import { collect } from '../src/engine/testing/runs.ts';
import { createPopulation } from '../src/engine/training/population.ts';
import { createTrainer } from '../src/engine/training/trainer.ts';
import type { Experiment } from '../src/experiment/experiment.ts';
import { isTranslated } from '../src/experiment/translated.ts';
import { groupsOf } from '../src/worker/testing/groups.ts';
import { declarationLaws } from './testing/declaration-laws.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** As deep as an experiment's folder, so that the same imports hold; what is in here is no source. */
const folder = join(root, 'coverage/readme-example');

/** The code blocks under the names of their files. */
const files = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/`experiments\/width\/(\w+\.ts)`:\n\n```ts\n(.*?)```/gs)].map(
  ([, name = '', text = '']) => ({ path: join(folder, name), text }),
);
mkdirSync(folder, { recursive: true });
for (const { path, text } of files) writeFileSync(path, text);
afterAll(() => rmSync(folder, { recursive: true }));

/** Problems that the compiler finds in the files, under the project's own settings. */
function typeProblems(): string[] {
  const { config: settings } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...settings, include: [], files: files.map(({ path }) => path) }, ts.sys, root);
  const program = ts.createProgram(
    files.map(({ path }) => path),
    options,
  );
  return files
    .map(({ path }) => program.getSourceFile(path))
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}

const { width } = (await import(join(folder, 'experiment.ts'))) as { width: Experiment };

it('stands there whole, in fewer than 60 lines', () => {
  expect(files.map(({ path }) => path)).toEqual([join(folder, 'experiment.ts'), join(folder, 'program.ts')]);
  expect(files.flatMap(({ text }) => text.trimEnd().split('\n')).length).toBeLessThan(60);
});

it('has the right types', { timeout: 120_000 }, () => {
  expect(typeProblems()).toEqual([]);
});

describe('its declaration', () => {
  declarationLaws(width);

  it('is English where a translation is asked for', () => {
    expect(isTranslated(width, 'zh')).toBe(false);
    expect(width.texts.zh).toEqual(width.texts.en);
  });
});

describe('its program', () => {
  onDevices(['wasm'], () => {
    it('trains: recorded, and the loss falls in every arm', async () => {
      const steps = 60;
      const groups = groupsOf(width, 'moons', 2);
      expect(groups.length).toBe(width.arms.length);
      for (const group of groups) {
        const population = createPopulation(group.settings, group.live, staticFiles);
        const trainer = createTrainer(population, await (await width.program(group.structural)).init(population), { steps });
        const losses = (await collect(trainer, population.R)).get('validation/loss');
        expect(trainer.recordings().filter(({ dispatches }) => dispatches === null)).toEqual([]);
        for (const run of losses?.runs ?? []) expect(run.at(-1)).toBeLessThan(run[0] ?? 0);
        expect(losses?.runs.length).toBe(2);
        trainer.dispose();
        population.dispose();
      }
    });
  });
});
