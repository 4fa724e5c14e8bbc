/** What can be wrong with a network as it is written, as data that a page can translate, and as one English sentence. */

/** `at` counts layers from 1. */
export type NetworkFault =
  | { code: 'unknownLayer'; at: number; got: string; possible: readonly string[]; nearest: string | null }
  /** A number of a layer is missing, no number, or outside its range. */
  | { code: 'number'; at: number; layer: string; part: NetworkNumber; min: number; max: number; whole: boolean; got: string }
  | { code: 'activation'; at: number; layer: string; got: string; possible: readonly string[]; nearest: string | null }
  /** Words that the layer does not take; `form` is how it is written. */
  | { code: 'surplus'; at: number; layer: string; got: string; form: string }
  | { code: 'tooManyLayers'; max: number; got: number }
  /** Convolution and pooling take images only; `got` is the shape that arrives. */
  | { code: 'noImage'; at: number; layer: string; got: string }
  | { code: 'windowTooLarge'; at: number; layer: string; size: number; side: number }
  | { code: 'groups'; at: number; groups: number; features: number }
  | { code: 'tooManyParameters'; max: number; got: number };

export type NetworkNumber = 'units' | 'channels' | 'size' | 'stride' | 'rate' | 'groups';

const counted = (part: NetworkNumber): string =>
  ({
    units: 'the number of units',
    channels: 'the number of channels',
    size: 'the size',
    stride: 'the stride',
    rate: 'the rate',
    groups: 'the number of groups',
  })[part];

/** One sentence that says what is wrong and what would be right. */
export function describeFault(fault: NetworkFault): string {
  const perhaps = ({ nearest, possible }: { nearest: string | null; possible: readonly string[] }): string =>
    `${nearest === null ? '' : `: did you mean "${nearest}"?`}${nearest === null ? '. ' : ' '}Possible: ${possible.join(', ')}.`;
  switch (fault.code) {
    case 'unknownLayer':
      return `layer ${fault.at}: there is no layer "${fault.got}"${perhaps(fault)}`;
    case 'number':
      return `layer ${fault.at} (${fault.layer}): ${counted(fault.part)} must be a ${fault.whole ? 'whole ' : ''}number from ${fault.min} to ${fault.max}, not ${fault.got === '' ? 'missing' : `"${fault.got}"`}.`;
    case 'activation':
      return `layer ${fault.at} (${fault.layer}): there is no activation "${fault.got}"${perhaps(fault)}`;
    case 'surplus':
      return `layer ${fault.at} (${fault.layer}): "${fault.got}" is too much; it is written "${fault.form}".`;
    case 'tooManyLayers':
      return `a network has at most ${fault.max} hidden layers, not ${fault.got}.`;
    case 'noImage':
      return `layer ${fault.at} (${fault.layer}) takes an image, but ${fault.got} arrives: choose a data set of images, and put it before dense layers.`;
    case 'windowTooLarge':
      return `layer ${fault.at} (${fault.layer}): a window of ${fault.size} pixels does not fit into ${fault.side}; choose a smaller one or fewer poolings.`;
    case 'groups':
      return `layer ${fault.at} (groupnorm): ${fault.features} features do not divide into ${fault.groups} groups.`;
    case 'tooManyParameters':
      return `a network has at most ${fault.max} parameters, not ${fault.got}: make it narrower.`;
  }
}
