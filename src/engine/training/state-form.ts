/** The form of a population's state, as far as states that are kept outlive the build that took them. */

/**
 * Grows whenever what the numbers of a state mean changes while their names and sizes stay: a kept state of another form is never trained on
 * from. Other names or sizes are found out by themselves.
 */
export const stateForm = 1;

/** A state from elsewhere does not fit the program that is to go on from it: the start is still there. */
export class UnfitStateError extends Error {
  override name = 'UnfitStateError';
}
