/** How long the arms of a session took, in a link: few points an arm, so that its curves can be drawn over time where they are received. */
import type { ByteReader, ByteWriter } from './bytes.ts';

/** Of one arm, and of all arms together unless that leaves too few of each. */
const mostPoints = 12;
const mostTogether = 96;
const fewest = 2;

/** By arm as trained: seconds of work on it at evenly spaced steps, the last of them the step that the results are of; none: not known. */
export type Times = readonly Float64Array[];

/** @param secondsAt - NaN where nobody told */
export function timesOf(arms: number, step: number, secondsAt: (arm: number, step: number) => number): Times {
  const points = Math.max(fewest, Math.min(mostPoints, step, Math.floor(mostTogether / Math.max(1, arms))));
  return Array.from({ length: arms }, (_, arm) => {
    // In milliseconds, as they are sent.
    const seconds = Float64Array.from({ length: points }, (__, i) => Math.round(1000 * secondsAt(arm, (step * (i + 1)) / points)) / 1000);
    return step > 0 && seconds.every((one) => Number.isFinite(one) && one >= 0) ? seconds : new Float64Array(0);
  });
}

/** Seconds of an arm by a step: straight lines between the points, and on at the last pace; NaN where they are not known. */
export function secondsOf(times: Times, last: number, arm: number, step: number): number {
  const own = times[arm];
  if (!own || own.length === 0) return NaN;
  const at = (step / last) * own.length;
  const index = Math.min(Math.floor(at), own.length - 1);
  const [before, after] = [index === 0 ? 0 : (own[index - 1] ?? NaN), own[index] ?? NaN];
  return before + (at - index) * (after - before);
}

export function writeTimes(writer: ByteWriter, times: Times): void {
  writer.count(times.length);
  for (const own of times) {
    writer.count(own.length);
    let last = 0;
    for (const seconds of own) {
      const milliseconds = Math.max(last, Math.round(1000 * seconds));
      writer.count(milliseconds - last);
      last = milliseconds;
    }
  }
}

export function readTimes(reader: ByteReader, mostArms: number): Times {
  return Array.from({ length: reader.count(mostArms) }, () => {
    let milliseconds = 0;
    return Float64Array.from({ length: reader.count(mostPoints) }, () => (milliseconds += reader.count(1e12)) / 1000);
  });
}
