/** 会话不再保存更多实时更改时的中文文字。 */
import { formatCount } from '../format.ts';
import type { events as english } from './events.en.ts';

export const events: typeof english = {
  full: (max) =>
    `为了能够重放和分享，一次会话最多保存 ${formatCount(max)} 次实时更改。此后的更改将用于下一次运行；“不带更改运行”可使其不含任何更改。分叉仍可以其他取值继续。`,
  waits: (name, max) => `会话已有 ${formatCount(max)} 次实时更改，不再保存更多：${name}将用于下一次运行。`,
};
