/**
 * What the WGSL is written for: a graphics card hides the time of memory behind many threads, an adapter in software runs on the
 * processor's few cores, where each access to an array costs as much as twenty multiplications and large tiles pay. It decides how work
 * is divided between threads, never in which order numbers are added.
 */

export interface Target {
  software: boolean;
  /** Processor cores that share the work of a software adapter. */
  cores: number;
}

let current: Target = { software: false, cores: 1 };

/** Says which adapter the kernels that are built from now on run on. */
export function aimAt(info: Pick<GPUAdapterInfo, 'isFallbackAdapter' | 'architecture' | 'description'>): void {
  const software =
    info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/iu.test(`${info.architecture} ${info.description}`);
  const known = typeof navigator === 'undefined' ? undefined : (navigator.hardwareConcurrency as number | undefined);
  current = { software, cores: Math.min(Math.max(known ?? 2, 1), 8) };
}

export const target = (): Readonly<Target> => current;
