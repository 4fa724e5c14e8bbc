/** A session as one file: JSON that holds everything that was kept of it, measures to the bit, and imports again. */
import * as v from 'valibot';
import { fromBase64, toBase64 } from './base64.ts';
import { parseKeptMeasures, parseKeptSession, type KeptMeasure, type KeptSession } from './kept-session.ts';

const format = 'ablate session';
const version = 1;

export interface SessionContent {
  session: KeptSession;
  measures: KeptMeasure[];
}

/** Why a file is not a session: `notOne` of ours, `newer` than this build reads, or `damaged`. */
export type FileProblem = 'notOne' | 'newer' | 'damaged';

export type ReadSession = { ok: true; content: SessionContent } | { ok: false; problem: FileProblem };

/** The text of the file. */
export function writeSessionFile({ session, measures }: SessionContent): string {
  const encoded = measures.map(({ measure, runs, steps, values }) => ({ measure, runs, steps: toBase64(steps), values: toBase64(values) }));
  return `${JSON.stringify({ format, version, session, measures: encoded }, null, 1)}\n`;
}

/** How a file of ours begins, also one that was cut off. */
const beginning = new RegExp(`^\\s*\\{\\s*"format":\\s*"${format}"`);

const envelope = v.object({
  format: v.literal(format),
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  session: v.unknown(),
  measures: v.array(v.object({ measure: v.string(), runs: v.number(), steps: v.string(), values: v.string() })),
});

/** Checks a file's text and reads it. */
export function readSessionFile(text: string): ReadSession {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), v.looseObject({ format: v.literal(format), version: v.number() })), text);
  if (!parsed.success) return { ok: false, problem: beginning.test(text) ? 'damaged' : 'notOne' };
  if (parsed.output.version > version) return { ok: false, problem: 'newer' };
  const whole = v.safeParse(envelope, parsed.output);
  const session = whole.success ? parseKeptSession(whole.output.session) : null;
  if (!whole.success || !session) return { ok: false, problem: 'damaged' };
  try {
    const decoded = whole.output.measures.map(({ measure, runs, steps, values }) => ({
      measure,
      runs,
      steps: new Int32Array(fromBase64(steps)),
      values: new Float32Array(fromBase64(values)),
    }));
    const measures = parseKeptMeasures(decoded);
    return measures.length === decoded.length ? { ok: true, content: { session, measures } } : { ok: false, problem: 'damaged' };
  } catch {
    return { ok: false, problem: 'damaged' };
  }
}
