/**
 * Numbers that are too small to matter become 0 where optimizers keep them. What decays by a factor in each step (the weight of a pixel that is
 * always dark, the momentum of a unit that no longer fires) falls below the normal numbers of float32 after some thousand steps and stays there,
 * since rounding does not let it reach 0; processors take a hundred times as long for such numbers, in every product that they are part of.
 */

/** Below these a number counts as 0. A weight is far above the normal numbers' end, since it is multiplied; of a state only what is not normal. */
export const smallest = { weight: 2 ** -100, state: 2 ** -126 } as const;

/** Settles elements `from` … `to` − 1; what is not a number stays so. */
export function settle(values: Float32Array, from: number, to: number, limit: number): void {
  for (let i = from; i < to; i++) if (Math.abs(values[i] ?? 0) < limit) values[i] = 0;
}

/** The same of element `i` of an array, as statements in WGSL. */
export const settleWgsl = (array: string, limit: number): string => `if (abs(${array}[i]) < ${limit}) { ${array}[i] = 0.0; }`;
