/** Texts about live changes in English. */
export const live = {
  departure: (count: number) => (count === 1 ? 'one live change while training' : `${count} live changes while training`),
  count: (max: number, got: number) => `A session has at most ${max} events, not ${got}.`,
  form: (got: string) => `An event is written “step:arm.name=value”, as in “120:*.learningRate=0.03”, not “${got}”.`,
};
