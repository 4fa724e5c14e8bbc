/** Language models over one shared base: the law of populations, what each method trains, exact checks, and sampled text. */
import { describe, expect, it } from 'vitest';
import { allDevices, hostDevices, onDevices } from '../testing/devices.ts';
import { collect, outcomes } from '../testing/runs.ts';
import { values } from '../testing/tensors.ts';
import { expectedShapes } from '../data/base-models.ts';
import type { Weights } from '../data/base-models.ts';
import { characters, decode, encode, plainText, vocabulary } from '../data/characters.ts';
import { staticFiles } from '../data/testing/static-files.ts';
import { evaluationWindows, loadText } from '../data/texts.ts';
import { methods } from '../layers/adaptation-methods.ts';
import type { Adaptation, Method } from '../layers/adaptation-methods.ts';
import { adam } from '../optimizers/adam.ts';
import { languageModelling } from './language-model.ts';
import { createPopulation } from './population.ts';
import type { RunSetting } from './population.ts';
import { sampledText } from './sampled-text.ts';
import { createTrainer } from './trainer.ts';
import { trainingCosts } from './training-costs.ts';

const sizes = { width: 8, heads: 2, layers: 2, context: 8 };
const prompt = 'No ';

/** A base that has learnt nothing, but is one. */
const weights: Weights = Object.fromEntries(
  Object.entries(expectedShapes(vocabulary, sizes)).map(([path, shape]) => {
    const data = values(shape, path, 0.3);
    if (path.endsWith('scale')) data.forEach((value, i) => (data[i] = 1 + value));
    return [path, { shape, data }];
  }),
);

const run = (seed: number, learningRate = 0.05): RunSetting => ({
  sessionSeed: 1,
  seed,
  values: { learningRate, temperature: 0.8, topK: 0, topP: 0.9 },
});

async function start(
  runs: readonly RunSetting[],
  adaptation: Partial<Adaptation> & { method: Method },
  options: { scratch?: boolean } = {},
) {
  const population = createPopulation(runs, ['learningRate', 'temperature', 'topK', 'topP'], staticFiles);
  const bound = await languageModelling({
    sizes,
    adaptation: { rank: 2, matrices: 'all', scaling: 2, bottleneck: 3, length: 2, ...adaptation },
    ...(!options.scratch && { base: () => Promise.resolve(weights) }),
    text: 'spanish',
    old: 'english',
    optimizer: adam({ learningRate: 'learningRate' }),
    batchSize: 2,
    steps: 4,
    evaluateEvery: 2,
    evaluationWindows: 3,
    probes: (model) => ({
      costs: trainingCosts(model.population.R, model.parameters, model.baseParameters),
      text: sampledText(model, { prompt, length: 12, temperature: 'temperature', topK: 'topK', topP: 'topP' }),
    }),
  }).init(population);
  const trainer = createTrainer(population, bound);
  const dispose = (): void => {
    trainer.dispose();
    population.dispose();
  };
  return { population, bound, trainer, dispose };
}

const trained = methods.filter((method) => method !== 'none');

describe('the law of populations', () => {
  onDevices(allDevices, (kind) => {
    it.each(kind === 'webgpu' ? (['lora'] as const) : trained)(
      'a run that trains by %s has the same bits alone and among others',
      { timeout: 120_000 },
      async (method) => {
        const alone = await start([run(0)], { method });
        const [own] = await outcomes(alone);
        alone.dispose();
        const among = await start([run(3, 0.5), run(0), run(7, 1e20)], { method });
        const all = await outcomes(among);
        among.dispose();
        expect(all[1]).toEqual(own);
        expect(all[0]).not.toEqual(own);
      },
    );
  });
});

describe('adapting a base', () => {
  onDevices(hostDevices, () => {
    it.each(trained)('by %s learns, and holds no copy of what stays in its state', async (method) => {
      const { trainer, bound, dispose } = await start([run(0), run(1)], { method });
      const series = await collect(trainer, 2);
      const { tensors } = await trainer.checkpoint();
      const kept = Object.entries(tensors).filter(([path]) => path.startsWith('parameters/'));
      expect(kept.reduce((sum, [, { data }]) => sum + data.length, 0)).toBe(2 * bound.parameters);
      if (method !== 'full') expect(bound.parameters).toBeLessThan(1200);
      // A prompt and a prefix begin with random vectors; everything else begins as the base.
      const gain = series.get('validation/gain')?.runs[0] ?? [];
      if (method !== 'prefix' && method !== 'prompt') expect(Math.abs(gain[0] ?? NaN)).toBeLessThan(1e-6);
      // Two vectors in front teach a base of random weights nothing in four steps, but they move.
      if (method === 'prompt') expect(gain.at(-1)).not.toBe(gain[0]);
      else expect(gain.at(-1)).toBeGreaterThan(gain[0] ?? NaN);
      const loss = series.get('validation/loss')?.runs[0] ?? [];
      const perplexity = series.get('validation/perplexity')?.runs[0] ?? [];
      expect(perplexity.at(-1)).toBeCloseTo(Math.exp(loss.at(-1) ?? NaN), 3);
      expect(series.get('validation/oldLoss')?.runs[0]).toHaveLength(3);
      dispose();
    });

    it('merges LoRA with rounding only, and takes it off to the bit, after its updates have become large', async () => {
      const { trainer, dispose } = await start([run(0, 0.5), run(1, 0.5)], { method: 'lora' });
      const series = await collect(trainer, 2);
      for (const seed of [0, 1]) {
        const merged = series.get('validation/mergeDifference')?.runs[seed] ?? [];
        expect(merged[0]).toBe(0);
        expect(merged.at(-1)).toBeGreaterThan(0);
        expect(merged.at(-1)).toBeLessThan(1e-4);
        expect(series.get('validation/removalDifference')?.runs[seed]).toEqual([0, 0, 0]);
        expect(Math.abs(series.get('validation/gain')?.runs[seed]?.at(-1) ?? 0)).toBeGreaterThan(0.01);
      }
      dispose();
    });

    it('says what it trains, and what Adam keeps for that', async () => {
      const { trainer, bound, dispose } = await start([run(0), run(1)], { method: 'lora', rank: 1, matrices: 'query-value' });
      const costs = await trainer.probe('costs');
      // Two blocks, two matrices of 8 × 8: (8 + 8) · 4 numbers.
      expect(bound.parameters).toBe(64);
      const base = Object.values(weights).reduce((sum, { data }) => sum + data.length, 0);
      // Two moments of each; two bias corrections, and the constants of β₁ and β₂.
      expect([...costs.values]).toEqual([64, 64 / base, 4 * (2 * 64 + 4), 64, 64 / base, 4 * (2 * 64 + 4)].map(Math.fround));
      dispose();
    });

    it('needs a base, unless everything is trained', async () => {
      await expect(start([run(0)], { method: 'lora' }, { scratch: true })).rejects.toThrow('nothing to adapt');
      const { trainer, dispose } = await start([run(0)], { method: 'full' }, { scratch: true });
      expect((await collect(trainer, 1)).has('validation/gain')).toBe(false);
      dispose();
    });

    it('lets seed 0 write, from the prompt on, the same again', async () => {
      const { trainer, dispose } = await start([run(1), run(0)], { method: 'lora' });
      const [first, second] = [await trainer.probe('text'), await trainer.probe('text')];
      if (first.kind !== 'text') throw new Error('no text');
      const length = prompt.length + 12;
      expect([...first.values.slice(0, length)]).toEqual(new Array<number>(length).fill(-1));
      expect(decode(first.values.slice(length))).toMatch(/^No /);
      expect(first).toMatchObject({ prompt: 3, characters });
      expect(second.values).toEqual(first.values);
      dispose();
    });
  });
});

describe('texts', () => {
  it('are made of characters of the vocabulary, and come back', () => {
    const text = 'No temáis — ¿dijo “él”?';
    expect(decode(encode(text))).toBe('No temáis - ¿dijo "él"?');
    expect(plainText('日\t')).toBe('  ');
    expect(vocabulary).toBe(97);
    expect(() => decode([vocabulary])).toThrow(RangeError);
  });

  it('are what was packed: English and Spanish', async () => {
    const [english, spanish] = [await loadText('english', staticFiles), await loadText('spanish', staticFiles)];
    expect(decode(english.train.slice(0, 46))).toBe('CHAPTER 1. Loomings.\nCall me Ishmael. Some yea');
    expect(decode(spanish.train.slice(0, 48))).toBe('Génesis\nEN el principio crió Dios los cielos y l');
    expect(spanish.validation.length / (spanish.train.length + spanish.validation.length)).toBeCloseTo(0.1, 2);
  });

  it('are evaluated in windows from beginning to end', () => {
    const { ids, labels } = evaluationWindows(
      Int32Array.from({ length: 21 }, (_, i) => i),
      3,
      4,
    );
    expect([...ids]).toEqual([0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19]);
    expect([...labels]).toEqual([1, 2, 3, 4, 9, 10, 11, 12, 17, 18, 19, 20]);
    expect(() => evaluationWindows(new Int32Array(4), 1, 4)).toThrow(RangeError);
  });
});
