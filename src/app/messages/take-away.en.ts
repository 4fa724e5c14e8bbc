/** What is said of taking things away: the menu that exports, in English. */
export const takeAway = {
  export: 'Export',
  actions: 'Take away',
  exportTitle: 'Export this session',
  ofSession: 'Session',
  file: 'Session file',
  fileNote: 'Settings, measures and verdicts; imports again',
  csv: 'Measures as CSV',
  csvNote: 'One line for each measure, arm, seed and step',
  json: 'Measures as JSON',
  jsonNote: 'By arm, measure and seed, with means',
  nothingYet: 'Nothing has been measured yet: press Run first',
  jsonShort: 'JSON',
  jsonNamed: (name: string) => `Measures as JSON: ${name}`,
};
