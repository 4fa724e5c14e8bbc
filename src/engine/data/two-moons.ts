/** Two interleaving half circles of radius 1: the classic set that no straight line separates but a small network does. */
import { cosine, sine, TAU } from '../random/elementary.ts';
import { pointsSource } from './points.ts';

export const twoMoons = pointsSource({
  id: 'two-moons',
  name: 'Two moons',
  classNames: ['upper moon', 'lower moon'],
  defaultNoise: 0.2,
  origin: 'the geometry of scikit-learn’s make_moons',
  place(label, first) {
    const angle = (first * TAU) / 2;
    return label === 0 ? [cosine(angle), sine(angle)] : [1 - cosine(angle), 0.5 - sine(angle)];
  },
});
