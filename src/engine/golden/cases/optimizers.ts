/** Golden cases of optimizers.json, by `config.type`: the engine's optimizers, recorded where the device records, on gradients that are computed on the host in float64. */
import { tidy } from '@tensorflow/tfjs-core';
import { createRecorder, notRecorded } from '../../device/recorder/recorder.ts';
import { repeated } from '../../device/recorder/repeated.ts';
import { writeTensor } from '../../device/write.ts';
import { createPopulation } from '../../training/population.ts';
import type { Tree } from '../../training/program.ts';
import { assignState } from '../../training/stepper.ts';
import { leaves } from '../../training/tree.ts';
import { fieldsAt, stringAt } from '../fixture.ts';
import { objectiveOf } from '../objectives.ts';
import type { Point } from '../objectives.ts';
import { optimizerOf, optimizerTypes } from '../optimizer-of.ts';
import type { CaseContext, CaseRunner, Result, Suite } from '../suite.ts';

async function readPoint(parameters: Tree, context: CaseContext): Promise<Point> {
  const point: Record<string, readonly number[]> = {};
  for (const [name, tensor] of leaves(parameters)) point[name] = (await context.read(tensor)).data;
  return point;
}

const optimize: CaseRunner = async ({ config, inputs, expected }, context) => {
  const objective = objectiveOf(stringAt(config, 'objective'), fieldsAt(context.shared, stringAt(inputs, 'use')));
  const optimizer = optimizerOf(config);
  const runs = Array.from({ length: context.R }, () => ({ sessionSeed: 1, seed: 0, values: {} }));
  const population = createPopulation(runs, [], () => Promise.reject(new Error('nothing is loaded here')));
  const tensors = (values: Point): Tree =>
    Object.fromEntries(Object.entries(values).map(([name, data]) => [name, context.tensor({ shape: [data.length], data: [...data] })]));

  const parameters = tensors(Object.fromEntries(Object.entries(objective.start).map(([name, { data }]) => [name, data])));
  const state = { parameters, optimizer: optimizer.init(population, parameters) };
  const recorder = createRecorder();
  let point = await readPoint(parameters, context);
  const results: Record<string, Result> = { initialLoss: objective.at(point).loss };
  const gradients = tensors(objective.at(point).gradients);
  const update = repeated(recorder, () => {
    tidy(() => {
      const updated = optimizer.update(parameters, gradients, state.optimizer, population.live);
      assignState(state, { parameters: updated.parameters, optimizer: updated.state });
    });
  });
  const wanted = Object.keys(fieldsAt(expected, 'float64')).map(Number);
  for (let step = 1; step <= Math.max(...wanted); step++) {
    const values = objective.at(point).gradients;
    for (const [name, gradient] of leaves(gradients)) {
      const data = values[name] ?? [];
      writeTensor(gradient, context.values({ shape: [data.length], data: [...data] }));
    }
    update.run(1);
    point = await readPoint(parameters, context);
    if (!wanted.includes(step)) continue;
    const arrays = Object.entries(point).map(([name, data]) => [name, { shape: [data.length], data: [...data] }] as const);
    results[step] = { ...Object.fromEntries(arrays), loss: objective.at(point).loss };
  }
  if (update.reason !== null && update.reason !== notRecorded) throw new Error(`the update is not recorded: ${update.reason}`);
  population.dispose();
  recorder.dispose();
  return results;
};

export const optimizers: Suite = {
  file: 'optimizers',
  on: 'devices',
  runners: Object.fromEntries(optimizerTypes.map((type) => [type, optimize])),
};
