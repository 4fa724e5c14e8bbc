/** The frameworks that programs are written in: how a program is run, and what lies beside it whatever it trains. */
import { javascriptRandom } from './tensorflow-js/random.ts';
import { pythonRandom } from './python/random.ts';
import type { ProgramFiles } from './run-of-arm.ts';

export type Framework = 'pytorch' | 'tensorflowJs' | 'keras';

export interface Recipe {
  title: string;
  /** The file that is run. */
  main: string;
  /** Commands. */
  how: string;
  /** The command that only evaluates weights. */
  evaluate: string;
  /** The generator, and what names the packages. */
  beside: ProgramFiles;
}

const packages = { '@tensorflow/tfjs-backend-cpu': '4.22.0', '@tensorflow/tfjs-core': '4.22.0', '@tensorflow/tfjs-layers': '4.22.0' };

export const recipes: Readonly<Record<Framework, Recipe>> = {
  pytorch: {
    title: 'PyTorch',
    main: 'train.py',
    how: 'pip install numpy torch\npython train.py',
    evaluate: 'python train.py weights.safetensors',
    beside: { 'ablate_random.py': pythonRandom },
  },
  tensorflowJs: {
    title: 'TensorFlow.js',
    main: 'train.mjs',
    how: 'npm install\nnode train.mjs',
    evaluate: 'node train.mjs weights.safetensors',
    beside: {
      'random.mjs': javascriptRandom,
      'package.json': `${JSON.stringify({ private: true, type: 'module', dependencies: packages }, null, 2)}\n`,
    },
  },
  keras: {
    title: 'Keras 3',
    main: 'train.py',
    how: 'pip install numpy keras torch\nKERAS_BACKEND=torch python train.py',
    evaluate: 'KERAS_BACKEND=torch python train.py weights.safetensors',
    beside: { 'ablate_random.py': pythonRandom },
  },
};
