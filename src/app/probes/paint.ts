/** Draws a grid of probabilities: a wash of the two classes' colours, the boundary as an ink line, the training points on top. */
import type { Colours } from '../charts/colours.ts';
import type { GridProbe } from '../../worker/protocol.ts';
import { contour } from './contour.ts';

/** One picture of run `index` of the grid, filling the canvas. `scratch` is a canvas to reuse between pictures. */
export function paintGrid(canvas: HTMLCanvasElement, scratch: HTMLCanvasElement, grid: GridProbe, index: number, colours: Colours): void {
  const context = canvas.getContext('2d');
  const small = scratch.getContext('2d');
  if (!context || !small) return;
  const { width, height } = grid;
  const values = grid.values.subarray(index * width * height, (index + 1) * width * height);

  scratch.width = width;
  scratch.height = height;
  const image = small.createImageData(width, height);
  const wash = ramp(colours);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      // The first row of the grid is the lowest y, the first row of an image the topmost.
      const shade = 3 * Math.round(255 * Math.min(1, Math.max(0, values[row * width + column] ?? 0.5)));
      const to = 4 * ((height - 1 - row) * width + column);
      for (let channel = 0; channel < 3; channel++) image.data[to + channel] = wash[shade + channel] ?? 0;
      image.data[to + 3] = 255;
    }
  }
  small.putImageData(image, 0, 0);

  const pixels = canvas.width;
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  // Values sit at cell centres and the outermost centres are the edges: half a cell is cut off on every side.
  context.drawImage(scratch, 0.5, 0.5, width - 1, height - 1, 0, 0, pixels, canvas.height);

  const unit = pixels / 240;
  context.strokeStyle = colours.get('--ink');
  context.lineWidth = 1.25 * unit;
  context.lineJoin = 'round';
  context.beginPath();
  for (const [x0, y0, x1, y1] of contour(values, width, height, 0.5)) {
    context.moveTo(x0 * pixels, (1 - y0) * canvas.height);
    context.lineTo(x1 * pixels, (1 - y1) * canvas.height);
  }
  context.stroke();
  paintPoints(context, grid, index, colours, unit);
}

function paintPoints(context: CanvasRenderingContext2D, grid: GridProbe, index: number, colours: Colours, unit: number): void {
  const { x, y, points, pointsPerRun } = grid;
  const { width, height } = context.canvas;
  context.lineWidth = unit;
  context.strokeStyle = colours.get('--ground');
  const classes = [colours.get('--class-0'), colours.get('--class-1')] as const;
  const s = 2.8 * unit;
  for (let i = index * pointsPerRun; i < (index + 1) * pointsPerRun; i++) {
    const px = (((points[3 * i] ?? 0) - x[0]) / (x[1] - x[0])) * width;
    const py = (1 - ((points[3 * i + 1] ?? 0) - y[0]) / (y[1] - y[0])) * height;
    const one = points[3 * i + 2] === 1;
    context.fillStyle = one ? classes[1] : classes[0];
    context.beginPath();
    if (one) context.rect(px - s * 0.9, py - s * 0.9, 1.8 * s, 1.8 * s);
    else context.arc(px, py, s, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

/** 256 colours from class 0 over even to class 1; the ends are muted, so that points of the same colour stand out. */
function ramp(colours: Colours): Uint8ClampedArray {
  const even = colours.channels('--class-even');
  const ends = [colours.channels('--class-0'), colours.channels('--class-1')] as const;
  const table = new Uint8ClampedArray(3 * 256);
  for (let i = 0; i < 256; i++) {
    const lean = (i - 127.5) / 127.5;
    const end = lean < 0 ? ends[0] : ends[1];
    const share = 0.55 * Math.abs(lean) ** 0.8;
    for (let channel = 0; channel < 3; channel++) {
      table[3 * i + channel] = (even[channel] ?? 0) * (1 - share) + (end[channel] ?? 0) * share;
    }
  }
  return table;
}
