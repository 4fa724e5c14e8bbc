/** Where the keyboard goes in the settings: to the learning rate, or into an arm that was just added. */

/** What every experiment that trains calls it. */
const learningRate = 'learningRate';

/** Sliders that can be seen: those of closed parts cannot be focused. */
function sliders(within: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`${within} [role="slider"]`)].filter((slider) => slider.checkVisibility());
}

/** To the slider of the learning rate, from one of them to that of the next arm; false where there is none. */
export function focusLearningRate(): boolean {
  const all = sliders(`[data-setting="${learningRate}"]`);
  const next = all[(all.findIndex((slider) => slider === document.activeElement) + 1) % all.length];
  next?.focus();
  return next !== undefined;
}

/** To the first value of an arm that can be dragged, else to its first button. */
export function focusArm(id: string): void {
  const arm = `[data-arm="${CSS.escape(id)}"]`;
  (sliders(arm)[0] ?? document.querySelector<HTMLElement>(`${arm} button`))?.focus();
}
