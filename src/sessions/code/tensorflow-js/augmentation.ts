/** Augmentation in plain JavaScript, as the text of a module: the same draws as in the browser, and the same examples but for rounding. */
import type { ArmDescription } from '../../../experiment/arm-description.ts';
import type { RunOfArm } from '../run-of-arm.ts';

type Augmented = Pick<ArmDescription, 'augmentation'>;

/** Names that a program takes from `augmentation.mjs`, at the beginning or from a step on. */
function augmentationNames({ description, changes = [] }: RunOfArm): string[] {
  const all = [description, ...changes.map((change) => change.description)];
  const used = all.flatMap((one) => (one.task === 'examples' && one.augmentation ? [one.augmentation] : []));
  return [
    ...(used.some(({ noise }) => noise > 0) ? ['addNoise'] : []),
    ...(used.some(({ shift, degrees }) => shift > 0 || degrees > 0) ? ['moveImages'] : []),
  ];
}

/** The line that imports them; empty where examples stay as they are. */
export function augmentationImport(run: RunOfArm): string {
  const names = augmentationNames(run);
  return names.length > 0 ? `import { ${names.join(', ')} } from './augmentation.mjs';\n` : '';
}

/** Files beside a program that it imports. */
export const javascriptAugmentationFiles = (run: RunOfArm): Record<string, string> =>
  augmentationNames(run).length > 0 ? { 'augmentation.mjs': javascriptAugmentation } : {};

/** An expression: the tensor that `batch` [BATCH_SIZE, features] becomes in an `update`. */
export function augmentedBatch({ augmentation }: Augmented, batch: string): string {
  if (!augmentation) return batch;
  const { shift, degrees, noise } = augmentation;
  const moved =
    shift > 0 || degrees > 0
      ? `moveImages(${batch}.dataSync(), BATCH_SIZE, key('augmentation/move'), update, ${shift}, ${degrees})`
      : `${batch}.dataSync()`;
  const all = noise > 0 ? `addNoise(${moved}, key('augmentation/noise'), update, ${noise})` : moved;
  return `tf.tensor(${all}, [BATCH_SIZE, train.x.shape[1]])`;
}

const javascriptAugmentation = `/** Changes batches of examples as Ablate does: by the run's key, the place in the batch and the update. */
import { threefry, uniform } from './random.mjs';

/**
 * count square images, each moved by up to shift pixels along both axes and turned by up to degrees about its centre: between pixels bilinear,
 * beyond the edge the edge's value. The turn is uniform in the tangent of half the angle.
 */
export function moveImages(x, count, key, update, shift, degrees) {
  const side = Math.round(Math.sqrt(x.length / count));
  const [centre, last, moved] = [(side - 1) / 2, side - 1, new Float32Array(x.length)];
  const [most, turn] = [Math.fround(shift), Math.tan((Math.fround(degrees) * Math.PI) / 360)];
  const inside = (place) => Math.min(last, Math.max(0, place));
  const draws = uniform(key, 4 * count, update);
  for (let image = 0; image < count; image++) {
    const draw = (which) => 2 * draws[4 * image + which] - 1;
    const [dx, dy, bend] = [most * draw(0), most * draw(1), turn * draw(2)];
    const [cosine, sine] = [(1 - bend ** 2) / (1 + bend ** 2), (2 * bend) / (1 + bend ** 2)];
    const at = (row, column) => x[(image * side + row) * side + column];
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const [u, v] = [column - centre - dx, row - centre - dy];
        const [across, down] = [inside(cosine * u + sine * v + centre), inside(cosine * v - sine * u + centre)];
        const [left, top] = [Math.floor(across), Math.floor(down)];
        const [right, bottom] = [Math.min(last, left + 1), Math.min(last, top + 1)];
        const [a, b] = [across - left, down - top];
        const upper = (1 - a) * at(top, left) + a * at(top, right);
        const lower = (1 - a) * at(bottom, left) + a * at(bottom, right);
        moved[(image * side + row) * side + column] = (1 - b) * upper + b * lower;
      }
    }
  }
  return moved;
}

/** Noise near normal, for every number: the sum of four uniform integers of 16 bits. */
export function addNoise(x, key, update, deviation) {
  const factor = Math.fround(Math.fround(deviation) * Math.fround(1 / Math.sqrt((65536 ** 2 - 1) / 3)));
  return x.map((value, element) => {
    const sum = threefry(key, element, update).reduce((all, word) => all + (word >>> 16) + (word & 0xffff), -2 * 65535);
    return value + Math.fround(sum * factor);
  });
}
`;
