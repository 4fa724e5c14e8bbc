/** A program for language models: predict the next character; adapt a base to a new text and measure what is gained and what is forgotten. */
import { add, exp, slice, sub, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { vocabulary } from '../data/characters.ts';
import type { Weights } from '../data/base-models.ts';
import { packedTexts } from '../data/packed-texts.ts';
import { evaluationWindows, loadText } from '../data/texts.ts';
import type { TextId } from '../data/texts.ts';
import { scaledOp } from '../device/kernels/scaled.ts';
import { tokenWindowsOp } from '../device/kernels/tokens.ts';
import { adaptedModel, baseModel } from '../layers/adapted-model.ts';
import type { Adaptation, ModelSizes } from '../layers/adaptation-methods.ts';
import type { ApplyContext, Layer } from '../layers/layer.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { sharedBuffers, startFrom } from './base-weights.ts';
import { lossAndGradients } from './gradients.ts';
import { loraChecks } from './lora-checks.ts';
import { networkNeeds } from './memory-needs.ts';
import type { MemoryNeeds, PopulationSize } from './memory-needs.ts';
import type { Population } from './population.ts';
import { stepWork } from './step-work.ts';
import type { BoundProgram, Evaluation, Live, Probe, Program, Step, Tree } from './program.ts';
import { branchAt, leaves, tensorAt } from './tree.ts';

export interface LanguageModellingOptions {
  sizes: ModelSizes;
  adaptation: Adaptation;
  /** The weights that are adapted; absent: the model is trained from its initial weights (`full` only). */
  base?: (population: Population) => Promise<Weights>;
  /** What was trained before, by path, without a run axis (an adapter): runs start from it in place of a fresh start. */
  trained?: (population: Population) => Promise<Weights>;
  /** The text to learn. */
  text: TextId;
  /** A text that the base knows: its loss is evaluated as `oldLoss`. */
  old?: TextId;
  optimizer: Optimizer;
  /** Windows of a training step, each of `sizes.context` characters. */
  batchSize: number;
  steps: number;
  evaluateEvery: number;
  /** Windows of each text in an evaluation, evenly spaced over what is held out. */
  evaluationWindows: number;
  probes?: (bound: BoundModel) => Record<string, Probe>;
}

/** A model on the device, for probes. */
export interface BoundModel {
  population: Population;
  /** Logits `[R, B, T, vocabulary]` of ids `[R, B, T]` int32, for any parameters of the model's structure. */
  apply(parameters: Tree, ids: Tensor): Tensor;
  context: number;
  /** Trained numbers of a run, and numbers of the base that is adapted (those of the model where there is none). */
  parameters: number;
  baseParameters: number;
}

/** Windows of the evaluation on which LoRA is compared with its base. */
const compared = 4;

/** Windows that are evaluated at once: bounds the memory of an evaluation. */
const chunk = 16;

interface Windows {
  ids: Tensor;
  labels: Tensor;
}

/** The same windows for every run, in chunks: `[R, B, T]` int32 each. */
function windowsFor(R: number, tokens: Int32Array, count: number, length: number): Windows[] {
  const { ids, labels } = evaluationWindows(tokens, count, length);
  const chunks: Windows[] = [];
  for (let first = 0; first < count; first += chunk) {
    const size = Math.min(chunk, count - first);
    const copies = (values: Int32Array): Tensor => {
      const own = values.subarray(first * length, (first + size) * length);
      const all = new Int32Array(R * own.length);
      for (let run = 0; run < R; run++) all.set(own, run * own.length);
      return tensor(all, [R, size, length], 'int32');
    };
    chunks.push({ ids: copies(ids), labels: copies(labels) });
  }
  return chunks;
}

/** The ids of the first few windows, a tensor of their own. */
function firstOf([first]: readonly Windows[]): Tensor {
  if (!first) throw new Error('an evaluation needs windows');
  const [R = 0, B = 0, T = 0] = first.ids.shape;
  return tidy(() => slice(first.ids, [0, 0, 0], [R, Math.min(compared, B), T]));
}

/** Mean loss in nats a character over all windows, `[R]`. */
function meanLoss(windows: readonly Windows[], logits: (ids: Tensor) => Tensor): Tensor {
  const total = windows.reduce((sum, { ids }) => sum + (ids.shape[1] ?? 0), 0);
  return windows
    .map(({ ids, labels }) => tidy(() => scaledOp(crossEntropy(logits(ids), labels), (ids.shape[1] ?? 0) / total)))
    .reduce((sum, part) => add(sum, part));
}

/**
 * Next-character prediction. Its step streams `trainingLoss` (nats a character); an evaluation gives `loss` and `perplexity` on held-out text,
 * with a base `gain` (how much lower than the base's loss), with an old text `oldLoss`, and for LoRA the two differences of `lora-checks.ts`.
 *
 * The frozen weights are one copy for all runs and no part of the state: no checkpoint holds them.
 */
export function languageModelling(options: LanguageModellingOptions): Program {
  if (!options.base && options.adaptation.method !== 'full') throw new Error('without a base there is nothing to adapt: train everything');
  return { init: (population) => bind(options, population), memory: (size) => needsOf(options, size) };
}

/** The base, the training text and the optimizer's numbers; windows that every run has for itself. */
function needsOf(options: LanguageModellingOptions, size: PopulationSize): MemoryNeeds {
  const { sizes, adaptation, optimizer } = options;
  const texts = options.old === undefined ? 1 : 2;
  const frozen = options.base ? baseModel(vocabulary, sizes).parameters : 0;
  const tokens = packedTexts[options.text].train;
  return networkNeeds(
    {
      model: adaptedModel(vocabulary, sizes, adaptation),
      input: [sizes.context],
      moments: optimizer.moments,
      passes: [
        { examples: options.batchSize, given: 2 * sizes.context, training: true },
        { examples: Math.min(chunk, options.evaluationWindows), given: 0, training: false },
      ],
      perRun: 2 * texts * options.evaluationWindows * sizes.context,
      shared: frozen + tokens,
      largestShared: Math.max(tokens, vocabulary * sizes.width),
    },
    size,
  );
}

async function bind(options: LanguageModellingOptions, population: Population): Promise<BoundProgram> {
  const { sizes, adaptation, optimizer } = options;
  const { R } = population;
  const weights = await options.base?.(population);
  const trained = await options.trained?.(population);
  const text = await loadText(options.text, population.fetchBytes);
  const old = options.old === undefined ? null : await loadText(options.old, population.fetchBytes);

  const model = adaptedModel(vocabulary, sizes, adaptation);
  const made = model.init(population, '');
  const parameters = weights ? startFrom({ ...weights, ...trained }, made, population) : made;
  const optimizerState = optimizer.init(population, parameters);
  const base = weights ? sharedBuffers(weights) : {};
  const tokens = tensor(text.train, [text.train.length], 'int32');
  const windows = windowsFor(R, text.validation, options.evaluationWindows, sizes.context);
  const oldWindows = old ? windowsFor(R, old.validation, options.evaluationWindows, sizes.context) : null;
  const like = population.constant(1);
  // Nothing here draws random numbers but the order of the windows.
  const still = tensor([0], [1], 'int32');
  const contextOf = (live: Live, buffers: Tree = base): ApplyContext => ({ training: false, live, t: still, key: population.key, buffers });
  const logitsOf = (layer: Layer, own: Tree, ids: Tensor, buffers?: Tree): Tensor =>
    layer.apply(own, ids, contextOf(population.live, buffers), '');

  const plain = adaptedModel(vocabulary, sizes, { ...adaptation, method: 'none' });
  const baseLogits = (ids: Tensor, buffers?: Tree): Tensor => logitsOf(plain, {}, ids, buffers);
  const baseLoss = weights ? tidy(() => meanLoss(windows, baseLogits)) : null;
  const checks =
    adaptation.method === 'lora' ? loraChecks({ adaptation, live: population.live, base, inputs: firstOf(windows), baseLogits }) : null;

  const train: Step = (state, input) => {
    const own = branchAt(state, 'parameters');
    const [ids, labels] = [tensorAt(input.batch, 'ids'), tensorAt(input.batch, 'labels')];
    const { loss, gradients } = lossAndGradients(() => crossEntropy(model.apply(own, ids, contextOf(input.live), ''), labels), own, like);
    const updated = optimizer.update(own, gradients, branchAt(state, 'optimizer'), input.live);
    return { state: { parameters: updated.parameters, optimizer: updated.state }, out: { trainingLoss: loss } };
  };
  const evaluate: Step = (state) => {
    const own = branchAt(state, 'parameters');
    const logits = (ids: Tensor): Tensor => logitsOf(model, own, ids);
    const loss = meanLoss(windows, logits);
    return {
      out: {
        loss,
        perplexity: exp(loss),
        ...(baseLoss && { gain: sub(baseLoss, loss) }),
        ...(oldWindows && { oldLoss: meanLoss(oldWindows, logits) }),
        ...checks?.compare(own, logits),
      },
    };
  };
  const validation: Evaluation = { sizes: [options.evaluationWindows], batch: () => ({}), step: evaluate };
  return {
    state: { parameters, optimizer: optimizerState },
    steps: { train },
    batches: { train: (t, key) => ({ ...tokenWindowsOp(tokens, key('order'), t, options.batchSize, sizes.context) }) },
    evaluations: { validation },
    probes:
      options.probes?.({
        population,
        context: sizes.context,
        apply: (own, ids) => logitsOf(model, own, ids),
        parameters: model.parameters,
        baseParameters: baseModel(vocabulary, sizes).parameters,
      }) ?? {},
    phases: [{ name: 'train', cycle: ['train'], steps: options.steps, batches: 'train', evaluateEvery: options.evaluateEvery }],
    parameters: model.parameters,
    work: stepWork(model, [sizes.context], options.batchSize, text.train.length / sizes.context),
    resources: [
      tokens,
      like,
      still,
      ...leaves(base).map(([, buffer]) => buffer),
      ...[...windows, ...(oldWindows ?? [])].flatMap(({ ids, labels }) => [ids, labels]),
      ...(baseLoss ? [baseLoss] : []),
      ...(checks?.resources ?? []),
    ],
  };
}
