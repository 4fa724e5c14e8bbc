/** What is said of adding, showing, renaming and removing arms, in Chinese. */
import type { arms as english } from './arms.en.ts';

export const arms: typeof english = {
  add: '添加实验组',
  declared: '已声明的',
  copyOf: '复制',
  nameOf: (name) => `“${name}”的名称`,
  more: (name) => `实验组“${name}”：重命名、复制、颜色等`,
  hide: (name) => `隐藏“${name}”`,
  show: (name) => `显示“${name}”`,
  hiddenNote: '已隐藏',
  rename: '重命名',
  duplicate: '复制一份',
  makeBaseline: '设为基准',
  up: '上移',
  down: '下移',
  orderNote: '位置与颜色只影响显示：论断与判定不变。',
  remove: '移除',
  colour: '颜色',
  colours: ['黑或白', '橙', '天蓝', '绿', '黄', '蓝', '朱红', '紫'],
  baselineNow: (name) => `基准：${name}。`,
};
