/** Numbers as text: three significant digits, thousands separated, a true minus sign. The same in every language of the interface. */

const minus = '\u2212';
const superscripts: Readonly<Record<string, string>> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};

/** Three significant digits: "0.912", "12.3", "1,230", "3.2 × 10⁻⁶". Trailing zeros stay, they are digits that were measured. */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
  if (value === 0) return '0';
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size >= 1e7 || size < 1e-4) return scientific(rounded, digits);
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  return fixed(rounded, decimals);
}

/** With so many decimals, thousands separated. */
export function fixed(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  const [whole = '0', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  const isZero = Number(text) === 0;
  return `${value < 0 && !isZero ? minus : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** With its sign always shown, for effects. */
export function formatSigned(value: number): string {
  const text = formatNumber(value);
  return value > 0 ? `+${text}` : text;
}

/** A count: whole, thousands separated. */
export function formatCount(value: number): string {
  return fixed(Math.round(value), 0);
}

/** A setting as the person set it: no padding with zeros, no rounding that hides what is really used. */
export function formatSetting(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e7) {
    const [, fraction = ''] = String(Number(value.toPrecision(6))).split('.');
    return fixed(value, fraction.length);
  }
  return scientific(value, String(Number(value.toPrecision(6))).replace(/[^0-9].*$/, '').length || 1);
}

/** "0.1", or "0.03 – 0.3" where settings differ; what is no number is left out. */
export function settingRange(values: readonly number[]): string {
  const known = values.filter((value) => Number.isFinite(value));
  if (known.length === 0) return '–';
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  return least === greatest ? formatSetting(least) : `${formatSetting(least)} – ${formatSetting(greatest)}`;
}

/** "0.912 ± 0.004": both with the decimals that give the mean three digits, or more where the half-width would vanish. */
export function formatEstimate(mean: number, halfWidth: number | null): string {
  if (halfWidth === null || !Number.isFinite(halfWidth) || !Number.isFinite(mean)) return formatNumber(mean);
  const size = Math.max(Math.abs(mean), halfWidth);
  if (size === 0) return '0 ± 0';
  if (size >= 1e7 || size < 1e-4) return `${formatNumber(mean)} ± ${formatNumber(halfWidth, 2)}`;
  const forMean = 2 - Math.floor(Math.log10(size));
  const forWidth = halfWidth > 0 ? -Math.floor(Math.log10(halfWidth)) : 0;
  const decimals = Math.min(6, Math.max(0, forMean, forWidth));
  return `${fixed(mean, decimals)} ± ${fixed(halfWidth, decimals)}`;
}

/** "[−0.38, −0.24]" */
export function formatInterval([low, high]: readonly [number, number]): string {
  return `[${formatNumber(low)}, ${formatNumber(high)}]`;
}

/** p values: never "0", two digits when small. */
export function formatP(p: number): string {
  if (p < 1e-4) return '< 0.0001';
  return `= ${p < 0.0995 ? Number(p.toPrecision(2)).toString() : p.toFixed(2)}`;
}

export function formatPercent(share: number): string {
  return `${Math.floor(Math.min(1, Math.max(0, share)) * 100)} %`;
}

function scientific(value: number, digits: number): string {
  const [mantissa = '0', exponent = '0'] = Math.abs(value)
    .toExponential(Math.max(0, digits - 1))
    .split('e');
  const power = [...exponent.replace('+', '')].map((letter) => superscripts[letter] ?? '').join('');
  return `${value < 0 ? minus : ''}${mantissa} × 10${power}`;
}
