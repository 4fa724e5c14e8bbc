/** A circle of radius ½ inside one of radius 1: separable by the distance from the middle only. */
import { cosine, sine, TAU } from '../random/elementary.ts';
import { pointsSource } from './points.ts';

export const circles = pointsSource({
  id: 'circles',
  name: 'Circles',
  classNames: ['outer circle', 'inner circle'],
  defaultNoise: 0.1,
  origin: 'the geometry of scikit-learn’s make_circles with factor 0.5',
  place(label, first) {
    const radius = label === 0 ? 1 : 0.5;
    return [radius * cosine(first * TAU), radius * sine(first * TAU)];
  },
});
