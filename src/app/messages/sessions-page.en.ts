/** The words of the Sessions page, in English. */
export const sessionsPage = {
  title: 'Sessions',
  lead: 'What was run here, kept in this browser only. Open one to see its curves and verdicts again without training.',
  empty: 'Nothing has been run here yet. A session is kept as soon as it has taken its first steps.',
  toExperiments: 'Choose an experiment',
  name: 'Name',
  note: 'Note',
  notePlaceholder: 'What you noticed',
  star: (name: string) => `Star: ${name}`,
  open: 'Open',
  openNamed: (name: string) => `Open: ${name}`,
  resume: 'Resume',
  resumeNamed: (name: string) => `Resume: ${name}`,
  delete: 'Delete',
  deleteNamed: (name: string) => `Delete: ${name}`,
  deleted: (name: string) => `“${name}” was deleted.`,
  undo: 'Undo',
  export: 'Export',
  exportNamed: (name: string) => `Export as a file that imports again: ${name}`,
  csv: 'CSV',
  csvNamed: (name: string) => `Measures as CSV: ${name}`,
  import: 'Import a session',
  imported: (name: string) => `“${name}” was imported.`,
  importProblem: {
    notOne: (file: string) => `“${file}” is not a session that Ablate exported. Choose a file that ends in .ablate.json.`,
    newer: (file: string) => `“${file}” was exported by a newer version. Reload the page to get it, then import again.`,
    damaged: (file: string) => `“${file}” is a session, but parts of it are missing or changed. Export it again where it was made.`,
  },
  unfinished: (step: string, steps: string) => `step ${step} of ${steps}`,
  storage: {
    blocked: 'An earlier version of this page is open in another tab and holds the sessions. Close that tab and reload this one.',
    full: 'The browser has no room for more sessions. Delete some below, then run again; what is running goes on, but is not kept.',
    closed:
      'This browser keeps nothing for this page, as in a private window or where site data are blocked. Sessions last until the page is closed.',
  },
  foreign: (name: string) =>
    `“${name}” was made with settings that its experiment no longer has, so it cannot be opened. Its verdicts stay listed here.`,
};
