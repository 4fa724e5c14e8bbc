/** Ways in few lines: what is seen stays, and a way of any length becomes as few lines as a canvas strokes at once. */
import { describe, expect, it } from 'vitest';
import { thinWay, type Piece } from './thin-way.ts';

const count = (pieces: readonly Piece[]): number => pieces.reduce((sum, piece) => sum + piece.length - 1, 0);
const way = (length: number, at: (i: number) => [number, number]): [number, number][] => Array.from({ length }, (_, i) => at(i));

describe('a way', () => {
  it('of a few large steps is drawn whole, from its first point to its last', () => {
    const points = way(20, (i) => [40 * i, (i % 2) * 300]);
    const [piece, end] = thinWay(points);
    expect(piece).toEqual(points);
    expect(end).toEqual([points[19], points[19]]);
  });

  it('that hardly moves, or goes back and forth for ever, is a few lines', () => {
    const creeping = way(200_000, (i) => [100 + i / 1000, 50]);
    expect(count(thinWay(creeping))).toBeLessThan(210);
    const swinging = way(200_000, (i) => [i % 2 === 0 ? 100 : 700, 50]);
    expect(count(thinWay(swinging))).toBeLessThan(5);
  });

  it('that fills the picture keeps to the lines that it may have, near to where it went', () => {
    const wild = way(100_000, (i) => [480 + 400 * Math.sin(i * 1.7), 480 + 400 * Math.cos(i * 2.3)]);
    const pieces = thinWay(wild, 3000);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(520);
    expect(pieces.at(-1)?.at(-1)).toEqual(wild.at(-1));
    const corners = new Set(wild.map(([x, y]) => `${x} ${y}`));
    expect(pieces.flat().every(([x, y]) => corners.has(`${x} ${y}`))).toBe(true);
    const spiral = way(100_000, (i) => [480 + (i / 250) * Math.cos(i / 500), 480 + (i / 250) * Math.sin(i / 500)]);
    expect(count(thinWay(spiral, 3000))).toBeLessThan(3010);
  });

  it('without points is none', () => expect(thinWay([])).toEqual([]));
});
