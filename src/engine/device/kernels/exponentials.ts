/** The sums of exponentials that softmax losses start with, their largest logit taken out. */

/** `[largest, sum of exp(z − largest)]` of a row of z · scale. */
export function exponentials(z: Float32Array, base: number, classes: number, scale = 1): [top: number, sum: number] {
  let top = -Infinity;
  for (let c = base; c < base + classes; c++) top = Math.max(top, (z[c] ?? 0) * scale);
  let sum = 0;
  for (let c = base; c < base + classes; c++) sum += Math.exp((z[c] ?? 0) * scale - top);
  return [top, sum];
}

/** The same in WGSL with `exp_down`, for the row of `z` that starts at `base`; sets `top<suffix>` and `sum<suffix>`. */
export const exponentialsWgsl = (z: string, classes: number, scale = '1.0', suffix = ''): string => `
  var top${suffix} = ${z}[base] * ${scale}; var sum${suffix} = 0.0;
  for (var c = base + 1u; c < base + ${classes}u; c++) { top${suffix} = max(top${suffix}, ${z}[c] * ${scale}); }
  for (var c = base; c < base + ${classes}u; c++) { sum${suffix} += exp_down(${z}[c] * ${scale} - top${suffix}); }`;
