/** What is said of a link that cannot be read, and of settings that are refused, in Chinese. */
import type { link as english } from './link.en.ts';

export const link: typeof english = {
  title: '无法读取这个链接',
  intro: '实验存在，但链接要求的内容它没有。',
  useDefaults: '用声明的设置打开',
  field: {
    field: '设置项',
    hyperparameter: '超参数',
    live: '可实时更改的超参数',
    arm: '实验组',
    preset: '预设',
    device: '设备',
    experiment: '实验',
  },
  unknownName: (kind, got) => `没有名为“${got}”的${kind}。`,
  unknownOption: (name, got) => `${name}不能取“${got}”。`,
  notNumber: (name, min, max, got) => `${name}应为 ${min} 到 ${max} 之间的数，而不是“${got}”。`,
  notInteger: (name, min, max, got) => `${name}应为 ${min} 到 ${max} 之间的整数，而不是 ${got}。`,
  range: (name, min, max, got) => `${name}应在 ${min} 到 ${max} 之间，而不是 ${got}。`,
  sessionWide: (name, arm) => `${name}由所有组共用，不能只为“${arm}”设置。`,
  duplicateArm: (arm) => `“${arm}”组出现了两次。`,
  armCount: (min, max, got) => `一次会话应有 ${min} 到 ${max} 个组，而不是 ${got} 个。`,
  sweepCount: (min, max, got) => `一次扫描包含 ${min} 到 ${max} 个不同的值，而不是 ${got} 个。`,
  impossible: (arm, why) => `实验臂“${arm}”无法这样训练。${why}`,
  armLabel: (min, max) => `组的名称为 ${min} 到 ${max} 个字符。`,
  armName: (got) => `“${got}”不能作为组名：只能用字母、数字、“-”和“_”，最多 40 个字符。`,
  wrongType: (name, got) => `${name}的类型不对：${got}。`,
  nearest: (name) => `也许是“${name}”。`,
  possible: (names) => `可选：${names.join('、')}。`,
};
