/** The view of an experiment's charts, and what of it stands in the address. */
import { decodeChartsView, defaultChartsView, encodeChartsView, type ChartsView } from '../../experiment/charts-view.ts';

/** Browsers refuse an address that changes with every movement of a wheel (milliseconds of rest before it is written). */
const rest = 150;

export class ChartsViewState {
  view = $state.raw<ChartsView>(defaultChartsView);
  /** Part of a query; follows the view once that rests. */
  link = $state('');
  #timer = 0;

  set(part: Partial<ChartsView>): void {
    this.view = { ...this.view, ...part };
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => (this.link = encodeChartsView(this.view)), rest);
  }

  read(parameters: URLSearchParams): void {
    window.clearTimeout(this.#timer);
    this.view = decodeChartsView(parameters);
    this.link = encodeChartsView(this.view);
  }
}
