/** What live changes make of an arm that leaves as a program. */
import { expect, it } from 'vitest';
import { dropout } from '../../../experiments/dropout/experiment.ts';
import { defaultConfiguration, resolveArms } from '../../experiment/configuration.ts';
import type { LiveEvent } from '../../experiment/events.ts';
import { optimizers } from '../../../experiments/optimizers/experiment.ts';
import type { Experiment } from '../../experiment/experiment.ts';
import { describedArm, type DescribedArm } from './changes.ts';
import type { Framework } from './program-recipes.ts';
import { whyNoPart } from './program-limits.ts';
import { isAugmented } from './python/augmentation.ts';
import { kerasProgram } from './keras/program.ts';
import { pytorchProgram } from './pytorch/program.ts';
import { tensorflowJsProgram } from './tensorflow-js/program.ts';

async function changed(
  experiment: Experiment,
  arm: string,
  events: readonly Omit<LiveEvent, 'arms'>[],
  arms = [arm],
): Promise<DescribedArm> {
  const found = resolveArms(experiment, defaultConfiguration(experiment)).find(({ id }) => id === arm);
  if (!found) throw new Error(`there is no arm ${arm}`);
  return describedArm(
    experiment,
    found,
    events.map((event) => ({ ...event, arms })),
  );
}

const about = { experiment: 'optimizers', arm: 'sgd', name: 'SGD', seed: 0, sessionSeed: 1 };

/** Why a program is not written; null: it is. */
const why = (part: Framework, { described }: DescribedArm): string | null =>
  described.ok ? whyNoPart(part, described.arm) : described.reason;

it('keeps each step at which the arm became another, and no change of other arms', async () => {
  const { changes } = await changed(dropout, 'dropout', [
    { step: 5, id: 'learningRate', value: 0.02 },
    { step: 5, id: 'dropout', value: 0.1 },
    { step: 7, id: 'dropout', value: 0.1 },
    { step: 9, id: 'learningRate', value: 0.03 },
  ]);
  expect(changes.map(({ step }) => step)).toEqual([5, 9]);
  const others = await changed(dropout, 'dropout', [{ step: 5, id: 'learningRate', value: 0.02 }], ['nothing']);
  expect(others.changes).toEqual([]);
});

it('is a program in every framework', async () => {
  const found = await changed(dropout, 'dropout', [{ step: 5, id: 'learningRate', value: 0.02 }]);
  expect([why('pytorch', found), why('tensorflowJs', found), why('keras', found)]).toEqual([null, null, null]);
});

it('is augmented from a step on', async () => {
  const noisy = await changed(dropout, 'dropout', [{ step: 5, id: 'inputNoise', value: 0.2 }]);
  expect([why('pytorch', noisy), why('tensorflowJs', noisy)]).toEqual([null, null]);
  const { described, changes } = noisy;
  if (!described.ok || described.arm.task !== 'examples') throw new Error('no arm of a network');
  expect([isAugmented({ description: described.arm, changes }), isAugmented({ description: described.arm })]).toEqual([true, false]);
  const [, after] = pytorchProgram({ ...about, description: described.arm, changes }).split('def train_step_from_5');
  expect(after).toContain('add_noise(x, key("augmentation/noise"), update, deviation=0.2)');
  expect(tensorflowJsProgram({ ...about, description: described.arm, changes })).toContain("import { addNoise } from './augmentation.mjs'");
});

it('begins with what was changed before the first step', async () => {
  const { described, changes } = await changed(dropout, 'dropout', [{ step: 0, id: 'learningRate', value: 0.02 }]);
  expect(described.ok && described.arm.task === 'examples' && described.arm.optimizer.learningRate).toBe(0.02);
  expect(changes).toEqual([]);
});

it('asks in Keras which update it is, from the first of a step on', async () => {
  const { described, changes } = await changed(dropout, 'dropout', [
    { step: 5, id: 'learningRate', value: 0.02 },
    { step: 7, id: 'dropout', value: 0.1 },
  ]);
  if (!described.ok || described.arm.task !== 'examples') throw new Error('no arm of a network');
  const text = kerasProgram({ ...about, description: described.arm, changes });
  expect(text).toContain('    if update == 5 * UPDATES_PER_STEP:\n        optimizer.learning_rate.assign(0.02)');
  expect(text).toContain('masked("masks/dropout1", lambda update: 0.5 if update < 7 * UPDATES_PER_STEP else 0.1, x)');
});

it('tells no change of what the optimizer does not use, which stands in the way of no program', async () => {
  const found = await changed(optimizers, 'sgd', [{ step: 5, id: 'beta1', value: 0.5 }]);
  expect(found.changes).toEqual([]);
  expect(why('keras', found)).toBe(null);
});

it('has an Adam of its own where betas change, which corrects moments by the betas that were', async () => {
  const text = async (id: string): Promise<string> => {
    const { described, changes } = await changed(optimizers, 'adam', [{ step: 5, id, value: 0.5 }]);
    if (!described.ok || described.arm.task !== 'examples') throw new Error('no arm of a network');
    return pytorchProgram({ ...about, description: described.arm, changes });
  };
  expect(await text('beta1')).toContain('optimizers = [(Adam(');
  expect(await text('learningRate')).toContain('optimizers = [(torch.optim.Adam(');
});

it('writes no step at which nothing of the program changes: momentum means nothing to plain gradient descent', async () => {
  const texts = async (id: string): Promise<string> => {
    const { described, changes } = await changed(optimizers, 'sgd', [{ step: 5, id, value: 0.5 }]);
    if (!described.ok || described.arm.task !== 'examples') throw new Error('no arm of a network');
    return pytorchProgram({ ...about, description: described.arm, changes });
  };
  expect(await texts('momentum')).not.toContain('def change');
  expect(await texts('learningRate')).toContain('if step == 5:\n        optimizers[0] =');
});
