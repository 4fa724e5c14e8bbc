/** Plain float64 versions of the kernels, one run at a time: what the devices are compared with. */

/** `[rows, columns]` of a member of a batch. */
export interface Matrix {
  rows: number;
  columns: number;
  at(row: number, column: number): number;
}

export function matrix(data: ArrayLike<number>, rows: number, columns: number, start = 0): Matrix {
  return { rows, columns, at: (row, column) => data[start + row * columns + column] ?? NaN };
}

export const transposed = (m: Matrix): Matrix => ({ rows: m.columns, columns: m.rows, at: (row, column) => m.at(column, row) });

/** a · b, row-major. */
export function product(a: Matrix, b: Matrix): number[] {
  if (a.columns !== b.rows) throw new Error('the matrices do not fit');
  const result: number[] = [];
  for (let row = 0; row < a.rows; row++) {
    for (let column = 0; column < b.columns; column++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++) sum += a.at(row, k) * b.at(k, column);
      result.push(sum);
    }
  }
  return result;
}

export const activations = {
  linear: (z: number) => z,
  relu: (z: number) => Math.max(z, 0),
  tanh: (z: number) => Math.tanh(z),
  sigmoid: (z: number) => 1 / (1 + Math.exp(-z)),
};

export interface DenseShape {
  runs: number;
  rows: number;
  inputs: number;
  outputs: number;
}

/** `activation(x · weights + bias)` for every run. */
export function dense(
  { runs, rows, inputs, outputs }: DenseShape,
  tensors: { x: ArrayLike<number>; weights: ArrayLike<number>; bias: ArrayLike<number> },
  activation: keyof typeof activations,
): number[] {
  return Array.from({ length: runs }, (_, run) => {
    const x = matrix(tensors.x, rows, inputs, run * rows * inputs);
    const weights = matrix(tensors.weights, inputs, outputs, run * inputs * outputs);
    return product(x, weights).map((z, i) => activations[activation](z + (tensors.bias[run * outputs + (i % outputs)] ?? NaN)));
  }).flat();
}

/** Loss of each row and softmax probabilities, with the largest logit taken out first. */
export function crossEntropy(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): { losses: number[]; probabilities: number[] } {
  const losses: number[] = [];
  const probabilities: number[] = [];
  for (let row = 0; row < labels.length; row++) {
    const own = Array.from({ length: classes }, (_, c) => logits[row * classes + c] ?? NaN);
    const top = Math.max(...own);
    const exponentials = own.map((z) => Math.exp(z - top));
    const sum = exponentials.reduce((total, value) => total + value, 0);
    losses.push(Math.log(sum) + top - (own[labels[row] ?? 0] ?? NaN));
    probabilities.push(...exponentials.map((value) => value / sum));
  }
  return { losses, probabilities };
}
