/** The grammar of networks, and shapes and counts against the engine's own. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describedNetwork } from '../../engine/layers/described.ts';
import { hiddenActivations } from '../../engine/layers/description.ts';
import type { LayerDescription, NetworkDescription } from '../../engine/layers/description.ts';
import { modelFacts } from '../../engine/layers/facts.ts';
import { describeFault } from './fault.ts';
import { networkShapes } from './shapes.ts';
import { networkLimits, parseNetwork, printNetwork } from './text.ts';

const whole = ({ min, max }: { min: number; max: number }) => fc.integer({ min, max });
const activation = fc.option(fc.constantFrom(...hiddenActivations));
const layer: fc.Arbitrary<LayerDescription> = fc.oneof(
  fc.record({ kind: fc.constant('dense' as const), units: whole(networkLimits.units), activation }),
  fc.record({
    kind: fc.constant('convolution' as const),
    channels: whole(networkLimits.channels),
    size: whole(networkLimits.size),
    stride: whole(networkLimits.stride),
    activation,
  }),
  fc.record({ kind: fc.constantFrom('maxPool' as const, 'averagePool' as const), size: whole(networkLimits.size) }),
  fc.record({
    kind: fc.constant('dropout' as const),
    rate: fc.option(fc.double({ ...networkLimits.rate, noNaN: true }).map((rate) => rate + 0)),
  }),
  fc.record({ kind: fc.constantFrom('batchNorm' as const, 'layerNorm' as const, 'rmsNorm' as const) }),
  fc.record({ kind: fc.constant('groupNorm' as const), groups: whole(networkLimits.groups) }),
  fc.record({ kind: fc.constant('activation' as const), activation: fc.constantFrom(...hiddenActivations) }),
);
const network = fc.array(layer, { maxLength: 8 });

const parsed = (text: string): NetworkDescription => {
  const result = parseNetwork(text);
  if (!result.ok) throw new Error(describeFault(result.fault));
  return result.network;
};
const complaint = (text: string): string => {
  const result = parseNetwork(text);
  return result.ok ? 'none' : describeFault(result.fault);
};

describe('networks as text', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(network, (one) => {
        expect(parsed(printNetwork(one))).toEqual(one);
      }),
    );
  });

  it('have one canonical form', () => {
    expect(printNetwork(parsed(' Dense 32  ReLU;\nDROPOUT .5 ;; dense 16 leaky-relu; BatchNorm;conv 8 3 stride 1 linear;'))).toBe(
      'dense 32 relu; dropout 0.5; dense 16 leakyrelu; batchnorm; conv 8 3',
    );
    expect(printNetwork(parsed('conv 8 3 stride 2 relu; maxpool 2; groupnorm 4; dropout; tanh'))).toBe(
      'conv 8 3 stride 2 relu; maxpool 2; groupnorm 4; dropout; tanh',
    );
    for (const nothing of ['', ' ; ', 'none', 'NONE']) expect(printNetwork(parsed(nothing))).toBe('none');
  });

  it.each([
    ['dens 32', 'layer 1: there is no layer "dens": did you mean "dense"? Possible: dense, conv,'],
    ['dense 8; dense', 'layer 2 (dense): the number of units must be a whole number from 1 to 1024, not missing.'],
    ['dense 2.5', 'not "2.5"'],
    ['dense 2000', 'not "2000"'],
    ['dense 8 rely', 'layer 1 (dense): there is no activation "rely": did you mean "relu"?'],
    ['dense 8 relu 3', 'layer 1 (dense): "3" is too much; it is written "dense <units> [activation]".'],
    ['conv 8', 'layer 1 (conv): the size must be a whole number from 1 to 28, not missing.'],
    ['dropout 1', 'layer 1 (dropout): the rate must be a number from 0 to 0.95, not "1".'],
    ['dense __proto__', 'not "__proto__"'],
    ['toString', 'there is no layer "tostring"'],
    [Array.from({ length: 25 }, () => 'relu').join(';'), 'a network has at most 24 hidden layers, not 25.'],
  ])('%s is refused with what would be right', (text, sentence) => expect(complaint(text)).toContain(sentence));

  it('never throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseNetwork(text)));
  });
});

describe('shapes and counts', () => {
  const inputs = [[2], [13], [28, 28, 1], [9, 7, 3]] as const;

  it('are the engine’s, and what does not fit is refused by both', () => {
    const small = network.map((layers) =>
      layers.map((one): LayerDescription => {
        if (one.kind === 'dense') return { ...one, units: 1 + (one.units % 12) };
        if (one.kind === 'convolution') return { ...one, channels: 1 + (one.channels % 8), size: 1 + (one.size % 5) };
        if (one.kind === 'groupNorm') return { ...one, groups: 1 + (one.groups % 3) };
        return one.kind === 'maxPool' || one.kind === 'averagePool' ? { ...one, size: 1 + (one.size % 3) } : one;
      }),
    );
    let fitting = 0;
    fc.assert(
      fc.property(small, fc.constantFrom(...inputs), fc.integer({ min: 1, max: 10 }), (one, input, outputs) => {
        const { fault, parameters, layers, output } = networkShapes(one, input, outputs);
        const build = () => describedNetwork(one, input, { outputs, rate: 'rate' });
        if (fault) {
          expect(() => modelFacts(build(), [input.reduce<number>((product, side) => product * side, 1)])).toThrow();
          return;
        }
        fitting++;
        const model = build();
        const facts = modelFacts(model, [input.reduce<number>((product, side) => product * side, 1)]);
        expect(parameters).toBe(model.parameters);
        expect(facts.parameters).toBe(parameters);
        expect(output?.output).toEqual(facts.output);
        const named = (name: string): unknown[] =>
          facts.layers.filter(({ path }) => path.startsWith(`/${name}`)).map((line) => [line.output, line.parameters]);
        const shown = (kind: LayerDescription['kind']): unknown[] =>
          layers.flatMap((line, index) => (one[index]?.kind === kind ? [[line.output, line.parameters]] : []));
        for (const kind of ['dense', 'convolution', 'maxPool', 'batchNorm', 'layerNorm', 'groupNorm', 'rmsNorm'] as const)
          expect(named(kind)).toEqual(shown(kind));
      }),
      { numRuns: 300 },
    );
    expect(fitting).toBeGreaterThan(50);
  });

  it('say which layer does not fit, and stop there', () => {
    const image = networkShapes(parsed('dense 8 relu; conv 4 3'), [2], 2);
    expect(image.fault && describeFault(image.fault)).toContain('layer 2 (conv) takes an image, but 8 arrives');
    expect([image.layers.length, image.output]).toEqual([1, null]);
    const pools = networkShapes(parsed('maxpool 14; maxpool 3'), [28, 28, 1], 10);
    expect(pools.fault && describeFault(pools.fault)).toContain('a window of 3 pixels does not fit into 2');
    const large = networkShapes(parsed('dense 1024; dense 1024; dense 1024; dense 1024; dense 1024; dense 1024'), [28, 28, 1], 10);
    expect(large.fault?.code).toBe('tooManyParameters');
  });
});
