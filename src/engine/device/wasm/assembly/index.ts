/** What the module of our own WASM kernels offers. All places are byte offsets into tfjs's heap, which it works on. */
export { columnGradientSums, columnInputGradient, columnStatistics, normalizeColumns } from './columns';
export { convolution, convolutionInputGradient, convolutionWeightGradients, convolutionWork, setWindows } from './convolution';
export { addPositions, embedding, embeddingGradient, gatherRows, moveHeads, sumExamples } from './data';
export { activationGradient, combine, elementwise, elementwiseGradient, pairwise, scale, scaleRows, settle } from './elementwise';
export { normalizeSets, setAffineGradient, setFixedGradient, setGradientSums, setInputGradient, setStatistics } from './normalization';
export { adam } from './optimizers';
export { averagePool, maxPool, maxPoolGradient } from './pooling';
export { product, productWork } from './products';
export { batchIndices, dropout } from './random';
export { attentionWeights, attentionWeightsGradient, rowSoftmax, rowSoftmaxGradient, softmaxCrossEntropy } from './rows';
export { addBias, sumOfSquares, sumRows } from './sums';
