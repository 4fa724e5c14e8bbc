/** Every arm of every preset is written as programs, or says why not; what programs say is what the arm has. */
import { describe, expect, it } from 'vitest';
import { catalogue } from '../../../experiments/catalogue.ts';
import { characters } from '../../engine/data/characters.ts';
import { defaultConfiguration, resolveArms } from '../../experiment/configuration.ts';
import { numberOf, type Values } from '../../experiment/hyperparameter.ts';
import { expectedCsv } from './expected.ts';
import { kerasAdaptation } from './keras/adaptation.ts';
import { kerasDescent } from './keras/descent.ts';
import { kerasProgram } from './keras/program.ts';
import { pytorchAdaptation } from './pytorch/adaptation.ts';
import { pytorchDescent } from './pytorch/descent.ts';
import { pytorchProgram } from './pytorch/program.ts';
import { tensorflowJsAdaptation } from './tensorflow-js/adaptation.ts';
import { tensorflowJsDescent } from './tensorflow-js/descent.ts';
import { tensorflowJsProgram } from './tensorflow-js/program.ts';

const described = catalogue.filter((experiment) => experiment.describe);

/** Nothing in it is undefined, and a name cannot end its comment. */
const expectProgram = (text: string): void => expect(text).not.toMatch(/undefined|NaN|"name"|\*\/[^\n]*\*\//);

describe.each(described.map((experiment) => [experiment.id, experiment] as const))('%s', (_, experiment) => {
  it.each(experiment.presets.map(({ id }) => id))('%s: programs hold the layers, rates and sizes of every arm', async (preset) => {
    for (const { id, values } of resolveArms(experiment, defaultConfiguration(experiment, preset))) {
      const found = await experiment.describe?.(values);
      expect(found).toBeDefined();
      if (!found?.ok) continue;
      const about = { experiment: experiment.id, arm: id, name: 'a "name"\n*/', seed: 0, sessionSeed: 1 };
      expect(found.arm.steps).toBe(numberOf(values, 'steps'));
      if (found.arm.task === 'adaptation') {
        const run = { ...about, description: found.arm };
        for (const write of [pytorchAdaptation, tensorflowJsAdaptation, kerasAdaptation]) expectProgram(write(run, characters));
      }
      if (found.arm.task === 'descent') {
        const run = { ...about, description: found.arm };
        for (const write of [pytorchDescent, tensorflowJsDescent, kerasDescent]) expectProgram(write(run));
      }
      if (found.arm.task !== 'examples') continue;
      const run = { ...about, description: found.arm };
      const { layers, batchSize, data } = found.arm;
      expect(batchSize).toBe(Number(values['batchSize']));
      expect(data.train).toBe(experiment.splits(values).train * (typeof values['dataFactor'] === 'number' ? values['dataFactor'] : 1));
      const texts = [pytorchProgram(run), tensorflowJsProgram(run), kerasProgram(run)];
      for (const text of texts) {
        for (const layer of layers) if (layer.kind === 'dense') expect(text).toContain(`weights/${layer.path}`);
        for (const layer of layers) if (layer.kind === 'dropout' && layer.rate > 0) expect(text).toContain(`masks/${layer.path}`);
        expectProgram(text);
      }
    }
  });
});

it.each([
  ['points, with noise', { inputNoise: 0.3, shift: 2 }, { augmentation: { shift: 0, degrees: 0, noise: 0.3 } }],
  ['images, also moved', { dataSet: 'mnist', shift: 2, rotation: 10 }, { augmentation: { shift: 2, degrees: 10, noise: 0 } }],
  ['several networks', { members: 5 }, { members: 5 }],
])('the arm of %s says what it does', async (_, values, expected) => {
  const dropout = catalogue.find(({ id }) => id === 'dropout');
  const [arm] = dropout ? resolveArms(dropout, defaultConfiguration(dropout)) : [];
  expect(await dropout?.describe?.({ ...arm?.values, ...values })).toMatchObject({ ok: true, arm: expected });
});

describe('programs in Keras', () => {
  const textOf = async (id: string, arm: string, values: Values): Promise<string> => {
    const experiment = catalogue.find((one) => one.id === id);
    const found = await experiment?.describe?.(
      resolveArms(experiment, { ...defaultConfiguration(experiment), arms: [{ id: arm, values }] })[0]?.values ?? {},
    );
    if (!found?.ok || found.arm.task !== 'examples') throw new Error(`${id} has no such arm of a network`);
    return kerasProgram({ experiment: id, arm, name: arm, seed: 0, sessionSeed: 1, description: found.arm });
  };

  it('bring what Keras lacks, and only where it is needed', async () => {
    const plain = await textOf('optimizers', 'adam', {});
    for (const name of ['class NAdam', 'class Muon', 'class Penalized', 'def focal', 'def network', 'best_weights']) {
      expect(plain).not.toContain(name);
    }
    expect(await textOf('optimizers', 'nadam', {})).toContain('optimizer = NAdam(');
    expect(await textOf('optimizers', 'muon', { learningRate: 0.02, otherRate: 0.002 })).toContain('others=0.1)');
    expect(await textOf('dropout', 'l1', { l1: 0.003 })).toContain('optimizer = Penalized(');
    expect(await textOf('dropout', 'earlyStopping', {})).toContain('models = [model]');
  });

  it('give each member of an ensemble streams and an optimizer of its own, and keep the best of all together', async () => {
    const text = await textOf('dropout', 'ensemble', { members: 3, l1: 0.01, weights: 'best', inputNoise: 0.2 });
    expect(text).toContain('MEMBERS = 3');
    expect(text).toContain('    optimizer = Penalized(');
    expect(text).toContain('    x = ablate_augmentation.add_noise(x, key("augmentation/noise"), update, deviation=0.2)');
    expect(text).toContain('models = [model for model, *_ in networks]');
  });
});

it('convolutions of even size or with a stride are padded as the engine pads them, and others as PyTorch can', async () => {
  const sandbox = catalogue.find(({ id }) => id === 'sandbox');
  const textOf = async (network: string): Promise<string> => {
    const found = await sandbox?.describe?.({
      ...resolveArms(sandbox, { ...defaultConfiguration(sandbox) })[0]?.values,
      network,
      dataSet: 'mnist',
    });
    if (!found?.ok || found.arm.task !== 'examples') throw new Error('the sandbox has no such network');
    return pytorchProgram({ experiment: 'sandbox', arm: 'small', name: 'small', seed: 0, sessionSeed: 1, description: found.arm });
  };
  expect(await textOf('conv 8 3 relu')).toContain('nn.Conv2d(1, 8, 3, padding=1)');
  expect(await textOf('conv 8 3 relu')).not.toContain('class Convolution');
  expect(await textOf('conv 8 3 stride 2 relu')).toContain('Convolution(1, 8, 3, stride=2)');
  expect(await textOf('conv 8 4 relu')).toContain('class Convolution(nn.Conv2d)');
});

it('what a run measured is written under the names that programs have', () => {
  const record = {
    measures: [
      { id: 'a', quantity: 'loss', source: { kind: 'minibatch' } },
      { id: 'b', quantity: 'loss', source: { kind: 'evaluation', split: 'validation', output: 'loss' } },
      { id: 'c', quantity: 'loss', source: { kind: 'evaluation', split: 'test', output: 'loss' } },
      { id: 'd', quantity: 'gap', source: { kind: 'derived', minuend: 'b', subtrahend: 'a' } },
    ] as const,
    steps: () => Int32Array.of(0, 5),
    values: (id: string) => Float32Array.from(id === 'a' ? [NaN, 0.1] : [2, Infinity]),
  };
  expect(expectedCsv(record, 0, 0)).toBe('measure,step,value\ntrainingLoss,5,0.100000001\nvalidation/loss,0,2\n');
});
