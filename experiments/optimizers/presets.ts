/** The declared settings: the race on images, and each surface with rates that suit it. */
import type { Arm, Preset } from '../../src/experiment/experiment.ts';
import type { Values } from '../../src/experiment/hyperparameter.ts';

/** Arms under ids that are declared, with what a preset sets in each. */
const arms = (values: Readonly<Record<string, Values>>): Arm[] => Object.entries(values).map(([id, own]) => ({ id, values: own }));

/** Gradient descent's best fixed rate on a quadratic with curvatures from l to L is 2 / (l + L); in the ravine they are 1 and 100. */
const bestOnRavine = 0.0198;

export const presets: readonly Preset[] = [
  {
    id: 'race',
    values: {},
    arms: arms({ sgd: {}, momentum: {}, rmsprop: {}, adam: {} }),
    expected: { momentum: 'supported', sensitivity: 'supported', fair: 'supported' },
  },
  {
    id: 'large',
    values: {},
    arms: arms({ sgd: { learningRate: 0.1 }, momentum: { learningRate: 0.1 }, rmsprop: {}, adam: {} }),
    expected: { momentum: 'refuted', sensitivity: 'supported', fair: 'supported' },
  },
  {
    id: 'sweep',
    values: { steps: 200 },
    arms: arms({ sgd: {}, momentum: {}, rmsprop: {}, adam: {} }),
    sweep: true,
    expected: { sensitivity: 'supported', fair: 'supported' },
  },
  {
    id: 'ravine',
    values: { problem: 'ravine', startX: -4, startY: -1.5, steps: 100, spread: 0.1 },
    arms: arms({
      sgd: { learningRate: bestOnRavine },
      momentum: { learningRate: bestOnRavine, momentum: 0.7 },
      nesterov: { learningRate: 0.01, momentum: 0.8 },
      rmsprop: { learningRate: 0.1 },
      adam: { learningRate: 0.3 },
      muon: { learningRate: 0.1 },
    }),
    expected: { ravine: 'supported' },
  },
  {
    id: 'saddle',
    values: { problem: 'saddle', startX: -1.5, startY: 0, steps: 80, spread: 1e-5, learningRate: 0.05 },
    arms: arms({ sgd: { learningRate: 0.05 }, momentum: { learningRate: 0.05 }, adam: { learningRate: 0.05 }, noisy: {} }),
    expected: { stall: 'supported', noise: 'supported', escape: 'supported' },
  },
  {
    id: 'plane',
    values: { problem: 'plane', startX: 0, startY: 0, steps: 150, spread: 0.1 },
    arms: arms({
      sgd: { learningRate: 0.1 },
      momentum: { learningRate: 0.05 },
      nesterov: { learningRate: 0.05 },
      adagrad: { learningRate: 0.3 },
      rmsprop: { learningRate: 0.05 },
      adam: { learningRate: 0.1 },
      muon: { learningRate: 0.05 },
    }),
    expected: {},
  },
  {
    id: 'rosenbrock',
    values: { problem: 'rosenbrock', startX: -1.5, startY: 2, steps: 500, spread: 0.05 },
    arms: arms({
      sgd: { learningRate: 0.001 },
      momentum: { learningRate: 0.0005 },
      nesterov: { learningRate: 0.0005 },
      adagrad: { learningRate: 0.5 },
      rmsprop: { learningRate: 0.01 },
      adam: { learningRate: 0.05 },
      adamw: { learningRate: 0.05 },
      nadam: { learningRate: 0.05 },
      lion: { learningRate: 0.01 },
      muon: { learningRate: 0.02 },
    }),
    expected: {},
  },
  {
    id: 'beale',
    values: { problem: 'beale', startX: 1, startY: 1.5, steps: 300, spread: 0.05 },
    arms: arms({
      sgd: { learningRate: 0.01 },
      momentum: { learningRate: 0.002 },
      nesterov: { learningRate: 0.002 },
      adagrad: { learningRate: 0.5 },
      rmsprop: { learningRate: 0.02 },
      adam: { learningRate: 0.1 },
      adamw: { learningRate: 0.1 },
      nadam: { learningRate: 0.1 },
      lion: { learningRate: 0.02 },
      muon: { learningRate: 0.03 },
    }),
    expected: {},
  },
  {
    id: 'himmelblau',
    values: { problem: 'himmelblau', startX: -0.3, startY: -0.9, steps: 100, spread: 0.05 },
    arms: arms({
      sgd: { learningRate: 0.01 },
      momentum: { learningRate: 0.005 },
      nesterov: { learningRate: 0.005 },
      adagrad: { learningRate: 1 },
      rmsprop: { learningRate: 0.1 },
      adam: { learningRate: 0.3 },
      adamw: { learningRate: 0.3 },
      nadam: { learningRate: 0.3 },
      lion: { learningRate: 0.1 },
      muon: { learningRate: 0.1 },
    }),
    expected: {},
  },
];
