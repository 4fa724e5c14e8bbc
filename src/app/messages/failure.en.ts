/** What is said when training stops with an error, in English. */

export const failure = {
  title: 'Training has stopped',
  kept: 'The curves so far are kept.',
  detail: 'Technical detail',
  deviceMissing: {
    what: 'The chosen device is not available.',
    why: 'This browser offers no adapter for it, or has switched it off.',
    todo: 'Choose another device in the header, or Automatic, and run again.',
  },
  checkpointUnfit: {
    what: 'A kept state does not fit this build.',
    why: 'Another build of the page kept it, with a network or optimizer of another form.',
    todo: 'Run again: the session then trains from the start.',
  },
  ownDataMissing: {
    what: 'The data of this session are not in this browser.',
    why: 'They are somebody’s own, and links never hold data.',
    todo: 'Open the file that they were made from under “data set”, then run again.',
  },
  dataMissing: {
    what: 'The data set could not be loaded.',
    why: 'The network is down, or the file is missing on the server.',
    todo: 'Check the connection and run again.',
  },
  outOfMemory: {
    what: 'The device has run out of memory.',
    why: 'All seeds and arms train at once, and together they do not fit.',
    todo: 'Lower the number of seeds or the size of the network, and run again.',
  },
  deviceLost: {
    what: 'The browser has taken the device away.',
    why: 'The driver was restarted, the computer slept, or a step took too long.',
    todo: 'Run again; if it happens again, choose WASM in the header.',
  },
  badRequest: {
    what: 'These settings cannot be trained.',
    why: 'The training worker rejected them.',
    todo: 'Reset the settings and run again.',
  },
  internal: {
    what: 'An unexpected error stopped the training.',
    why: 'This is a fault of Ablate, not of your settings.',
    todo: 'Run again; the technical detail helps to report it.',
  },
};
