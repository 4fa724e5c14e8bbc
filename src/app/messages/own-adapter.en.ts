/** What is said of adapters of a person's own that arms start from, in English. */
import { adapterFault } from './adapter-fault.en.ts';

export const ownAdapter = {
  fault: adapterFault,
  own: 'Own adapters, in this browser',
  facts: (base: string, rank: number) => `rank ${rank}, for “${base}”`,
  value: (rank: number, hash: string) => `own adapter of rank ${rank} (${hash})`,
  open: 'Open an adapter',
  missingFile: 'Both files are needed: one that ends in .safetensors and one that ends in .json. Choose them together.',
  notHere: (hash: string) => `not in this browser (${hash})`,
  missing: (facts: string, hash: string) =>
    `These settings start from somebody’s own adapter that is not in this browser: ${facts}, hash ${hash}. Links never hold data. Open its two files; they are checked against the hash.`,
  otherHash: (got: string, wanted: string) =>
    `This is another adapter than the settings name: hash ${got} in place of ${wanted}. It is kept and can be chosen above; for the same session choose the files that it was made from.`,
  remove: 'Remove from this browser',
  notKept: 'This browser keeps nothing for this page: own adapters stay until the page is left.',
  train: 'Train it on, as an arm',
  added: (arm: string) => `“${arm}” was added to the arms: it starts from these weights.`,
  notAdded: 'No arm was added. ',
  armName: (rank: number) => `LoRA from a file, rank ${rank}`,
};
