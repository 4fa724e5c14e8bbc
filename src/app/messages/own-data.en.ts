/** What is said of a person's own data, in English. */
import { formatCount } from '../format.ts';

const count = (number: number, one: string, many: string): string => `${formatCount(number)} ${number === 1 ? one : many}`;

export const ownData = {
  builtIn: 'In the program',
  own: 'Own data',
  facts: (rows: number, features: number, classes: number) =>
    `${count(rows, 'row', 'rows')}, ${count(features, 'feature', 'features')}, ${classes === 1 ? 'a number to predict' : count(classes, 'class', 'classes')}`,
  notHere: (hash: string) => `not in this browser (${hash})`,
  missing: (facts: string, hash: string) =>
    `These settings name data of somebody’s own that are not in this browser: ${facts}, hash ${hash}. Links never hold data. Open the file that they were made from; it is checked against the hash.`,
  openTable: 'Open a table (CSV)',
  drawPoints: 'Draw points',
  save: 'Save as CSV',
  remove: 'Remove from this browser',
  notKept: 'This browser keeps nothing for this page: own data stay until the page is left.',
  title: 'Own data from a table',
  drop: 'Drop a CSV file here, choose one, or paste its text. It stays in this browser.',
  choose: 'Choose a file',
  paste: 'Text of a table',
  read: 'Read the text',
  reading: (percent: string) => `Reading, ${percent} %`,
  cancel: 'Cancel',
  tooLarge: (size: string) => `The file has ${size} MB; at most 50 MB are read. Take a part of its rows.`,
  problems: {
    empty: 'There are no rows below the names of the columns. Choose another file.',
    oneColumn: 'There is one column only: nothing to learn from. Is the file really separated by commas, semicolons or tabs?',
    tooManyColumns: 'The table has more than 2,000 columns. Take a part of them.',
    unreadable: 'The file cannot be read as a table of text. Save it as CSV and open that.',
  },
  header: 'The first row holds the names',
  longRows: (rows: number) => `${count(rows, 'row has', 'rows have')} more cells than the first; the rest is left out.`,
  column: 'column',
  type: 'type',
  typeOf: (column: string) => `Type of ${column}`,
  types: { number: 'number', category: 'category', ignored: 'ignored' },
  targetTypes: { number: 'number to predict', category: 'classes' },
  target: 'target',
  targetOf: (column: string) => `Predict ${column}`,
  missingCells: 'missing',
  missingDone: { number: 'rows left out', category: 'a category of its own', ignored: 'ignored with the column', target: 'rows left out' },
  firstRows: 'first rows',
  different: (number: number) => `${formatCount(number)} different`,
  leftOut: (rows: number) => (rows === 0 ? '' : `${count(rows, 'row', 'rows')} left out.`),
  name: 'Name',
  use: 'Use this table',
  useInstead: 'Use it all the same',
  otherHash: (got: string, wanted: string) =>
    `These are other data than the link names: hash ${got} in place of ${wanted}. Choose the file, the types and the target as they were there.`,
  sameHash: 'These are the data that the link names.',
  tableProblems: {
    noFeatures: 'No column is left to learn from: at least one besides the target must be a number or a category.',
    tooManyFeatures: (got: number, max: number) =>
      `The columns make more than ${formatCount(max)} features (${formatCount(got)} and more). Ignore some.`,
    classes: (got: number, max: number) =>
      `The target has ${count(got, 'class', 'classes')}; from 2 to ${formatCount(max)} can be told apart. Choose another target, or predict its number.`,
    rows: (got: number, min: number, max: number) =>
      got < min
        ? `${count(got, 'row is', 'rows are')} left to learn from; at least ${formatCount(min)} are needed.`
        : `The table has ${formatCount(got)} rows to learn from, and at most ${formatCount(max)} are taken. Leave some out of the file.`,
    notNumbers: (column: string) => `No number can be read in “${column}”. Make it a category, or ignore it.`,
    constant: (column: string) => `“${column}” is the same number in every row: nothing to predict. Choose another target.`,
  },
  drawTitle: 'Points drawn by hand',
  drawHint:
    'Click or drag to set points of the chosen class. With the keyboard: arrow keys move the cross, Space sets a point, A and B choose the class, Backspace takes the last one back.',
  plane: 'Plane for points',
  classA: 'class A',
  classB: 'class B',
  drawn: (a: number, b: number) => `${count(a, 'point', 'points')} of A, ${formatCount(b)} of B`,
  needed: '. At least 10 points, of both classes.',
  undo: 'Take back',
  clear: 'Clear',
  usePoints: 'Use these points',
  pointsName: 'drawn points',
  failed: (why: string) => `The table could not be kept: ${why}.`,
};
