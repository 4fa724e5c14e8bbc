/** Draws paths on a ground: its heights as a wash with lines of equal height, its lowest points, and the way of each arm. */
import type { Colours } from '../charts/colours.ts';
import { armColours, armStyle, markerPath } from '../charts/palette.ts';
import type { Ground } from '../../experiment/experiment.ts';
import { contour } from './contour.ts';
import { thinWay } from './thin-way.ts';

/** One arm's way: x, y pairs from the start on. */
export interface Way {
  /** Place in the palette. */
  style: number;
  points: ArrayLike<number>;
}

const side = 120;
const lines = 14;

export interface Relief {
  /** `[row · side + column]`, row 0 the lowest y. */
  heights: Float64Array;
  /** Share of the picture that is lower, 0 … 1, cell by cell. */
  ranks: Float64Array;
  /** Heights between which equally many cells lie: evenly spread lines on slopes of any steepness. */
  levels: number[];
}

/** The heights of the ground on a grid over its picture. */
export function reliefOf({ x, y, heightAt }: Pick<Ground, 'x' | 'y' | 'heightAt'>): Relief {
  const at = ([low, high]: readonly [number, number], cell: number): number => low + ((high - low) * cell) / (side - 1);
  const heights = Float64Array.from({ length: side * side }, (_, cell) => heightAt(at(x, cell % side), at(y, Math.floor(cell / side))));
  const order = Array.from(heights.keys()).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  const ranks = new Float64Array(heights.length);
  order.forEach((cell, place) => (ranks[cell] = place / (order.length - 1)));
  const levels = Array.from({ length: lines }, (_, k) => heights[order[Math.floor(((k + 0.5) / lines) * order.length)] ?? 0] ?? 0);
  return { heights, ranks, levels };
}

/** The ground alone. `scratch` is a canvas to reuse. */
export function paintGround(canvas: HTMLCanvasElement, scratch: HTMLCanvasElement, ground: Ground, relief: Relief, colours: Colours): void {
  const context = canvas.getContext('2d');
  const small = scratch.getContext('2d');
  if (!context || !small) return;
  const { width, height } = canvas;
  scratch.width = scratch.height = side;
  const image = small.createImageData(side, side);
  const [low, high] = [colours.channels('--ground'), colours.channels('--rule')];
  relief.ranks.forEach((rank, cell) => {
    const to = 4 * ((side - 1 - Math.floor(cell / side)) * side + (cell % side));
    // The deeper, the darker.
    for (let channel = 0; channel < 3; channel++) {
      image.data[to + channel] = (high[channel] ?? 0) * (1 - rank) + (low[channel] ?? 0) * rank;
    }
    image.data[to + 3] = 255;
  });
  small.putImageData(image, 0, 0);
  context.imageSmoothingQuality = 'high';
  context.drawImage(scratch, 0.5, 0.5, side - 1, side - 1, 0, 0, width, height);
  const unit = width / 480;
  context.lineWidth = unit;
  context.strokeStyle = colours.get('--rule-strong');
  context.beginPath();
  for (const level of relief.levels) {
    for (const [x0, y0, x1, y1] of contour(relief.heights, side, side, level)) {
      context.moveTo(x0 * width, (1 - y0) * height);
      context.lineTo(x1 * width, (1 - y1) * height);
    }
  }
  context.stroke();
  context.strokeStyle = colours.get('--ink-2');
  context.lineWidth = 1.5 * unit;
  context.beginPath();
  for (const [x, y] of ground.minima) {
    const [px, py] = place(ground, canvas, x, y);
    const s = 5 * unit;
    context.moveTo(px - s, py - s);
    context.lineTo(px + s, py + s);
    context.moveTo(px + s, py - s);
    context.lineTo(px - s, py + s);
  }
  context.stroke();
}

/** Paths over a ground that is painted already. A path that leaves the numbers ends there. */
export function paintWays(canvas: HTMLCanvasElement, ground: Ground, ways: readonly Way[], colours: Colours): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const unit = canvas.width / 480;
  context.lineJoin = 'round';
  for (const { style, points } of ways) {
    const { token, dash, marker } = armStyle(style);
    const way: [number, number][] = [];
    for (let i = 0; i + 1 < points.length; i += 2) {
      const [x = NaN, y = NaN] = [points[i], points[i + 1]];
      if (!Number.isFinite(x) || !Number.isFinite(y)) break;
      // Canvases take no coordinates beyond some millions.
      const [left, top] = place(ground, canvas, x, y);
      way.push([within(left), within(top)]);
    }
    const end = way.at(-1);
    if (!end) continue;
    // Beyond the last colour, dashes tell arms of one colour apart.
    context.setLineDash(style < armColours ? [] : dash.map((length) => 1.2 * unit * length));
    context.strokeStyle = colours.get(token);
    context.lineWidth = 1.75 * unit;
    for (const [first, ...others] of thinWay(way)) {
      const path = new Path2D();
      if (first) path.moveTo(...first);
      for (const point of others) path.lineTo(...point);
      context.stroke(path);
    }
    context.setLineDash([]);
    const end2d = new Path2D(markerPath(marker, ...end, 4.5 * unit));
    context.strokeStyle = colours.get('--ground');
    context.lineWidth = 1.5 * unit;
    context.stroke(end2d);
    context.fillStyle = colours.get(token);
    context.fill(end2d);
  }
}

/** The start as a ring. */
export function paintStart(canvas: HTMLCanvasElement, ground: Ground, x: number, y: number, colours: Colours): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const unit = canvas.width / 480;
  const [px, py] = place(ground, canvas, x, y);
  context.lineWidth = 2 * unit;
  context.strokeStyle = colours.get('--ink');
  context.beginPath();
  context.arc(px, py, 5 * unit, 0, 2 * Math.PI);
  context.stroke();
}

const within = (pixels: number): number => Math.min(1e5, Math.max(-1e5, pixels));

function place({ x, y }: Ground, { width, height }: { width: number; height: number }, u: number, v: number): [number, number] {
  return [((u - x[0]) / (x[1] - x[0])) * width, (1 - (v - y[0]) / (y[1] - y[0])) * height];
}
