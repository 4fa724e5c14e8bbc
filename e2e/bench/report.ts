/** The benchmark for people: a table of rows. */
import { metrics } from './rows.ts';
import type { Row } from './rows.ts';

const digits = (value: number | null): string =>
  value === null
    ? '–'
    : Math.abs(value) >= 1e6
      ? value.toExponential(2)
      : value >= 1000
        ? Math.round(value).toLocaleString('en')
        : String(Number(value.toPrecision(3)));

function columns(one: Row): string[] {
  const { workload, device, runs, metric, ours, peer, peerName, ratio, error } = one;
  return [
    workload,
    device,
    String(runs),
    metric,
    digits(ours),
    digits(peer),
    peerName ?? '',
    error ?? (ratio === null ? '' : `${digits(ratio)}×`),
  ];
}

/** A line per row; ratios above 1 are in our favour. */
export function tableOf(rows: readonly Row[]): string {
  const order = Object.keys(metrics);
  const sorted = [...rows].sort((a, b) => order.indexOf(a.metric) - order.indexOf(b.metric));
  const lines = [['workload', 'device', 'runs', 'metric', 'ours', 'peer', 'peer is', 'ratio'], ...sorted.map(columns)];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0))) ?? [];
  const numeric = new Set([2, 4, 5]);
  return lines
    .map((line) =>
      line
        .map((cell, i) => (numeric.has(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
