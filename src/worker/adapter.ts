/** What a WebGPU adapter says of itself. Imports nothing, so that the page can ask before it loads the engine. */

/** True for adapters that compute on the processor: they name themselves in one of these ways. */
export function isSoftwareAdapter(info: GPUAdapterInfo): boolean {
  const names = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`;
  return info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render/i.test(names);
}

/** What the adapter calls itself, for people: "apple", "google swiftshader"; empty where it does not say. */
export function adapterName(info: GPUAdapterInfo): string {
  return [info.vendor, info.description || info.device || info.architecture].filter(Boolean).join(' ');
}
