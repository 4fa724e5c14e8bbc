/** 关于训练中实时更改的中文文字。 */
import type { live as english } from './live.en.ts';

export const live: typeof english = {
  departure: (count) => `训练期间有 ${count} 次实时更改`,
  count: (max, got) => `一次会话最多有 ${max} 个事件，而不是 ${got} 个。`,
  form: (got) => `事件写作“步数:组.名称=值”，例如“120:*.learningRate=0.03”，而不是“${got}”。`,
};
