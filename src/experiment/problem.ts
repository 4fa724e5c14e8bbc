/** What can be wrong with a configuration, as data that a page can translate, and as one English sentence for the command line. */
import type { Locale } from './experiment.ts';
import { describeFault, type NetworkFault } from './network/fault.ts';

/** What a name was meant to name. */
export type NameOf = 'field' | 'hyperparameter' | 'live' | 'arm' | 'preset' | 'device' | 'experiment';

/** `path` leads to the culprit: "values.learningRate", "arms.1.values.rate", "seeds". */
export type Problem = { path: string } & (
  | { code: 'unknownName'; kind: NameOf; got: string; possible: readonly string[]; nearest: string | null }
  | { code: 'unknownOption'; id: string; got: string; possible: readonly string[]; nearest: string | null }
  | { code: 'notNumber'; id: string; min: number; max: number; got: string }
  | { code: 'notInteger'; id: string; min: number; max: number; got: number }
  | { code: 'range'; id: string; min: number; max: number; got: number }
  /** A hyperparameter with one value for all arms was set in one arm. */
  | { code: 'sessionWide'; id: string; arm: string }
  | { code: 'duplicateArm'; arm: string }
  | { code: 'armCount'; min: number; max: number; got: number }
  /** A sweep goes over so many different values. */
  | { code: 'sweepCount'; min: number; max: number; got: number }
  | { code: 'eventCount'; max: number; got: number }
  /** An event that is not written as one. */
  | { code: 'eventForm'; got: string }
  /** An arm has values that cannot go together: why, by language. */
  | { code: 'impossible'; arm: string; sentences: Readonly<Record<Locale, string>> }
  /** A network is written wrongly, or does not fit its data; `arm` null: wherever it is used. */
  | { code: 'network'; id: string; arm: string | null; fault: NetworkFault }
  /** What an arm is called has so many characters. */
  | { code: 'armLabel'; min: number; max: number; got: string }
  /** An arm id is 1–40 letters, digits, "-" or "_". */
  | { code: 'armName'; got: string }
  /** Wrong kind of thing altogether: `expected` is "object", "list" or "text". */
  | { code: 'wrongType'; id: string; expected: string; got: string }
);

/** One sentence that says what is wrong and what would be right. */
export function describeProblem(problem: Problem): string {
  switch (problem.code) {
    case 'unknownName':
      return `There is no ${problem.kind === 'live' ? 'live hyperparameter' : problem.kind} "${problem.got}"${suggestion(problem)}`;
    case 'unknownOption':
      return `${problem.id} cannot be "${problem.got}"${suggestion(problem)}`;
    case 'notNumber':
      return `${problem.id} must be a number from ${problem.min} to ${problem.max}, not ${problem.got}.`;
    case 'notInteger':
      return `${problem.id} must be a whole number from ${problem.min} to ${problem.max}, not ${problem.got}.`;
    case 'range':
      return `${problem.id} must be from ${problem.min} to ${problem.max}, not ${problem.got}.`;
    case 'sessionWide':
      return `${problem.id} has one value for all arms: set it for the session, not for arm "${problem.arm}".`;
    case 'duplicateArm':
      return `Arm "${problem.arm}" is listed twice: name each arm once.`;
    case 'armCount':
      return `A session has ${problem.min} to ${problem.max} arms, not ${problem.got}.`;
    case 'sweepCount':
      return `A sweep goes over ${problem.min} to ${problem.max} different values, not ${problem.got}.`;
    case 'eventCount':
      return `A session has at most ${problem.max} events, not ${problem.got}.`;
    case 'eventForm':
      return `An event is written step:name=value or step:arm.name=value, as in 120:learningRate=0.03, not "${problem.got}".`;
    case 'impossible':
      return `Arm "${problem.arm}": ${problem.sentences.en}`;
    case 'network':
      return `${problem.id}${problem.arm === null ? '' : ` of arm "${problem.arm}"`}, ${describeFault(problem.fault)}`;
    case 'armLabel':
      return `An arm's name has ${problem.min} to ${problem.max} characters, not ${problem.got.trim().length}.`;
    case 'armName':
      return `An arm's id is 1 to 40 letters, digits, "-" or "_", not "${problem.got}".`;
    case 'wrongType':
      return `${problem.id} must be ${problem.expected === 'object' ? 'an object' : `a ${problem.expected}`}, not ${problem.got}.`;
  }
}

function suggestion({ nearest, possible }: { nearest: string | null; possible: readonly string[] }): string {
  if (nearest !== null) return `: did you mean "${nearest}"? Possible: ${possible.join(', ')}.`;
  return possible.length > 0 ? `. Possible: ${possible.join(', ')}.` : '.';
}

/** The candidate with the least edit distance to `name`, ignoring case; null when even that is more than a third of the letters away. */
export function nearestName(name: string, candidates: readonly string[]): string | null {
  const wanted = name.toLowerCase().slice(0, 80);
  let best: string | null = null;
  let least = Infinity;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance <= Math.max(1, Math.floor(Math.max(wanted.length, candidate.length) / 3)) && distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min(substitution, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
