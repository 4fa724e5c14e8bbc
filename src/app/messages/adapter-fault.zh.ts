/** Why an adapter of a person's own cannot be used here, in Chinese. */
import { formatSetting } from '../format.ts';
import type { adapterFault as english } from './adapter-fault.en.ts';

type Fault = Parameters<typeof english>[0];
type Variant = Extract<Fault, { code: 'variant' }>['variant'];

const together = '请选择一起保存的两个文件。';
const another = '请另选一个。';

const variants: Readonly<Record<Variant, string>> = {
  use_dora: '它是 DoRA，还会缩放权重的列',
  rank_pattern: '它的各矩阵秩不同（rank_pattern）',
  alpha_pattern: '它的各矩阵 alpha 不同（alpha_pattern）',
  modules_to_save: '它附带整个模块（modules_to_save）',
  layers_to_transform: '它只适配部分块（layers_to_transform）',
  lora_bias: '它还训练偏置（lora_bias）',
  bias: '它还训练偏置（bias）',
  alora_invocation_tokens: '它只在某些词元之后起作用（aLoRA）',
  fan_in_fan_out: '它的权重以相反方向存储（fan_in_fan_out）',
};

function why(fault: Fault): string {
  switch (fault.code) {
    case 'file':
      return fault.stored === null
        ? '该文件不是此处能读取的 safetensors 文件，或已损坏。请另选一个文件，或重新生成。'
        : `${fault.stored.name} 的类型是 ${fault.stored.dtype}，此处只能读取 F32 和 I32。请另存为 F32。`;
    case 'missingTensor':
      return `其中没有 ${fault.name}。${together}`;
    case 'shape':
      return `${fault.name} 的形状是 ${fault.got}，而不是 ${fault.wanted}。请选择一起保存的两个文件，且适用于这个基础模型。`;
    case 'notFinite':
      return `${fault.name} 中有非有限的数。${another}`;
    case 'surplus':
      return `它适配的比其配置所写的更多。${together}`;
    case 'otherModel':
      return `它是在模型“${fault.named || '（无名称）'}”上训练的，而此处有 ${fault.known}。请选择适用于其中之一的适配器；adapter_config.json 中的 base_model_name_or_path 写明了模型。`;
    case 'configuration':
      return '它的配置不是 JSON 记录。请选择与它一起保存的 adapter_config.json。';
    case 'type':
      return `它的类型是 ${fault.got}，而不是 LORA。${another}`;
    case 'rank':
      return `它的秩是 ${fault.got}。${another}`;
    case 'alpha':
      return `它的 alpha 是 ${fault.got}。${another}`;
    case 'variant':
      return `${variants[fault.variant]}。${another}`;
    case 'noTargets':
      return '它的 target_modules 不是列表。请把各模块的名称写成列表。';
    case 'targets':
      return `它适配的是${fault.got === '' ? '空列表' : ` ${fault.got}`}，此处没有这样的矩阵选择。须为 query 和 value，或再加上 key 和 output，或再加上 up 和 down，或图像模型的 hidden1、hidden2 和 output。`;
    case 'highRank':
      return `它的秩是 ${fault.got}，此处最多只能训练 ${fault.most}。${another}`;
    case 'scaling':
      return `它的 alpha 与秩之比是 ${formatSetting(fault.got)}，此处只能训练 ${formatSetting(fault.min)} 到 ${formatSetting(fault.max)}。${another}`;
    case 'noHash':
      return '页面须经 HTTPS 或由本机提供，否则没有哈希值。';
  }
}

export const adapterFault: typeof english = (fault) => `此处不能使用这个适配器：${why(fault)}`;
