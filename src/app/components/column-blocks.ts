/** How the columns of a wide table are broken into blocks, one below the other, so that a table never scrolls sideways. */

/** Rem that the first column, of the arms' names, and each further one ask for, with what stands between them. */
const [first, further] = [6.75, 7.75];

/**
 * Places of the columns, block by block, as evenly filled as can be.
 * @param width of the table in rem; 0 while it is not known: all columns stand side by side.
 */
export function columnBlocks(columns: number, width: number): number[][] {
  const all = Array.from({ length: columns }, (_, column) => column);
  const fit = Math.max(1, Math.floor((width - first) / further));
  if (width <= 0 || columns <= fit) return [all];
  const blocks = Math.ceil(columns / fit);
  const each = Math.ceil(columns / blocks);
  return Array.from({ length: blocks }, (_, block) => all.slice(block * each, (block + 1) * each)).filter((block) => block.length > 0);
}
