/** 界面的全部中文文字。 */
import { formatCount } from '../format.ts';
import { failure } from './failure.zh.ts';
import { statistics } from './statistics.zh.ts';
import { adapterTrial } from './adapter-trial.zh.ts';
import { memory } from './memory.zh.ts';
import { ownAdapter } from './own-adapter.zh.ts';
import { arms } from './arms.zh.ts';
import { charts } from './charts.zh.ts';
import { home } from './home.zh.ts';
import { topics } from './topics.zh.ts';
import { device } from './device.zh.ts';
import { comparison } from './comparison.zh.ts';
import { doubling } from './doubling.zh.ts';
import { keys } from './keys.zh.ts';
import { sweep } from './sweep.zh.ts';
import { translation } from './translation.zh.ts';
import { devicePage } from './device-page.zh.ts';
import { link } from './link.zh.ts';
import { ownData } from './own-data.zh.ts';
import { network } from './network.zh.ts';
import { predictions } from './predictions.zh.ts';
import { live } from './live.zh.ts';
import { events } from './events.zh.ts';
import { compare } from './compare.zh.ts';
import { fork } from './fork.zh.ts';
import { keep } from './keep.zh.ts';
import { storageUse } from './storage-use.zh.ts';
import { sessionsPage } from './sessions-page.zh.ts';
import { share } from './share.zh.ts';
import { takeAway } from './take-away.zh.ts';
import type { Messages } from './en.ts';

const list = (items: readonly string[]): string => items.join('、');

export const zh: Messages = {
  devicePage,
  network,
  predictions,
  ownData,
  sessionsPage,
  keep,
  fork,
  storageUse,
  compare,
  share,
  link,
  live,
  axisTime: '只有在此训练过的会话和带有时间的链接才知道耗时。',
  events,
  takeAway,
  app: {
    title: (page) => (page === null ? 'Ablate' : `${page} · Ablate`),
    skip: '跳到正文',
    experiments: '实验',
    sessions: '会话',
    sandbox: '沙盒',
    device: '设备',
    navigation: '主导航',
  },
  home,
  topics,
  when: {
    today: '今天',
    yesterday: '昨天',
    daysAgo: (days) => `${days} 天前`,
  },
  status: {
    supported: '成立',
    refuted: '不成立',
    inconclusive: '尚无定论',
    none: '无判定',
    soFar: '目前',
  },
  seeds: (count) => `${formatCount(count)} 个种子`,
  seedsOf: (counted, all) => `${all} 个种子中的 ${counted} 个`,
  duration: (seconds) => {
    if (seconds < 1) return '不到 1 秒';
    if (seconds < 100) return `${Math.round(seconds)} 秒`;
    const minutes = Math.round(seconds / 60);
    return minutes < 100 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分`;
  },
  theme: {
    label: '主题',
    light: '浅色',
    dark: '深色',
    system: '跟随系统',
  },
  language: {
    label: '语言',
  },
  device,
  run: {
    bar: '会话',
    run: '运行',
    pause: '暂停',
    resume: '继续',
    runAgain: '再次运行',
    restart: '重新开始',
    step: '单步',
    stepHint: '再训练一步，然后暂停（→）',
    runHint: '运行或暂停（空格）',
    reset: '重置',
    resetHint: '回到第一步之前（R）',
    progress: '进度',
    stepOf: (step, steps) => `第 ${formatCount(step)} / ${formatCount(steps)} 步`,
    left: (duration) => `剩余 ${duration}`,
    speed: (perRun, runs, sum) => `每次运行每秒 ${perRun} 步，${formatCount(runs)} 次运行共每秒 ${sum} 步`,
    planned: (steps, runs) => `${formatCount(steps)} 步 × ${formatCount(runs)} 次运行`,
    starting: '正在准备数据和网络',
    paused: '已暂停',
    done: '已完成',
    failed: '因错误停止',
    pending: (names) => `下次运行时各组重新训练：已修改${list(names)}`,
    waiting: '下次运行生效',
    toSettings: '转到设置',
    toCharts: '回到图表',
    announce: {
      running: (device) => `训练开始，设备：${device}。`,
      quarter: (percent) => `已完成 ${percent} %。`,
      paused: (step) => `已暂停在第 ${formatCount(step)} 步。`,
      done: (verdict) => `训练结束。${verdict}`,
      failed: '训练因错误停止。',
      diverged: (count) => `有 ${formatCount(count)} 次运行已发散。`,
      reset: '会话已重置。',
    },
  },
  settings: {
    arms: '实验组',
    shared: '所有组共用',
    session: '会话',
    sweep: '扫描',
    preset: '预设',
    seeds: '种子数',
    seedsTip: '每组重复训练的次数。同一编号的种子在各组中使用相同的初始权重、数据和顺序，因此各组可以成对比较。',
    sessionSeed: '会话种子',
    sessionSeedTip: '所有随机性都由这一个数导出；数相同，会话就相同。',
    steps: '步数',
    stepsTip: '每次运行的训练步数。与声明不同时，判定只算探索性的。',
    isDefault: '默认',
    reset: (name) => `将“${name}”恢复为默认值`,
    resetAll: '恢复全部默认设置',
    restarts: '修改后该组重新训练',
    rangeError: (min, max) => `取值范围 ${min} 到 ${max}。`,
    wholeError: (min, max) => `请输入 ${min} 到 ${max} 之间的整数。`,
    baseline: '基准',
    ownValues: '该组的其他取值',
  },
  units: { units: '个', examples: '个', steps: '步', pixels: '像素', degrees: '度' },
  quantity: {
    loss: '损失',
    accuracy: '准确率',
    explained: 'R²',
    error: '均方根误差',
    gap: '泛化差距',
    height: '高度',
    gain: '收益',
    forgetting: '旧数据上的损失',
    perplexity: '困惑度',
    difference: '差异',
    step: '步',
    trainingModeLoss: '训练模式下的损失',
    modeGap: '两种模式之差',
  },
  charts,
  adapterTrial,
  ownAdapter,
  memory,
  arms,
  comparison,
  doubling,
  keys,
  translation,
  sweep,
  statistics,
  probe: {
    class: (index) => `类别 ${index}`,
    probability: '属于类别 1 的概率',
    seed: '种子',
    at: (step) => `当前为第 ${formatCount(step)} 步。`,
    waiting: '将在下次评估时绘制。',
    beforeRun: '开始运行后绘制。',
    saveAdapter: (arm) => `保存“${arm}”的适配器`,
    columns: { parameters: '训练参数', share: '占比', optimizerMemory: '优化器内存' },
    bytes: (kilobytes) => `${kilobytes} kB`,
    name: (arm) => `${arm}的决策边界`,
    startAt: (x: string, y: string) => `路径起点：x ${x}，y ${y}`,
    startKeys: '也可用方向键移动。',
  },
  verdict: {
    title: '判定',
    source: '出处',
    recorded: '预先录制的参考会话',
    beforeRun: '运行实验，在本设备上检验这个论断。',
    expected: (status) => `在此预设下的预期：${status}。`,
    effect: '效应',
    effectOver: (threshold) => `相对阈值 ${threshold}`,
    nothingPosed: '在这些设置下没有提出论断：请观察和比较。',
    pairedSeeds: (count) => `${formatCount(count)} 个配对种子`,
    followed: (first, second) => `${first}${second}`,
    runsDiverged: (count) => `${formatCount(count)} 次运行发散`,
    tTest: '配对 t 检验',
    signFlip: '符号翻转检验',
    soFar: '目前只有效应和区间；到声明的最后一步才给出判定。',
    soFarAt: (step, steps) => `目前，第 ${formatCount(step)} 步，共 ${formatCount(steps)} 步`,
    reason: {
      significant: '两种检验都认为，种子之间的偶然波动不足以解释这一差异。',
      significantT: '检验认为，种子之间的偶然波动不足以解释这一差异。',
      notSignificantT: (alpha) => `种子之间的偶然波动就足以解释这一差异：检验需 p ≤ ${alpha}。`,
      notSignificant: (alpha) => `种子之间的偶然波动就足以解释这一差异：两种检验都需 p ≤ ${alpha}。`,
      holdsExactly: '这是精确检查，而不是种子之间的检验：每次运行都通过。',
      failsExactly: '这是精确检查，而不是种子之间的检验：至少有一次运行未通过。',
      identical: '各组在数值上完全相同：所有差异都恰好为 0。',
      seedsDoNotVary: '种子之间没有变化：每个种子给出的差异都一样，无从判断波动大小。',
      tooFewSeeds: '少于 3 个种子时不作判定。请增加种子数后再次运行。',
      diverged: (count) => `有 ${formatCount(count)} 次运行发散，而论断没有说明发散的运行如何计算。`,
      armMissing: '本次会话缺少论断所涉及的某一组。',
      unfinished: '会话尚未到达最后一步。',
      exploratory: '设置与声明不同，因此本次会话既不支持也不否定这个论断。',
    },
    fewSeeds: '只有 3 至 5 个种子时，结果依赖于“种子间差异近似正态”这一假设。',
    how: '计算方法',
    endpointLast: (measure) => `每次运行的终点：最后一次评估的${measure}。`,
    width: '接近最佳的十倍程数',
    endpointWidth: (measure, factor) =>
      `每个种子的数值：扫描中使最终${measure}不超过自身最低值 ${factor} 倍的范围，以十倍程计；各值之间在对数坐标上取直线。`,
    endpointBest: (measure, score) => `每个种子的数值：在其${measure}最低的那个扫描值处，最终的${score}。`,
    endpointMean: (measure, count) => `每次运行的终点：最后 ${count} 次评估的${measure}均值。`,
    contrast: (formula) => `每个种子的对比量：${formula}。`,
    threshold: (direction, threshold) =>
      direction === 'less' ? `对比量低于 ${threshold} 时论断成立。` : `对比量高于 ${threshold} 时论断成立。`,
    exact: (tolerance) =>
      tolerance === '0' ? '若每次运行都恰好为 0，则论断成立。' : `若每次运行与 0 的偏离都不超过 ${tolerance}，则论断成立。`,
    tests: '对各种子的对比量做双侧配对 t 检验；种子不少于 6 个时再做精确的符号翻转检验，两者都须通过。',
    level: (look, percent) => (look > 0 ? `${percent} 区间，已计入对数据的多次查看。` : `${percent} 区间。`),
    divergedCountsAs: (value) => `发散的运行按 ${value} 计。`,
    varied: '种子间的变化',
    sources: { weights: '初始权重', data: '训练子集', order: '样本顺序', masks: '掩码', start: '起点', noise: '噪声' },
    comma: '、',
    nothingVaried: '无',
    splits: '样本',
    splitSizes: (train, validation, test) =>
      [`训练 ${formatCount(train)}`, `验证 ${formatCount(validation)}`, ...(test > 0 ? [`测试 ${formatCount(test)}`] : [])].join('，'),
    tuning: '设置',
    tuningDefault: '各组均为默认值，未调优',
    tuningChosen: '各组取几个学习率中最好的一个，在另一个会话种子上选定',
    tuningSwept: '各组取扫描中的最佳值，在每个种子内选定',
    tuningChanged: '手动修改过，未调优',
    exploratory: '探索性',
    departs: '与声明不同之处：',
    departureValue: (name, arm, got, declared) => `${name}${arm === null ? '' : `（${arm}）`}：${got}，声明为 ${declared}`,
    departureSteps: (got, declared) => `步数：${got}，声明为 ${declared}`,
    departureSweep: (got, declared) => `扫描：${got}${declared === null ? '' : `，而非 ${declared}`}`,
    departureArm: (arm) => `未声明的组：${arm}`,
    unset: '无',
  },
  notFound: {
    title: '没有这个页面',
    text: (path) => `“${path}”处没有内容。链接可能已过时，或少了字符。`,
    experiment: (id) => `没有名为“${id}”的实验。它可能已改名，或链接不完整。`,
    back: '全部实验',
    perhaps: '也许是这个：',
  },
  failure,
};
