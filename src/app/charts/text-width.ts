/** How wide text about is, where nothing can measure it. */

/** Widths in letters' sizes: of a letter, and of a Chinese character. */
const narrow = 0.56;
const wide = 1.02;

export function widthOf(text: string, size: number): number {
  return [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? wide : narrow), 0) * size;
}

/** The text in lines of at most about this width, broken at spaces. */
export function wrapped(text: string, width: number, size: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length === 0 || widthOf(longer, size) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines.filter((line) => line !== '');
}
