/** Two spirals that wind around each other one and three quarter times: the hardest of the small sets, it needs some depth or width. */
import { cosine, sine, TAU } from '../random/elementary.ts';
import { pointsSource } from './points.ts';

const TURNS = 1.75;
/** The middle stays empty, where the arms would touch. */
const INNER = 0.06;

export const spiral = pointsSource({
  id: 'spiral',
  name: 'Spiral',
  classNames: ['first arm', 'second arm'],
  defaultNoise: 0.03,
  origin: 'Lang and Witbrock, “Learning to tell two spirals apart”, 1988, with 1.75 turns',
  place(label, first) {
    const radius = INNER + (1 - INNER) * first;
    const angle = radius * TURNS * TAU;
    // The second arm is the first one turned by half a circle.
    const side = label === 0 ? 1 : -1;
    return [side * radius * cosine(angle), side * radius * sine(angle)];
  },
});
