/** What is said of adding, renaming and removing arms, in Chinese. */
import type { arms as english } from './arms.en.ts';

export const arms: typeof english = {
  add: '添加实验组',
  declared: '已声明的',
  copyOf: '复制',
  rename: (name) => `重命名“${name}”`,
  nameOf: (name) => `“${name}”的名称`,
  remove: (name) => `移除“${name}”`,
};
