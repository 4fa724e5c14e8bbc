/**
 * Networks as text and back: layers in order, with a semicolon between them.
 *
 *     dense 32 relu; dropout 0.2; dense 16 tanh; batchnorm
 *     conv 8 3 relu; maxpool 2; conv 16 3 stride 2 relu; dense 32 relu
 *
 * `none` is a network without hidden layers. Case does not matter, and a new line stands for a semicolon.
 */
import { hiddenActivations } from '../../engine/layers/description.ts';
import type { HiddenActivation, LayerDescription, LayerKind, NetworkDescription } from '../../engine/layers/description.ts';
import { nearestName } from '../problem.ts';
import { describeFault, type NetworkFault, type NetworkNumber } from './fault.ts';

export const networkLimits = {
  layers: 24,
  parameters: 4_000_000,
  units: { min: 1, max: 1024, whole: true },
  channels: { min: 1, max: 128, whole: true },
  size: { min: 1, max: 28, whole: true },
  stride: { min: 1, max: 4, whole: true },
  rate: { min: 0, max: 0.95, whole: false },
  groups: { min: 1, max: 128, whole: true },
} as const;

/** How each kind of layer is called in text, and what follows its name. */
export const layerForms: Readonly<Record<LayerKind, { word: string; form: string }>> = {
  dense: { word: 'dense', form: 'dense <units> [activation]' },
  convolution: { word: 'conv', form: 'conv <channels> <size> [stride <pixels>] [activation]' },
  maxPool: { word: 'maxpool', form: 'maxpool <size>' },
  averagePool: { word: 'avgpool', form: 'avgpool <size>' },
  dropout: { word: 'dropout', form: 'dropout [rate]' },
  batchNorm: { word: 'batchnorm', form: 'batchnorm' },
  layerNorm: { word: 'layernorm', form: 'layernorm' },
  rmsNorm: { word: 'rmsnorm', form: 'rmsnorm' },
  groupNorm: { word: 'groupnorm', form: 'groupnorm <groups>' },
  activation: { word: 'relu', form: '<activation>' },
};

const nothing = 'none';
const layerWords = Object.values(layerForms).map(({ word }) => word);
const activationWords = hiddenActivations.map((name) => name.toLowerCase());
const words = [...new Set([...layerWords, ...activationWords])];
const decimal = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export type ParsedNetwork = { ok: true; network: NetworkDescription } | { ok: false; fault: NetworkFault };

class Refused extends Error {
  readonly fault: NetworkFault;
  constructor(fault: NetworkFault) {
    super(fault.code);
    this.fault = fault;
  }
}

/** Reads a network, or says what is wrong with the first layer that is. */
export function parseNetwork(text: string): ParsedNetwork {
  const layers = text
    .split(/[;\n]/)
    .map((layer) => layer.trim())
    .filter((layer) => layer !== '');
  if (layers.length === 1 && layers[0]?.toLowerCase() === nothing) return { ok: true, network: [] };
  const max = networkLimits.layers;
  if (layers.length > max) return { ok: false, fault: { code: 'tooManyLayers', max, got: layers.length } };
  try {
    return { ok: true, network: layers.map((layer, index) => parseLayer(layer, index + 1)) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, fault: error.fault };
    throw error;
  }
}

/** The network in its one canonical form. */
export const printNetwork = (network: NetworkDescription): string => (network.length === 0 ? nothing : network.map(printLayer).join('; '));

function printLayer(layer: LayerDescription): string {
  const { word } = layerForms[layer.kind];
  switch (layer.kind) {
    case 'dense':
      return [word, layer.units, ...activationWord(layer.activation)].join(' ');
    case 'convolution': {
      const stride = layer.stride === 1 ? [] : ['stride', layer.stride];
      return [word, layer.channels, layer.size, ...stride, ...activationWord(layer.activation)].join(' ');
    }
    case 'maxPool':
    case 'averagePool':
      return `${word} ${layer.size}`;
    case 'dropout':
      return layer.rate === null ? word : `${word} ${layer.rate}`;
    case 'groupNorm':
      return `${word} ${layer.groups}`;
    case 'activation':
      return layer.activation.toLowerCase();
    default:
      return word;
  }
}

const activationWord = (activation: HiddenActivation | null): string[] => (activation === null ? [] : [activation.toLowerCase()]);

const activationNamed = (word: string): HiddenActivation | undefined =>
  hiddenActivations.find((name) => name.toLowerCase() === word.replaceAll('-', ''));

/** Takes the words of a layer one after the other. */
function parseLayer(text: string, at: number): LayerDescription {
  const [first = '', ...rest] = text.toLowerCase().split(/[\s,]+/);
  const number = (part: NetworkNumber): number => {
    const got = rest.shift() ?? '';
    const { min, max, whole } = networkLimits[part];
    const value = decimal.test(got) ? Number(got) : NaN;
    if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
      throw new Refused({ code: 'number', at, layer: first, part, min, max, whole, got: got.slice(0, 40) });
    }
    return value;
  };
  const optionalActivation = (): HiddenActivation | null => {
    const got = rest.shift();
    if (got === undefined || got === 'linear') return null;
    const found = activationNamed(got);
    if (found) return found;
    const possible = [...activationWords, 'linear'];
    throw new Refused({ code: 'activation', at, layer: first, got: got.slice(0, 40), possible, nearest: nearestName(got, possible) });
  };
  const strideOf = (): number => {
    if (rest[0] !== 'stride') return 1;
    rest.shift();
    return number('stride');
  };
  const read = (): LayerDescription => {
    const activation = activationNamed(first);
    if (activation) return { kind: 'activation', activation };
    switch (first) {
      case layerForms.dense.word:
        return { kind: 'dense', units: number('units'), activation: optionalActivation() };
      case layerForms.convolution.word: {
        const [channels, size] = [number('channels'), number('size')];
        return { kind: 'convolution', channels, size, stride: strideOf(), activation: optionalActivation() };
      }
      case layerForms.maxPool.word:
        return { kind: 'maxPool', size: number('size') };
      case layerForms.averagePool.word:
        return { kind: 'averagePool', size: number('size') };
      case layerForms.dropout.word:
        return { kind: 'dropout', rate: rest.length > 0 ? number('rate') : null };
      case layerForms.batchNorm.word:
        return { kind: 'batchNorm' };
      case layerForms.layerNorm.word:
        return { kind: 'layerNorm' };
      case layerForms.rmsNorm.word:
        return { kind: 'rmsNorm' };
      case layerForms.groupNorm.word:
        return { kind: 'groupNorm', groups: number('groups') };
      default:
        throw new Refused({ code: 'unknownLayer', at, got: first.slice(0, 40), possible: words, nearest: nearestName(first, words) });
    }
  };
  const layer = read();
  const form = layer.kind === 'activation' ? first : layerForms[layer.kind].form;
  if (rest.length > 0) throw new Refused({ code: 'surplus', at, layer: first, got: rest.join(' ').slice(0, 40), form });
  return layer;
}

/** A network that was checked at the door. Throws where it is none. */
export function networkOf(text: string): NetworkDescription {
  const parsed = parseNetwork(text);
  if (!parsed.ok) throw new Error(`"${text}" is no network: ${describeFault(parsed.fault)}`);
  return parsed.network;
}
