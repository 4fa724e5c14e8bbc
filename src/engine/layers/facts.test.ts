/** What models cost, counted by hand. The reference data holds parameters of more of them. */
import { describe, expect, it } from 'vitest';
import { adapter, frozen, lora, softPrompt } from './adaptation.ts';
import { attention } from './attention.ts';
import { convolution } from './convolution.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { modelFacts, trainingMultiplyAdds } from './facts.ts';
import { branch, residual, serial } from './layer.ts';
import { averagePool, maxPool } from './pooling.ts';
import { sinusoidalPositions } from './positions.ts';
import { flatten } from './reshape.ts';
import { languageModel } from './transformer.ts';

const standIn = (features: number) => dense(features, features);

describe('facts', () => {
  it('of the convolutional network with 26,926 parameters', () => {
    const model = serial({
      convolution1: convolution(3, 5, 5),
      pool1: maxPool(2),
      convolution2: convolution(5, 12, 3),
      pool2: averagePool(2),
      flatten: flatten(),
      hidden: dense(192, 128, 'relu'),
      dropout: dropout('rate'),
      output: dense(128, 10),
    });
    const facts = modelFacts(model, [16, 16, 3], { batch: 10, runs: 8, moments: 1 });
    expect(facts.parameters).toBe(26926);
    expect(facts.output).toEqual([10]);
    expect(facts.layers.map(({ path, output, parameters, multiplyAdds, kept }) => [path, output, parameters, multiplyAdds, kept])).toEqual([
      ['/convolution1', [16, 16, 5], 380, 16 * 16 * 5 * 75, 1280],
      ['/pool1', [8, 8, 5], 0, 0, 2 * 320],
      ['/convolution2', [8, 8, 12], 552, 8 * 8 * 12 * 45, 768],
      ['/pool2', [4, 4, 12], 0, 0, 192],
      ['/flatten', [192], 0, 0, 0],
      ['/hidden', [128], 24704, 192 * 128, 128],
      ['/dropout', [128], 0, 0, 2 * 128],
      ['/output', [10], 1290, 1280, 10],
    ]);
    // Parameters, gradients and one moment, and the tensors of ten examples, of eight runs, four bytes each.
    expect(facts.memory).toBe(4 * 8 * (3 * 26926 + 10 * (1280 + 640 + 768 + 192 + 128 + 256 + 10)));
  });

  it('of attention: four projections, scores and their products with the values', () => {
    const facts = modelFacts(attention(6, 3, { causal: true }), [5, 6]);
    expect(facts.multiplyAdds).toBe(4 * 5 * 36 + 2 * 5 * 5 * 6);
    expect(modelFacts(attention(6, 3, { prefix: 2, dropout: 'rate' }), [5, 6]).multiplyAdds).toBe(4 * 5 * 36 + 2 * 5 * 7 * 6);
  });

  it('of what is frozen', () => {
    expect(modelFacts(frozen(dense(4, 3)), [4])).toMatchObject({ parameters: 0, frozen: 15, multiplyAdds: 12 });
    expect(modelFacts(lora(dense(4, 3), 2, 1), [7, 4])).toMatchObject({ parameters: 14, frozen: 15, multiplyAdds: 7 * (12 + 14) });
    expect(modelFacts(sinusoidalPositions(9, 4), [7, 4])).toMatchObject({ parameters: 0, frozen: 36 });
  });

  it('of compositions', () => {
    expect(modelFacts(residual(serial({ one: dense(4, 4), two: dense(4, 4) })), [4]).layers.map(({ kept }) => kept)).toEqual([4, 8]);
    const both = { one: dense(4, 3), two: dense(4, 2) };
    expect(modelFacts(branch(both, 'concatenate'), [4])).toMatchObject({ parameters: 25, output: [5], multiplyAdds: 20 });
    expect(modelFacts(serial({ prompt: softPrompt(3, 4), adapter: adapter(4, 2, 'relu') }), [5, 4])).toMatchObject({
      parameters: 12 + 22,
      output: [8, 4],
      multiplyAdds: 8 * 16,
    });
  });

  it('of a language model larger than any memory, without making a tensor', () => {
    const width = 12288;
    const model = languageModel({
      vocabulary: 50257,
      context: 2048,
      width,
      heads: 96,
      layers: 96,
      normalization: standIn,
      activation: () => dropout('rate'),
      tied: false,
      positions: sinusoidalPositions,
    });
    const facts = modelFacts(model, [2048]);
    const matrices = 12 * width * width + 9 * width;
    expect(facts.parameters).toBe(2 * 50257 * width + 96 * (matrices + 2 * (width * width + width)) + width * width + width);
    expect(facts.output).toEqual([2048, 50257]);
  });

  it('of training: three times the products, twice where weights are frozen', () => {
    // 2 → 16 → 16 → 2: 2·16 + 16·16 + 16·2 products forward.
    const perceptron = serial({
      hidden1: dense(2, 16, 'relu'),
      drop: dropout('rate'),
      hidden2: dense(16, 16, 'relu'),
      output: dense(16, 2),
    });
    expect(trainingMultiplyAdds(perceptron, [2])).toBe(3 * (32 + 256 + 32));
    // 3 × 3 windows of 2 channels at each of 6 × 6 places, for 4 channels.
    const convolutional = serial({ convolution: convolution(2, 4, 3), pool: maxPool(2), flatten: flatten(), output: dense(36, 10) });
    expect(trainingMultiplyAdds(convolutional, [6, 6, 2])).toBe(3 * (6 * 6 * 4 * 18 + 360));
    expect(trainingMultiplyAdds(frozen(dense(4, 3)), [4])).toBe(2 * 12);
    expect(trainingMultiplyAdds(lora(dense(4, 3), 2, 1), [7, 4])).toBe(7 * (2 * 12 + 3 * 14));
    expect(trainingMultiplyAdds(attention(6, 3, { causal: true }), [5, 6])).toBe(3 * (4 * 5 * 36 + 2 * 5 * 5 * 6));
  });

  it('throws when the input does not fit', () => {
    expect(() => modelFacts(serial({ hidden: dense(4, 3) }), [5])).toThrow('[5] does not end in 4 features');
    expect(() => branch({}, 'add')).toThrow('at least one layer');
  });
});
