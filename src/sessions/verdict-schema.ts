/** The form in which verdicts are stored, checked when they are read back. */
import * as v from 'valibot';
import { randomSources, type Verdict } from '../experiment/claim.ts';

const status = v.picklist(['supported', 'refuted', 'inconclusive']);
const reason = v.picklist([
  'significant',
  'notSignificant',
  'holdsExactly',
  'failsExactly',
  'identical',
  'seedsDoNotVary',
  'tooFewSeeds',
  'diverged',
  'armMissing',
  'unfinished',
  'exploratory',
]);
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const finite = v.nullable(v.pipe(v.number(), v.finite()));

export const verdictSchema: v.GenericSchema<unknown, Verdict> = v.object({
  id: v.string(),
  status,
  reason,
  expected: v.nullable(status),
  kind: v.picklist(['declared', 'exploratory']),
  effect: finite,
  interval: v.nullable(v.tuple([v.pipe(v.number(), v.finite()), v.pipe(v.number(), v.finite())])),
  level: finite,
  p: finite,
  signFlipP: finite,
  seeds: count,
  look: count,
  diverged: count,
  varied: v.array(v.picklist(randomSources)),
});

/** An ISO date and time. */
export const dateSchema = v.pipe(v.string(), v.isoTimestamp());
