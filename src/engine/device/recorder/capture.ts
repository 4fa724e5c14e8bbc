/** Listens while a step runs eagerly and writes down the kernels it calls, or why they could not be replayed. */
import { Tensor, backend, engine } from '@tensorflow/tfjs-core';
import type { DataId, NamedAttrMap, NamedTensorMap } from '@tensorflow/tfjs-core';
import { observeCalls, sizeOf, writtenBy } from '../kernel.ts';
import type { Attributes, Dtype, KernelCall, KernelDefinition } from '../kernel.ts';
import { readCount } from '../read.ts';

/** Data that kernels read or write: those of a tensor that was there before, or an intermediate of the step. */
export interface Value {
  dataId: DataId;
  bytes: number;
  /** Outlives the step: state, data sets, live hyperparameters, the counter. Its place is never the recording's to choose. */
  persistent: boolean;
}

export interface Operand {
  name: string;
  value: Value;
  shape: number[];
  dtype: Dtype;
  write: boolean;
}

/** One kernel call. */
export interface Operation {
  definition: KernelDefinition;
  attributes: Attributes;
  operands: readonly Operand[];
}

export type Capture = { operations: Operation[] } | { reason: string };

/** The operand of a name; throws when the operation has none. */
export function operandOf(operation: Operation, name: string): Operand {
  const found = operation.operands.find((operand) => operand.name === name);
  if (!found) throw new Error(`${operation.definition.name} has no input or output called ${name}`);
  return found;
}

/** What makes a step unfit for replay: the first reason found. */
interface Objections {
  first: string | null;
  raise(reason: string): void;
}

function objections(): Objections {
  return {
    first: null,
    raise(reason) {
      this.first ??= reason;
    },
  };
}

/**
 * Does `work` and gives the kernel calls it made, in order. A reason instead when it read from the device, uploaded a host value or
 * called a kernel of tfjs's own that computes something: a replay would not do these.
 */
export function capture(work: () => void): Capture {
  const operations: Operation[] = [];
  const values = new Map<DataId, Value>();
  const produced = new Set<DataId>();
  const objection = objections();
  const readsBefore = readCount();

  const valueOf = (dataId: DataId, bytes: number, fresh: boolean): Value => {
    const known = values.get(dataId);
    if (known) return known;
    const value = { dataId, bytes, persistent: !fresh };
    values.set(dataId, value);
    return value;
  };
  const note = ({ definition, attributes, tensors }: KernelCall): void => {
    const written = writtenBy(definition);
    const operands = [...tensors].map(([name, { dataId, shape, dtype }]): Operand => {
      const fresh = name in (definition.outputs ?? {});
      if (fresh) produced.add(dataId);
      const value = valueOf(dataId, 4 * sizeOf(shape), fresh);
      return { name, value, shape, dtype: dtype === 'int32' ? 'int32' : 'float32', write: written.has(name) };
    });
    operations.push({ definition, attributes, operands });
  };

  const stop = watchDevice(objection, produced);
  try {
    observeCalls(note, work);
  } finally {
    stop();
  }
  if (readCount() !== readsBefore) objection.raise('it reads a tensor back to the host');
  return objection.first === null ? { operations: needed(operations) } : { reason: objection.first };
}

/** Objects to uploads, reads, and to kernels that make data without us seeing it. Gives what takes the hooks away again. */
function watchDevice(objection: Objections, produced: ReadonlySet<DataId>): () => void {
  const target = engine();
  const device = backend();
  const { write, readSync, read } = device;
  const runKernel = target.runKernel.bind(target);
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the signature of what it replaces
  target.runKernel = <T extends Tensor | Tensor[]>(name: string, inputs: NamedTensorMap, attrs?: NamedAttrMap): T => {
    const result = runKernel<T>(name, inputs, attrs);
    const given = new Set(Object.values(inputs).flatMap((input) => (input instanceof Tensor ? [input.dataId] : [])));
    const made: Tensor[] = [result].flat().filter((value) => value instanceof Tensor);
    if (made.some(({ dataId }) => !produced.has(dataId) && !given.has(dataId))) objection.raise(`it calls tfjs's own kernel ${name}`);
    return result;
  };
  device.write = (values, shape, dtype) => {
    if (values !== null && values !== undefined) objection.raise(`it uploads a host value of shape [${shape.join(', ')}]`);
    return write.call(device, values, shape, dtype);
  };
  device.readSync = (dataId) => {
    objection.raise('it reads a tensor back to the host');
    return readSync.call(device, dataId);
  };
  device.read = (dataId) => {
    objection.raise('it reads a tensor back to the host');
    return read.call(device, dataId);
  };
  return () => {
    // Deleting uncovers the methods of the prototypes again.
    for (const name of ['write', 'readSync', 'read']) Reflect.deleteProperty(device, name);
    Reflect.deleteProperty(target, 'runKernel');
  };
}

/** The operations whose results last or are read by one whose do. */
function needed(operations: readonly Operation[]): Operation[] {
  const wanted = new Set<Value>();
  const kept: Operation[] = [];
  for (const operation of [...operations].reverse()) {
    if (!operation.operands.some(({ value, write }) => write && (value.persistent || wanted.has(value)))) continue;
    for (const { value } of operation.operands) wanted.add(value);
    kept.push(operation);
  }
  return kept.reverse();
}
