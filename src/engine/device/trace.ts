/** Lists the kernels that a piece of work calls, with shapes and attributes, and counts host values it uploads and reads it makes. */
import { backend, engine } from '@tensorflow/tfjs-core';
import { readCount } from './read.ts';

export interface Trace {
  /** One line per kernel call, in order; uploads of host values appear as lines of their own. */
  lines: string[];
  hostReads: number;
}

function isTensorLike(value: unknown): value is { shape: number[]; dtype: string } {
  return typeof value === 'object' && value !== null && 'shape' in value && 'dtype' in value && Array.isArray(value.shape);
}

function describe(inputs: object): string {
  return Object.entries(inputs)
    .map(([name, input]) => (isTensorLike(input) ? `${name}:${input.dtype}[${input.shape.join(',')}]` : name))
    .join(' ');
}

/** Runs `work` and reports what it asked of the device. The two hooks are removed again whatever happens. */
export function traced(work: () => void): Trace {
  const lines: string[] = [];
  const readsBefore = readCount();
  let hostReads = 0;
  const target = engine();
  const device = backend();
  const { write, readSync, read } = device;
  const runKernel = target.runKernel.bind(target);
  target.runKernel = (name, inputs, attrs) => {
    lines.push(`${name} ${describe(inputs)} ${JSON.stringify(attrs ?? {})}`);
    return runKernel(name, inputs, attrs);
  };
  device.write = (values, shape, dtype) => {
    if (values !== null && values !== undefined) lines.push(`upload ${dtype}[${shape.join(',')}] ${String(values).slice(0, 100)}`);
    return write.call(device, values, shape, dtype);
  };
  device.readSync = (dataId) => {
    hostReads++;
    return readSync.call(device, dataId);
  };
  device.read = (dataId) => {
    hostReads++;
    return read.call(device, dataId);
  };
  try {
    work();
  } finally {
    // Deleting uncovers the methods of the prototypes again.
    for (const name of ['write', 'readSync', 'read']) Reflect.deleteProperty(device, name);
    Reflect.deleteProperty(target, 'runKernel');
  }
  return { lines, hostReads: hostReads + readCount() - readsBefore };
}
