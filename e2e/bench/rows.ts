/** The rows that the benchmark prints. */
export interface Row {
  workload: string;
  device: string;
  runs: number;
  metric: Metric;
  /** In the unit that the metric names; null where it could not be measured. */
  ours: number | null;
  peer: number | null;
  peerName: string | null;
  /** Above 1: ours is better. Null without a peer. */
  ratio: number | null;
  /** Only where something failed: what. */
  error?: string;
}

export const metrics = {
  'ms per step': 'less',
  'ms per step, all cores': 'less',
  'JavaScript ms per step': 'less',
  'dispatches per step': 'less',
  'ms to first step': 'less',
  'bytes held': 'less',
  'product GF/s': 'more',
  'steps per second, full page against bare loop': 'more',
  'tensors grown': 'less',
  'GPU buffers grown': 'less',
  'bytes grown': 'less',
  'heap bytes grown': 'less',
} as const;
export type Metric = keyof typeof metrics;

export type Subject = Pick<Row, 'workload' | 'device' | 'runs' | 'metric'>;

/** A row with its ratio, which is above 1 where ours is better. */
export function row(subject: Subject, ours: number | null, peerName: string | null = null, peer: number | null = null): Row {
  const better = metrics[subject.metric];
  const ratio = ours === null || peer === null ? null : better === 'less' ? peer / ours : ours / peer;
  return { ...subject, ours, peer, peerName, ratio: ratio !== null && Number.isFinite(ratio) ? ratio : null };
}

/** A row that says why there are no numbers. */
export function failure(subject: Subject, peerName: string | null, error: unknown): Row {
  return {
    ...subject,
    ours: null,
    peer: null,
    peerName,
    ratio: null,
    // The first line says what; Playwright's further ones say where it looked.
    error: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '',
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
