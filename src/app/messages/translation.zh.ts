/** What is said of an experiment's texts that are not there in the reader's language, in Chinese. */
import type { translation as english } from './translation.en.ts';

export const translation: typeof english = {
  short: '英文',
  missing: '本实验的文字尚未全部译成中文，缺少的部分以英文显示。',
};
