/** Golden cases of activations.json, by `config.type`. */
import { activate, gated, gatedFeedForward, isActivation, isGatedUnit } from '../../layers/activations.ts';
import type { ActivationOptions } from '../../layers/activations.ts';
import type { Tree } from '../../training/program.ts';
import type { Tensor } from '@tensorflow/tfjs-core';
import { applied, inputsOf, need } from '../apply.ts';
import { differentiate } from '../differentiate.ts';
import { arrayAt, optionalNumberAt } from '../fixture.ts';
import type { GoldenCase } from '../fixture.ts';
import type { CaseRunner, Suite } from '../suite.ts';

const axis = (one: GoldenCase, name: string, index: number): number => arrayAt(one.inputs, name).shape.at(index) ?? 0;

function optionsOf({ config }: GoldenCase): ActivationOptions {
  const [alpha, beta] = [optionalNumberAt(config, 'alpha'), optionalNumberAt(config, 'beta')];
  return { ...(alpha !== undefined && { alpha }), ...(beta !== undefined && { beta }) };
}

/** Value and derivative (`dydx`), or the product of an upstream gradient with it (`dx`). */
const plain: CaseRunner = (one, context) => {
  const { type } = one.config;
  if (!isActivation(type)) throw new Error(`unknown activation ${type}`);
  const dy = one.inputs['dy'] === undefined ? undefined : context.tensor(arrayAt(one.inputs, 'dy'));
  const { value, gradients } = differentiate((inputs) => activate(type, need(inputs, 'x'), optionsOf(one)), inputsOf(one, context), dy);
  const dx = need(gradients, 'dx');
  return { y: value, ...(dy ? { dx } : { dydx: dx }) };
};

const gatedRecord = (inputs: Record<string, Tensor>): Tree => ({
  gate: { weights: need(inputs, 'W'), ...(inputs['b'] && { bias: inputs['b'] }) },
  value: { weights: need(inputs, 'V'), ...(inputs['c'] && { bias: inputs['c'] }) },
});

const gate: CaseRunner = (one, context) => {
  const { type } = one.config;
  if (!isGatedUnit(type)) throw new Error(`unknown gated unit ${type}`);
  return applied(one, context, gated(type, axis(one, 'W', 0), axis(one, 'W', 1)), gatedRecord);
};

const runners: Readonly<Record<string, CaseRunner>> = {
  linear: plain,
  sigmoid: plain,
  tanh: plain,
  relu: plain,
  leakyRelu: plain,
  elu: plain,
  gelu: plain,
  geluTanh: plain,
  silu: plain,
  swish: plain,
  softplus: plain,
  softmax: plain,
  logSoftmax: plain,
  glu: gate,
  swiglu: gate,
  geglu: gate,
  gegluTanh: gate,
  swigluFeedForward: (one, context) =>
    applied(one, context, gatedFeedForward('swiglu', axis(one, 'W', 0), axis(one, 'W', 1)), (inputs) => ({
      gated: gatedRecord(inputs),
      down: { weights: need(inputs, 'U') },
    })),
};

export const activations: Suite = { file: 'activations', on: 'devices', runners };
