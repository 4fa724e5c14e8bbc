/** The tokens' colours as a canvas needs them: resolved for the present theme. */

/** Colours by token name, each as `rgb(…)`. Resolves once per name; make a new one when the theme changes. */
export class Colours {
  readonly #known = new Map<string, string>();

  /** `host` must be in the document. */
  constructor(readonly host: HTMLElement) {}

  get(token: string): string {
    const known = this.#known.get(token);
    if (known !== undefined) return known;
    const probe = document.createElement('span');
    probe.style.color = `var(${token})`;
    // High contrast would give every token the one colour of text; a canvas tells arms and classes apart by theirs.
    probe.style.setProperty('forced-color-adjust', 'none');
    this.host.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    this.#known.set(token, color);
    return color;
  }

  /** With the given opacity. */
  faded(token: string, opacity: number): string {
    const [r, g, b] = this.channels(token);
    return `rgba(${r}, ${g}, ${b}, ${opacity})`;
  }

  channels(token: string): [number, number, number] {
    const [r = 0, g = 0, b = 0] = (this.get(token).match(/[\d.]+/g) ?? []).map(Number);
    return [r, g, b];
  }
}
