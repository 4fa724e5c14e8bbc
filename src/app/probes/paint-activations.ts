/** Draws activations as a picture of cells: examples down, features across, colours from negative over 0 to positive. */
import type { Colours } from '../charts/colours.ts';
import type { Cells } from './activations.ts';

/** Values beyond it have the colour of the end. */
export const limit = 3;

/** Fills the canvas, whose pixels are cells then; the page scales it without smoothing. */
export function paintActivations(canvas: HTMLCanvasElement, { examples, features, means }: Cells, colours: Colours): void {
  canvas.width = features;
  canvas.height = examples;
  const context = canvas.getContext('2d');
  if (!context) return;
  const image = context.createImageData(features, examples);
  const even = colours.channels('--class-even');
  const [negative, positive] = [colours.channels('--class-0'), colours.channels('--class-1')];
  means.forEach((mean, cell) => {
    // What is not finite shows as an end.
    const share = Number.isNaN(mean) ? 1 : Math.min(1, Math.abs(mean) / limit);
    const end = mean < 0 ? negative : positive;
    for (let channel = 0; channel < 3; channel++) {
      image.data[4 * cell + channel] = (even[channel] ?? 0) * (1 - share) + (end[channel] ?? 0) * share;
    }
    image.data[4 * cell + 3] = 255;
  });
  context.putImageData(image, 0, 0);
}
