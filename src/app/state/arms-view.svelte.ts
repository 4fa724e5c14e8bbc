/** How the page shows the arms of an experiment that is open: hidden ones, order, colours, baseline. */
import {
  baselineOf,
  keepingColours,
  listedArms,
  moved,
  plainView,
  recoloured,
  tidyView,
  type ArmsView,
} from '../../experiment/arms-view.ts';

export class ArmsViewState {
  value = $state.raw<ArmsView>(plainView);
  /** Ids of the configured arms. */
  readonly #arms: () => readonly string[];

  /** @param arms - ids of the arms in the session's order */
  constructor(arms: () => readonly string[]) {
    this.#arms = arms;
  }

  /** The configured arms as the settings list them, hidden ones too. */
  readonly listed = $derived.by(() => listedArms(this.value, this.#arms()));
  readonly baseline = $derived.by(() => baselineOf(this.value, this.#arms()));

  isHidden(arm: string): boolean {
    return this.value.hidden.includes(arm);
  }

  /** One arm stays in sight. */
  canHide(arm: string): boolean {
    return this.listed.some(({ id }) => id !== arm && !this.isHidden(id));
  }

  hide(arm: string, hidden: boolean): void {
    const others = this.value.hidden.filter((id) => id !== arm);
    this.#show({ ...this.value, hidden: hidden ? [...others, arm] : others });
  }

  compareWith(arm: string): void {
    this.#show({ ...this.value, baseline: arm });
  }

  /** The next arm in the list becomes the baseline; returns its id. */
  nextBaseline(): string | undefined {
    const { listed } = this;
    const at = listed.findIndex(({ id }) => id === this.baseline);
    const next = listed[(at + 1) % listed.length]?.id;
    if (next !== undefined) this.compareWith(next);
    return next;
  }

  move(arm: string, by: -1 | 1): void {
    this.value = moved(this.value, this.#arms(), arm, by);
  }

  recolour(arm: string, style: number): void {
    this.#show(recoloured(this.value, this.#arms(), arm, style));
  }

  /** Call with the arms as they were, after some came or went. */
  follow(before: readonly string[]): void {
    this.value = keepingColours(this.value, before, this.#arms());
  }

  #show(view: ArmsView): void {
    this.value = tidyView(view, this.#arms());
  }
}
