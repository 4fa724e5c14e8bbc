/** Fashion-MNIST: clothes in the format of MNIST, and harder. Packed: 1,000 training and 200 test images of each class. */
import { imagesSource } from './images.ts';
import { packed } from './packed.ts';

export const fashionMnist = imagesSource({
  name: 'Fashion-MNIST',
  classNames: ['T-shirt/top', 'trouser', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker', 'bag', 'ankle boot'],
  featureShape: [28, 28, 1],
  origin: 'Zalando Research: Han Xiao, Kashif Rasul, Roland Vollgraf, arXiv:1708.07747',
  licence: 'MIT',
  file: packed.fashionMnist,
});
