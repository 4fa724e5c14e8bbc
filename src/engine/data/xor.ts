/** Four squares like a chessboard: the class says whether the signs of the two coordinates differ. The oldest non-linear problem. */
import { pointsSource } from './points.ts';

/** Half of the empty strip between two squares. */
const MARGIN = 0.1;

export const xor = pointsSource({
  id: 'xor',
  name: 'XOR',
  classNames: ['same signs', 'different signs'],
  defaultNoise: 0.1,
  origin: 'Minsky and Papert, Perceptrons, 1969',
  place(label, first, second) {
    // The first number gives x with its sign; the sign of y then follows from the class.
    const x = 2 * first - 1;
    const y = MARGIN + (1 - MARGIN) * second;
    const right = x >= 0;
    return [(right ? MARGIN : -MARGIN) + (1 - MARGIN) * x, right === (label === 0) ? y : -y];
  },
});
