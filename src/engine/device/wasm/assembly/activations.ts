/** Activations of layers and their derivatives: 0 linear, 1 ReLU, 2 tanh, 3 sigmoid. */
import { sigmoid, tanh } from './math';

/** activation(z). */
// @ts-ignore: decorator
@inline
export function activate(z: v128, activation: i32): v128 {
  // Not max(z, 0): a NaN must stay one, or divergence would go unseen.
  if (activation == 1) return v128.andnot(z, f32x4.le(z, f32x4.splat(0)));
  if (activation == 2) return tanh(z);
  if (activation == 3) return sigmoid(z);
  return z;
}
