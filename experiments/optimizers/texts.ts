/** The words of the optimizers experiment, by language. */
export { en } from './texts.en.ts';
export { zh } from './texts.zh.ts';
