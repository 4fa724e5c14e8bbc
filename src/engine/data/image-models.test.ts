/** The classifier as shipped: whole, as it is recorded, and good on clothes that it has not seen. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { onDevices } from '../testing/devices.ts';
import { collect } from '../testing/runs.ts';
import { adam } from '../optimizers/adam.ts';
import { adaptedImages } from '../training/adapted-images.ts';
import { createPopulation } from '../training/population.ts';
import { createTrainer } from '../training/trainer.ts';
import { examplesFor } from './examples.ts';
import { clothesSizes, loadClothes } from './image-models.ts';
import { staticFiles } from './testing/static-files.ts';

it('has the parameters that its record says', async () => {
  const weights = await loadClothes(staticFiles);
  const record: unknown = JSON.parse(readFileSync(new URL('../../../static/models/clothes.json', import.meta.url), 'utf8'));
  expect(record).toMatchObject({ parameters: Object.values(weights).reduce((sum, { data }) => sum + data.length, 0) });
});

it('is refused when it is of another model', async () => {
  await expect(loadClothes(async () => staticFiles('models/small.safetensors'))).rejects.toThrow('clothes has no hidden1/product/weights');
});

onDevices(['wasm'], () => {
  it('knows four of five clothes, and no digits', async () => {
    const population = createPopulation([{ sessionSeed: 5, seed: 0, values: { learningRate: 0 } }], ['learningRate'], staticFiles);
    const bound = await adaptedImages({
      sizes: clothesSizes,
      adaptation: { method: 'bitfit', rank: 1, scaling: 1, matrices: 'all', bottleneck: 1, length: 1 },
      base: ({ fetchBytes }) => loadClothes(fetchBytes),
      data: (of) => examplesFor(of, { dataSet: 'mnist', train: 100, validation: 500, test: 0 }),
      old: (of) => examplesFor(of, { dataSet: 'fashion-mnist', train: 2000, validation: 1, test: 500 }),
      optimizer: adam({ learningRate: 'learningRate' }),
      batchSize: 1,
      steps: 1,
      evaluateEvery: 1,
    }).init(population);
    const trainer = createTrainer(population, bound);
    const series = await collect(trainer, 1);
    trainer.dispose();
    population.dispose();
    expect(series.get('validation/oldAccuracy')?.runs[0]?.[0]).toBeGreaterThan(0.8);
    expect(series.get('validation/accuracy')?.runs[0]?.[0]).toBeLessThan(0.3);
  });
});
