/** The words of the dropout experiment. */
export { en } from './texts.en.ts';
export { zh } from './texts.zh.ts';
