/** Two round clouds of points: linearly separable as far as their noise lets them be. A sanity check that every model should pass. */
import { pointsSource } from './points.ts';

export const gaussians = pointsSource({
  id: 'gaussians',
  name: 'Two Gaussians',
  classNames: ['lower left', 'upper right'],
  defaultNoise: 0.5,
  origin: 'two normal distributions around (−1, −1) and (1, 1)',
  place(label) {
    return label === 0 ? [-1, -1] : [1, 1];
  },
});
