/** MNIST: handwritten digits, 28 × 28 grey levels. Packed: 1,000 training and 200 test images of each class. */
import { imagesSource } from './images.ts';
import { packed } from './packed.ts';

export const mnist = imagesSource({
  name: 'MNIST',
  classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
  featureShape: [28, 28, 1],
  origin: 'Yann LeCun, Corinna Cortes, Christopher J. C. Burges, from NIST’s Special Databases 1 and 3',
  licence: 'CC BY-SA 3.0',
  file: packed.mnist,
});
