/** What the workloads train on: generated, so that nothing is fetched and every contender learns from the same numbers. */
import { streamKey } from '../../engine/random/streams.ts';
import { fillUniform, word } from '../../engine/random/uniform.ts';
import { examplesOf, featuresOf } from './workloads.ts';
import type { Workload } from './workloads.ts';

export interface BenchmarkExamples {
  /** `[examples, features]`: uniform noise, and a bright feature in the place of the class; empty for text. */
  features: Float32Array;
  /** `[examples]` classes; for text the tokens themselves, `[examples · context + 1]`. */
  labels: Int32Array;
}

/** The examples of a workload, the same on every call. */
export function examplesFor(workload: Workload): BenchmarkExamples {
  const [key0, key1] = streamKey(1, 0, `benchmark/${workload.id}`);
  const [count, width] = [examplesOf(workload), featuresOf(workload)];
  if (workload.kind === 'transformer') {
    // A walk over the vocabulary, so that the next token can be learned from the last.
    const labels = new Int32Array(count * width + 1);
    for (let i = 1; i < labels.length; i++) {
      labels[i] = ((labels[i - 1] ?? 0) + 1 + (word(key0, key1, i, 0) % 3)) % workload.classes;
    }
    return { features: new Float32Array(0), labels };
  }
  const features = new Float32Array(count * width);
  fillUniform(features, key0, key1, 0);
  const labels = Int32Array.from({ length: count }, (_, i) => i % workload.classes);
  labels.forEach((label, i) => {
    const bright = i * width + (label % width);
    features[bright] = (features[bright] ?? 0) + 1;
  });
  return { features, labels };
}
