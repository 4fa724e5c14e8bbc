/** Functions of each number by itself on WASM. */
import { numberAttribute, sizeOf } from '../kernel.ts';
import type { Attributes, WasmAccess } from '../kernel.ts';
import { kernelsOf } from './module.ts';
import { activationCodes } from './products.ts';

/** The functions of kernels/activations.ts by the codes that assembly/elementwise.ts gives them. */
const functionNames: readonly unknown[] = [
  ...['sigmoid', 'tanh', 'relu', 'leakyRelu', 'elu', 'gelu', 'geluTanh', 'swish', 'softplus', 'root'],
];

function codeOf(attributes: Attributes): number {
  const code = functionNames.indexOf(attributes['function']);
  if (code < 0) throw new Error(`unknown function ${String(attributes['function'])}`);
  return code;
}

/** y = function(x). */
export function elementwise(access: WasmAccess, attributes: Attributes): void {
  const count = sizeOf(access.shape('x'));
  const parameter = numberAttribute(attributes, 'parameter');
  kernelsOf(access.backend).elementwise(access.offset('x'), access.offset('y'), count, parameter, codeOf(attributes));
}

/** dx = dy · function′(x). */
export function elementwiseGradient(access: WasmAccess, attributes: Attributes): void {
  const [x, dy, dx] = [access.offset('x'), access.offset('dy'), access.offset('dx')];
  const parameter = numberAttribute(attributes, 'parameter');
  kernelsOf(access.backend).elementwiseGradient(x, dy, dx, sizeOf(access.shape('x')), parameter, codeOf(attributes));
}

/** dz = dy · activation′, from the output y of a layer's activation. */
export function activationGradient(access: WasmAccess, activation: keyof typeof activationCodes): void {
  const [dy, y, dz] = [access.offset('dy'), access.offset('y'), access.offset('dz')];
  kernelsOf(access.backend).activationGradient(dy, y, dz, sizeOf(access.shape('y')), activationCodes[activation]);
}

/** y = a ∘ b. */
export function pairwise(access: WasmAccess, operator: '+' | '-' | '*' | '/'): void {
  const [a, b, y] = [access.offset('a'), access.offset('b'), access.offset('y')];
  kernelsOf(access.backend).pairwise(a, b, y, sizeOf(access.shape('y')), '+-*/'.indexOf(operator));
}
