/** What the benchmark is to reach, and whether the rows of a run do. */
import type { Row } from './rows.ts';

interface Goal {
  text: string;
  /** Of a row that counts; null: the row is not about this goal. */
  reached(row: Row): boolean | null;
}

const small = 'mlp-2-16-16-2';
const isSmall = ({ workload }: Row): boolean => workload === small;

/** A ratio that rows of step times have to reach. */
function ratio(text: string, least: number, about: (row: Row) => boolean): Goal {
  return {
    text: `${text}: ${least}×`,
    reached: (row) => (row.metric === 'ms per step' && about(row) ? (row.ratio ?? 0) >= least : null),
  };
}

const against = (peer: string, device: string, runs: number) => (row: Row) =>
  row.peerName === peer && row.device === device && row.runs === runs;
const [jaxGpu, jaxWasm, fitGpu, fitWasm] = [
  against('jax-js', 'webgpu', 1),
  against('jax-js', 'wasm', 1),
  against('tfjs model.fit', 'webgpu', 1),
  against('tfjs model.fit', 'wasm', 1),
];

const goals: readonly Goal[] = [
  {
    text: `JavaScript per step, WebGPU, ${small}, against tfjs eager: 40×`,
    reached: (row) =>
      row.metric === 'JavaScript ms per step' && isSmall(row) && row.runs === 1 && row.peerName === 'tfjs eager'
        ? (row.ratio ?? 0) >= 40
        : null,
  },
  {
    text: `dispatches per step, ${small}: at most 16`,
    reached: (row) => (row.metric === 'dispatches per step' && isSmall(row) ? row.ours !== null && row.ours <= 16 : null),
  },
  ratio(`WebGPU against jax-js, ${small}`, 5, (row) => isSmall(row) && jaxGpu(row)),
  ratio('WebGPU against jax-js, the others', 1.3, (row) => !isSmall(row) && jaxGpu(row)),
  ratio(`WebGPU against jax-js, ${small}, 16 runs`, 20, (row) => isSmall(row) && against('jax-js', 'webgpu', 16)(row)),
  ratio('WASM against jax-js', 1.3, jaxWasm),
  ratio(`WASM against jax-js, ${small}, 16 runs`, 8, (row) => isSmall(row) && against('jax-js', 'wasm', 16)(row)),
  ratio(`WebGPU against model.fit, ${small}`, 30, (row) => isSmall(row) && fitGpu(row)),
  ratio('WebGPU against model.fit, the others', 5, (row) => !isSmall(row) && fitGpu(row)),
  ratio(`WASM against model.fit, ${small}`, 5, (row) => isSmall(row) && fitWasm(row)),
  ratio('WASM against model.fit, the others', 3, (row) => !isSmall(row) && fitWasm(row)),
  ratio(
    'against ConvNetJS, mlp-784-128-10, on WASM',
    10,
    (row) => row.workload === 'mlp-784-128-10' && against('ConvNetJS', 'wasm', 1)(row),
  ),
  {
    text: 'full page against bare loop: 0.95×',
    reached: (row) => (row.metric === 'steps per second, full page against bare loop' ? (row.ratio ?? 0) >= 0.95 : null),
  },
  {
    text: 'growth of tensors, buffers and memory over 20,000 steps: none',
    reached: (row) =>
      row.metric === 'tensors grown' || row.metric === 'GPU buffers grown' || row.metric === 'bytes grown' ? row.ours === 0 : null,
  },
  {
    // Collections leave some thousand bytes of the engine's own; 20,000 steps that leaked an object each would show a megabyte.
    text: 'growth of the heap over 20,000 steps: none past 64 kB',
    reached: (row) => (row.metric === 'heap bytes grown' ? row.ours !== null && row.ours < 65_536 : null),
  },
];

/** A line per goal: reached, missed with what was measured, or not measured. A peer that cannot run a workload is no comparison. */
export function goalLines(rows: readonly Row[]): string[] {
  return goals.map(({ text, reached }) => {
    const judged = rows.flatMap((one) => {
      const comparable = one.error === undefined || one.peerName === null;
      const verdict = comparable ? reached(one) : null;
      return verdict === null ? [] : [{ one, verdict }];
    });
    if (judged.length === 0) return `not measured  ${text}`;
    const missed = judged.filter(({ verdict }) => !verdict).map(({ one }) => `${one.workload} on ${one.device}: ${valueOf(one)}`);
    return missed.length === 0 ? `reached       ${text}` : `missed        ${text} (${missed.join('; ')})`;
  });
}

function valueOf({ ratio: found, ours, error }: Row): string {
  if (error !== undefined) return error;
  return found === null ? String(ours) : `${found.toPrecision(3)}×`;
}
