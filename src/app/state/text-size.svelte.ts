/** How large text is on this page in terms of its usual size, by the browser's setting or a link for a projector: canvases have to be told. */
import { preferences } from './preferences.svelte.ts';

/** Pixels of a rem as browsers come. */
const usual = 16;

class TextSize {
  scale = $state(1);

  constructor() {
    const ruler = document.createElement('span');
    ruler.className = 'text-ruler';
    ruler.ariaHidden = 'true';
    document.body.append(ruler);
    const measure = (): void => {
      const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / usual;
      if (!(scale > 0) || scale === this.scale) return;
      this.scale = scale;
      preferences.appearance++;
    };
    measure();
    new ResizeObserver(measure).observe(ruler);
  }
}

export const textSize = new TextSize();
