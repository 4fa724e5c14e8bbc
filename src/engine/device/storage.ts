/**
 * Where the tensors of each tfjs backend keep their data: allocating an output, sharing the data of an input that is updated in
 * place, and the typed array behind a tensor. The few fields of the backends used here are public at run time.
 */
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu/dist/base';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm/dist/base';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu/dist/base';
import { util } from '@tensorflow/tfjs-core';
import type { DataId, TensorInfo } from '@tensorflow/tfjs-core';

export type HostArray = Float32Array | Int32Array;

export interface Storage {
  make(shape: number[], dtype: 'float32' | 'int32'): TensorInfo;
  /** One more tensor refers to this data. */
  share(dataId: DataId): void;
}

function hostArray(values: unknown): HostArray {
  if (values instanceof Float32Array || values instanceof Int32Array) return values;
  throw new Error('the tensor is neither float32 nor int32');
}

export function cpuStorage(backend: unknown): Storage & { view(info: TensorInfo): HostArray } {
  if (!(backend instanceof MathBackendCPU)) throw new Error('not the cpu backend');
  return {
    make: (shape, dtype) => {
      const size = util.sizeFromShape(shape);
      return backend.makeTensorInfo(shape, dtype, dtype === 'int32' ? new Int32Array(size) : new Float32Array(size));
    },
    share: (dataId) => {
      backend.incRef(dataId);
    },
    view: (info) => hostArray(backend.data.get(info.dataId).values),
  };
}

export function wasmStorage(backend: unknown): Storage & { backend: BackendWasm; view(info: TensorInfo): HostArray } {
  if (!(backend instanceof BackendWasm)) throw new Error('not the WASM backend');
  return {
    backend,
    make: (shape, dtype) => backend.makeOutput(shape, dtype),
    share: (dataId) => {
      backend.incRef(dataId);
    },
    view: (info) => hostArray(backend.typedArrayFromHeap(info)),
  };
}

export function webgpuStorage(backend: unknown): Storage & { backend: WebGPUBackend } {
  if (!(backend instanceof WebGPUBackend)) throw new Error('not the WebGPU backend');
  return {
    backend,
    make: (shape, dtype) => backend.makeTensorInfo(shape, dtype),
    share: (dataId) => {
      backend.incRef(dataId);
    },
  };
}
