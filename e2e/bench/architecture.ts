/** Names and shapes of a workload's parameters, for peers that build their networks by hand, and what they start with. */
import { streamKey } from '../../src/engine/random/streams.ts';
import { fillUniform } from '../../src/engine/random/uniform.ts';
import type { Workload } from '../../src/worker/benchmark/workloads.ts';

export interface ParameterShape {
  name: string;
  shape: number[];
}

const affine = (name: string, inputs: number, outputs: number): ParameterShape[] => [
  { name: `${name}/weights`, shape: [inputs, outputs] },
  { name: `${name}/bias`, shape: [outputs] },
];

const norm = (name: string, width: number): ParameterShape[] => [
  { name: `${name}/scale`, shape: [width] },
  { name: `${name}/shift`, shape: [width] },
];

/** Kernels `[out, in, 3, 3]` and their biases `[out, 1, 1]`: channels first. */
export function parameterShapes(workload: Workload): ParameterShape[] {
  switch (workload.kind) {
    case 'perceptron':
      return workload.sizes.slice(1).flatMap((outputs, i) => affine(`dense${i + 1}`, workload.sizes[i] ?? 0, outputs));
    case 'convolution': {
      const side = workload.size / 2 ** workload.channels.length;
      return [
        ...workload.channels.flatMap((outputs, i) => [
          { name: `convolution${i + 1}/kernels`, shape: [outputs, workload.channels[i - 1] ?? 1, 3, 3] },
          { name: `convolution${i + 1}/bias`, shape: [outputs, 1, 1] },
        ]),
        ...affine('dense1', side * side * (workload.channels.at(-1) ?? 1), workload.classes),
      ];
    }
    case 'transformer': {
      const { width, classes, context, layers } = workload;
      const block = (at: string): ParameterShape[] => [
        ...norm(`${at}/norm1`, width),
        ...['query', 'key', 'value', 'output'].flatMap((name) => affine(`${at}/${name}`, width, width)),
        ...norm(`${at}/norm2`, width),
        ...affine(`${at}/up`, width, 4 * width),
        ...affine(`${at}/down`, 4 * width, width),
      ];
      return [
        { name: 'tokens', shape: [classes, width] },
        { name: 'positions', shape: [context, width] },
        ...Array.from({ length: layers }, (_, i) => block(`block${i}`)).flat(),
        ...norm('norm', width),
        { name: 'head', shape: [width, classes] },
      ];
    }
  }
}

/** Zeros for biases and shifts, ones for scales, else uniform in ±1/√fan-in. */
export function startingValues(name: string, shape: readonly number[], run: number): Float32Array<ArrayBuffer> {
  const size = shape.reduce((product, length) => product * length, 1);
  const values = new Float32Array(size);
  if (name.endsWith('/bias') || name.endsWith('/shift')) return values;
  if (name.endsWith('/scale')) return values.fill(1);
  const fanIn = shape.length === 4 ? size / (shape[0] ?? 1) : (shape[0] ?? 1);
  fillUniform(values, ...streamKey(1, run, `benchmark/${name}`), 0);
  return values.map((value) => ((2 * value - 1) * 1) / Math.sqrt(fanIn));
}
