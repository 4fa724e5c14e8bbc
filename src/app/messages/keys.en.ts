/** Texts about keys in English. */
export const keys = {
  title: 'Keys',
  open: 'Keys (?)',
  close: 'Close',
  note: 'They work wherever no text is being typed. Space and the arrow belong to a button, slider or chart that has the focus.',
  on: 'Single keys act',
  names: { space: 'space', right: '→', r: 'R', a: 'A', b: 'B', l: 'L', f: 'F', undo: 'Ctrl Z', help: '?' },
  does: {
    space: 'run, pause, go on',
    right: 'one step',
    r: 'reset: back to before the first step',
    a: 'add an arm: choose from the list with the arrows',
    b: 'the next arm becomes the baseline',
    l: 'log axis, or linear again',
    f: 'fork an arm at the crosshair, or where the session is',
    undo: 'undo the last live change',
    help: 'this list',
  },
  log: 'Log y axis.',
  linear: 'Linear y axis.',
};
