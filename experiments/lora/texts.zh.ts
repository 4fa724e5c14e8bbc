/** The Chinese words of the LoRA experiment. */
import type { ExperimentTexts } from '../../src/experiment/experiment.ts';

export const zh: ExperimentTexts = {
  question: '只训练一小部分参数，LoRA 能得到微调的多少收益？',
  summary:
    '一个由本项目预训练、逐字符续写英文的 Transformer 来学习西班牙语。全量微调改变全部权重；低秩适配（LoRA）冻结它们，只训练加在每个矩阵旁的两个窄矩阵之积；另有一组只训练输出层。留意西班牙语损失下降、英语损失上升（遗忘），并读一读各模型写出的文字。收益是指留出的西班牙语文本上的损失比未改动的基础模型低多少。另有一个预设在图像上做同样的事。',
  arms: {
    full: '全量微调',
    head: '仅输出层',
    lora: 'LoRA',
    lora8: 'LoRA，秩 8',
    attention: 'LoRA，仅 query 与 value',
    adapters: '适配器',
    prefix: '前缀',
    prompt: '软提示',
    bitfit: 'BitFit',
  },
  presets: {
    small: {
      name: '小模型',
      description: '110,400 个参数，两个宽度为 64 的块。对块内所有矩阵使用秩 2 的 LoRA 时训练其中的 4.2 %，仅输出层则为 5.6 %。',
    },
    few: { name: '参数太少', description: '仅对 query 与 value 使用秩 1 的 LoRA，只训练小模型 0.5 % 的参数：两条论断都不成立。' },
    base: {
      name: '基础模型',
      description:
        '813,952 个参数，四个宽度为 128 的块。对块内所有矩阵使用秩 2 的 LoRA 时训练其中的 2.3 %，仅输出层则为 1.5 %。没有 GPU 时较慢。',
    },
    images: {
      name: '图像',
      description:
        '一个衣物分类器（Fashion-MNIST）来学习数字（MNIST）。对三个矩阵使用秩 4 的 LoRA 时训练 118,282 个参数中的 4.4 %，仅输出层则为 1.1 %。',
    },
    methods: { name: '所有方法', description: '训练小模型的九种方式，从 0.5 % 的参数到全部参数。' },
  },
  hyperparameters: {
    method: { name: '方法', description: '训练哪些数；其余都保持基础模型的值。' },
    rank: { name: '秩', description: 'LoRA 中 A 的列数与 B 的行数：越大，更新的表达力越强，训练的参数也越多。' },
    matrices: { name: '矩阵', description: 'LoRA 适配每个块中的哪些矩阵。' },
    scaling: { name: '缩放', description: 'alpha 除以秩：LoRA 中 A · B 的系数，作用类似更大的学习率。' },
    adapter: { name: '起点', description: '从先前训练好的适配器（两个文件）继续：LoRA 使用它的秩、矩阵与缩放。' },
    bottleneck: { name: '瓶颈宽度', description: '每个适配器中间的单元数。' },
    length: { name: '长度', description: '在每个块的键和值之前（前缀）或在文本之前（软提示）训练的向量个数。' },
    learningRate: { name: '学习率', description: 'Adam 每一步移动被训练的数的幅度。各方法各有其值。' },
    model: { name: '基础模型', description: '被适配的预训练模型。' },
    examples: { name: '训练样本数', description: '每个种子抽取多少张数字图像用于训练。' },
    batchSize: { name: '批大小', description: '每个训练步中长度为 64 个字符的窗口数，或图像数。' },
    steps: { name: '步数', description: '本次会话的训练步数。' },
    temperature: { name: '温度', description: '仅用于采样文本：小于 1 时高概率字符更可能，大于 1 时则相反。' },
    topK: { name: 'top-k', description: '仅用于采样文本：下一个字符最多有这么多候选；0 表示全部。' },
    topP: { name: 'top-p', description: '仅用于采样文本：概率之和达到此值的最少候选。' },
  },
  options: {
    'method.full': '全量',
    'method.head': '仅输出层',
    'method.lora': 'LoRA',
    'method.adapters': '适配器',
    'method.prefix': '前缀',
    'method.prompt': '软提示',
    'method.bitfit': 'BitFit',
    'adapter.none': '从头开始',
    'matrices.query-value': 'query 与 value',
    'matrices.attention': '全部注意力矩阵',
    'matrices.all': '块内全部矩阵',
    'model.small': '小',
    'model.base': '基础',
    'model.clothes': '衣物（图像）',
  },
  measures: {
    trainingLoss: '训练损失（小批量）',
    newLoss: '西班牙语损失',
    oldLoss: '英语损失',
    digitsLoss: '数字损失',
    clothesLoss: '衣物损失',
    digitsAccuracy: '数字准确率',
    clothesAccuracy: '衣物准确率',
    gain: '新数据上的收益',
    perplexity: '西班牙语困惑度',
    mergeDifference: '合并后 logit 的最大差异',
    removalDifference: '移除后 logit 与基础模型的最大差异',
  },
  impossible: {
    sequenceInImages: '前缀与软提示放在序列之前，而这里的图像不是序列：请选择其他方法或语言模型。',
  },
  claims: {
    share: {
      sentence: 'LoRA 至少得到全量微调收益的 80 %。',
      generic: '“{0}”至少得到“{1}”收益的 80 %。',
      source: 'Hu, Shen, Wallis, Allen-Zhu, Li, Wang, Wang and Chen, LoRA: low-rank adaptation of large language models, ICLR 2022.',
    },
    head: {
      sentence: 'LoRA 的收益高于只训练输出层。',
      generic: '“{1}”的收益高于“{0}”。',
      source: 'Hu et al., LoRA: low-rank adaptation of large language models, ICLR 2022.',
    },
    merge: {
      sentence: '把 LoRA 合并进权重后，除舍入外所有输出保持不变。',
      generic: '把“{0}”合并进权重后，除舍入外所有输出保持不变。',
      source: 'Hu et al. 2022，第 4.1 节：没有额外的推理延迟。',
    },
    removal: {
      sentence: '移除 LoRA 后恢复基础模型，逐位相同。',
      generic: '移除“{0}”后恢复基础模型，逐位相同。',
      source: 'Hu et al. 2022，第 4.1 节：在任务之间切换。',
    },
  },
  probes: {
    adapter: {
      name: '适配器文件',
      description: 'LoRA 在第一个种子中训练的内容，按 PEFT 的格式：名称与形状同 PyTorch 的 safetensors，外加配置文件。',
    },
    costs: { name: '训练了什么', description: '各组训练的参数个数、占基础模型的比例，以及 Adam 在一次运行中为它们占用的内存。' },
    text: { name: '采样文本', description: '各组在同一提示之后写出的文字，每一步使用相同的随机数；取第一个种子。' },
  },
};
