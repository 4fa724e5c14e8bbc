/** The English words of the LoRA experiment. */
import type { ExperimentTexts } from '../../src/experiment/experiment.ts';

export const en: ExperimentTexts = {
  question: 'How much of fine-tuning does LoRA get with a fraction of the parameters?',
  summary:
    'A transformer that this project has trained to continue English text, character by character, learns Spanish. Full fine-tuning changes all of its weights; low-rank adaptation (LoRA) freezes them and trains the product of two thin matrices beside each; other arms train only the output layer. Watch the loss on Spanish fall, the loss on English rise (forgetting), and read what each model writes. Gain is how far the loss on held-out Spanish has fallen below that of the untouched base. One preset does the same with images.',
  arms: {
    full: 'full fine-tuning',
    head: 'head only',
    lora: 'LoRA',
    lora8: 'LoRA, rank 8',
    attention: 'LoRA, query and value',
    adapters: 'adapters',
    prefix: 'prefix',
    prompt: 'soft prompt',
    bitfit: 'BitFit',
  },
  presets: {
    small: {
      name: 'Small model',
      description:
        '110,400 parameters in two blocks of width 64. LoRA of rank 2 on all matrices of the blocks trains 4.2 % of them, the head alone 5.6 %.',
    },
    few: {
      name: 'Too few parameters',
      description: 'LoRA of rank 1 on query and value alone trains 0.5 % of the small model’s parameters: too few for either claim.',
    },
    base: {
      name: 'Base model',
      description:
        '813,952 parameters in four blocks of width 128. LoRA of rank 2 on all matrices of the blocks trains 2.3 % of them, the head alone 1.5 %. Slow without a GPU.',
    },
    images: {
      name: 'Images',
      description:
        'A classifier of clothes (Fashion-MNIST) learns digits (MNIST). LoRA of rank 4 on its three matrices trains 4.4 % of 118,282 parameters, the head alone 1.1 %.',
    },
    methods: {
      name: 'All methods',
      description: 'Nine ways of training the small model, from 0.5 % of its parameters to all of them.',
    },
  },
  hyperparameters: {
    method: { name: 'method', description: 'Which numbers are trained; all others stay as the base has them.' },
    rank: {
      name: 'rank',
      description: 'Columns of A and rows of B in LoRA: the more, the more the update can express and the more is trained.',
    },
    matrices: { name: 'matrices', description: 'Which matrices of each block LoRA adapts.' },
    scaling: { name: 'scaling', description: 'Alpha over rank: the factor of A · B in LoRA. It acts like a larger learning rate.' },
    adapter: {
      name: 'start from',
      description: 'An adapter that was trained before, from its two files: LoRA goes on from it, with its rank, matrices and scaling.',
    },
    bottleneck: { name: 'bottleneck', description: 'Units in the middle of each adapter.' },
    length: {
      name: 'length',
      description: 'Trained keys and values in front of those of every block (prefix), or vectors in front of the text (soft prompt).',
    },
    learningRate: { name: 'learning rate', description: 'How far Adam moves the trained numbers in one step. Each method has its own.' },
    model: { name: 'base model', description: 'The pre-trained model that is adapted.' },
    examples: { name: 'training examples', description: 'How many images of digits each seed draws for training.' },
    batchSize: { name: 'batch size', description: 'Windows of 64 characters, or images, in each training step.' },
    steps: { name: 'steps', description: 'Training steps of the session.' },
    temperature: { name: 'temperature', description: 'Sampled text only: below 1 likely characters become likelier, above 1 less so.' },
    topK: { name: 'top-k', description: 'Sampled text only: at most so many candidates for the next character; 0 is all of them.' },
    topP: { name: 'top-p', description: 'Sampled text only: the fewest candidates whose probabilities sum up to this.' },
  },
  options: {
    'method.full': 'full',
    'method.head': 'head only',
    'method.lora': 'LoRA',
    'method.adapters': 'adapters',
    'method.prefix': 'prefix',
    'method.prompt': 'soft prompt',
    'method.bitfit': 'BitFit',
    'adapter.none': 'a fresh start',
    'matrices.query-value': 'query and value',
    'matrices.attention': 'all of attention',
    'matrices.all': 'all of the block',
    'model.small': 'small',
    'model.base': 'base',
    'model.clothes': 'clothes (images)',
  },
  measures: {
    trainingLoss: 'training loss (minibatch)',
    newLoss: 'loss on Spanish',
    oldLoss: 'loss on English',
    digitsLoss: 'loss on digits',
    clothesLoss: 'loss on clothes',
    digitsAccuracy: 'accuracy on digits',
    clothesAccuracy: 'accuracy on clothes',
    gain: 'gain on what is new',
    perplexity: 'perplexity on Spanish',
    mergeDifference: 'largest difference of a logit after merging',
    removalDifference: 'largest difference of a logit from the base after removal',
  },
  impossible: {
    sequenceInImages:
      'A prefix or a soft prompt stands in front of a sequence, and an image here is none: choose another method or a language model.',
  },
  claims: {
    share: {
      sentence: 'LoRA gets at least 80 % of what full fine-tuning gains.',
      generic: '“{0}” gets at least 80 % of what “{1}” gains.',
      source: 'Hu, Shen, Wallis, Allen-Zhu, Li, Wang, Wang and Chen, LoRA: low-rank adaptation of large language models, ICLR 2022.',
    },
    head: {
      sentence: 'LoRA gains more than training the head alone.',
      generic: '“{1}” gains more than “{0}”.',
      source: 'Hu et al., LoRA: low-rank adaptation of large language models, ICLR 2022.',
    },
    merge: {
      sentence: 'Merging LoRA into the weights leaves every output as it is, but for rounding.',
      generic: 'Merging “{0}” into the weights leaves every output as it is, but for rounding.',
      source: 'Hu et al. 2022, section 4.1: no additional inference latency.',
    },
    removal: {
      sentence: 'Taking LoRA off gives the base back, to the bit.',
      generic: 'Taking “{0}” off gives the base back, to the bit.',
      source: 'Hu et al. 2022, section 4.1: switching between tasks.',
    },
  },
  probes: {
    adapter: {
      name: 'Adapter as files',
      description:
        'What LoRA has trained in its first seed, as PEFT keeps it: safetensors with the names and shapes of PyTorch, and a configuration.',
    },
    costs: {
      name: 'What is trained',
      description: 'Numbers that each arm trains, their share of the base’s, and the memory that Adam needs for them in one run.',
    },
    text: {
      name: 'Sampled text',
      description: 'What each arm writes after the same prompt, with the same random numbers at every step; its first seed.',
    },
  },
};
