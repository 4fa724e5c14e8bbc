/** What is said of trying an adapter from files, in English. */
import { formatCount } from '../format.ts';

export const adapterTrial = {
  title: 'An adapter from files',
  note: 'Choose the two files of a LoRA adapter together, adapter_model.safetensors and adapter_config.json: it is put on its base here and measured, beside what is training.',
  choose: 'Choose files',
  missing: 'Both files are needed: one that ends in .safetensors and one that ends in .json. Choose them together.',
  trying: 'Measuring; this takes some seconds.',
  what: (base: string, rank: number, parameters: number, matrices: string) =>
    `Rank ${rank}, ${formatCount(parameters)} numbers, on the model “${base}”; matrices: ${matrices}.`,
  matrices: { 'query-value': 'query and value', attention: 'all of attention', all: 'all of the block' },
  matricesOfImages: 'all three of the classifier',
  loss: 'Loss, nats a character',
  lossOfImages: 'Loss, nats an image',
  adapted: 'with it',
  without: 'without',
  spanish: 'Spanish',
  english: 'English',
  digits: 'Digits',
  clothes: 'Clothes',
  writes: 'It writes',
};
