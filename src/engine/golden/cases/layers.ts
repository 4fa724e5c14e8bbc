/** Golden cases of layers.json, by `config.type`. */
import { activation, isActivation } from '../../layers/activations.ts';
import { adapter, lora, mergeLora, softPrompt } from '../../layers/adaptation.ts';
import { attention } from '../../layers/attention.ts';
import { convolution } from '../../layers/convolution.ts';
import { dense } from '../../layers/dense.ts';
import { embedding } from '../../layers/embedding.ts';
import { serial } from '../../layers/layer.ts';
import type { Layer } from '../../layers/layer.ts';
import { averagePool, maxPool } from '../../layers/pooling.ts';
import type { Tree } from '../../training/program.ts';
import type { Tensor } from '@tensorflow/tfjs-core';
import { applied, applyContext, inputsOf, need } from '../apply.ts';
import { differentiate } from '../differentiate.ts';
import { arrayAt, booleanAt, numberAt, stringAt } from '../fixture.ts';
import type { GoldenCase } from '../fixture.ts';
import type { CaseRunner, Suite } from '../suite.ts';

/** An axis of an input, without runs. */
const axis = (one: GoldenCase, name: string, index: number): number => arrayAt(one.inputs, name).shape.at(index) ?? 0;

const heads = ({ config }: GoldenCase): number => numberAt(config, 'heads');

/** The record of an attention layer from inputs Wq, bq, …, and the prefix where there is one. */
function attentionRecord(inputs: Record<string, Tensor>): Tree {
  const projection = (letter: string): Tree => ({ weights: need(inputs, `W${letter}`), bias: need(inputs, `b${letter}`) });
  return {
    query: projection('q'),
    key: projection('k'),
    value: projection('v'),
    output: projection('o'),
    ...(inputs['Pk'] && { prefix: { keys: inputs['Pk'], values: need(inputs, 'Pv') } }),
  };
}

function attentionLayer(one: GoldenCase): Layer {
  const prefix = one.inputs['Pk'] === undefined ? 0 : axis(one, 'Pk', 0);
  return attention(axis(one, 'x', -1), heads(one), { causal: booleanAt(one.config, 'causal'), prefix });
}

function adapterActivation(name: string): Layer {
  if (!isActivation(name)) throw new Error(`unknown activation ${name}`);
  return activation(name);
}

const pooling =
  (pool: (size: number) => Layer): CaseRunner =>
  (one, context) =>
    applied(one, context, pool(numberAt(one.config, 'size')), () => ({}));

const runners: Readonly<Record<string, CaseRunner>> = {
  dense: (one, context) =>
    applied(one, context, dense(axis(one, 'W', 0), axis(one, 'W', 1)), (inputs) => ({
      weights: need(inputs, 'W'),
      bias: need(inputs, 'b'),
    })),
  conv2d: (one, context) => {
    const padding = stringAt(one.config, 'padding');
    if (padding !== 'same' && padding !== 'valid') throw new Error(`unknown padding ${padding}`);
    const layer = convolution(axis(one, 'W', 2), axis(one, 'W', 3), numberAt(one.config, 'kernelSize'), {
      stride: numberAt(one.config, 'strides'),
      padding,
    });
    return applied(one, context, layer, (inputs) => ({ kernels: need(inputs, 'W'), bias: need(inputs, 'b') }));
  },
  maxPool2d: pooling(maxPool),
  avgPool2d: pooling(averagePool),
  embedding: (one, context) => {
    const layer = embedding(numberAt(one.config, 'vocab'), axis(one, 'table', 1));
    const ids = context.tensor(arrayAt(one.inputs, 'ids'), 'int32');
    const { value, gradients } = differentiate(
      ({ table }) => layer.apply(table ? { table } : {}, ids, applyContext(), ''),
      inputsOf(one, context, ['ids']),
      context.tensor(arrayAt(one.inputs, 'dy')),
    );
    return { y: value, ...gradients };
  },
  attention: (one, context) => applied(one, context, attentionLayer(one), attentionRecord),
  prefix: (one, context) => applied(one, context, attentionLayer(one), attentionRecord),
  softPrompt: (one, context) => {
    const [length, width] = [axis(one, 'prompt', 0), axis(one, 'prompt', 1)];
    const layer = serial({ prompt: softPrompt(length, width), attention: attentionLayer(one) });
    return applied(one, context, layer, (inputs) => ({
      prompt: { prompt: need(inputs, 'prompt') },
      attention: attentionRecord(inputs),
    }));
  },
  lora: (one, context) => {
    const [rank, alpha] = [numberAt(one.config, 'r'), numberAt(one.config, 'alpha')];
    const tensors = inputsOf(one, context);
    const buffers = { '': { weights: need(tensors, 'W'), bias: need(tensors, 'b') } };
    const layer = lora(dense(axis(one, 'W', 0), axis(one, 'W', 1)), rank, alpha / rank);
    return {
      ...applied(one, context, layer, (inputs) => ({ a: need(inputs, 'A'), b: need(inputs, 'B') }), { buffers, without: ['W', 'b'] }),
      merged: mergeLora(need(tensors, 'W'), need(tensors, 'A'), need(tensors, 'B'), alpha),
    };
  },
  adapter: (one, context) =>
    applied(
      one,
      context,
      adapter(axis(one, 'Wd', 0), axis(one, 'Wd', 1), adapterActivation(stringAt(one.config, 'activation'))),
      (inputs) => ({
        down: { weights: need(inputs, 'Wd'), bias: need(inputs, 'bd') },
        up: { weights: need(inputs, 'Wu'), bias: need(inputs, 'bu') },
      }),
    ),
};

export const layers: Suite = { file: 'layers', on: 'devices', runners };
