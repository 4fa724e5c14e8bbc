/** A figure as a picture. */
import type { Figure, PathShape, TextShape } from './figure.ts';

/** Pixels for each unit of the figure: sharp on paper and on dense screens. */
const density = 2;

/** `font`: a list of families as in CSS. Rejects where the browser makes no picture. */
export async function pngOf(figure: Figure, font: string): Promise<Uint8Array<ArrayBuffer>> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(figure.width * density);
  canvas.height = Math.round(figure.height * density);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no canvas to draw on');
  context.scale(density, density);
  context.fillStyle = figure.ground;
  context.fillRect(0, 0, figure.width, figure.height);
  for (const shape of figure.shapes) {
    context.save();
    if (shape.kind === 'path') drawPath(context, shape, figure.plot);
    else drawText(context, shape, font);
    context.restore();
  }
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, 'image/png');
  });
  if (!blob) throw new Error('this browser could not make a picture of the chart');
  return new Uint8Array(await blob.arrayBuffer());
}

function drawPath(context: CanvasRenderingContext2D, shape: PathShape, { left, top, width, height }: Figure['plot']): void {
  if (shape.inPlot) {
    context.beginPath();
    context.rect(left, top, width, height);
    context.clip();
  }
  const path = new Path2D(shape.d);
  context.globalAlpha = shape.opacity;
  if (shape.fill !== undefined) {
    context.fillStyle = shape.fill;
    context.fill(path);
  }
  if (shape.stroke === undefined) return;
  context.strokeStyle = shape.stroke;
  context.lineWidth = shape.width;
  context.lineJoin = 'round';
  context.setLineDash([...shape.dash]);
  context.stroke(path);
}

function drawText(context: CanvasRenderingContext2D, { text, x, y, size, colour, anchor, bold, upwards }: TextShape, font: string): void {
  context.fillStyle = colour;
  context.font = `${bold ? '600' : '400'} ${size}px ${font}`;
  context.textAlign = anchor === 'middle' ? 'center' : anchor;
  context.translate(x, y);
  if (upwards) context.rotate(-Math.PI / 2);
  context.fillText(text, 0, 0);
}
