/** What the module of our own WASM kernels offers. All places are byte offsets into tfjs's heap, which it works on. */
export { product, productWork } from './products';
