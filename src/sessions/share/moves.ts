/** Where a session changed device, in a link: each name once, however often it went back and forth. */
import { eventLimits } from '../../experiment/events.ts';
import { limits } from '../../experiment/configuration.ts';
import { DamagedError, type ByteReader, type ByteWriter } from './bytes.ts';
import type { DeviceMove } from './results.ts';

/** As many as live changes: the first ones of more. */
const { max: mostMoves } = eventLimits.events;
/** Letters of a name, of at most 4 bytes each. */
const longestName = 80;

export function writeMoves(writer: ByteWriter, moves: readonly DeviceMove[]): void {
  const told = moves.slice(0, mostMoves).map(({ step, before, after }) => ({ step, before: short(before), after: short(after) }));
  const names = [...new Set(told.flatMap(({ before, after }) => [before, after]))];
  writer.count(names.length);
  for (const name of names) writer.text(name);
  writer.count(told.length);
  for (const { step, before, after } of told) {
    for (const count of [step, names.indexOf(before), names.indexOf(after)]) writer.count(count);
  }
}

const short = (name: string): string => name.slice(0, longestName);

export function readMoves(reader: ByteReader): DeviceMove[] {
  const names = Array.from({ length: reader.count(2 * mostMoves) }, () => reader.text(4 * longestName));
  const name = (): string => {
    const found = names[reader.count()];
    if (found === undefined) throw new DamagedError('A device has no name.');
    return found;
  };
  return Array.from({ length: reader.count(mostMoves) }, () => ({ step: reader.count(limits.steps.max), before: name(), after: name() }));
}

/** As the first version of the format had them: at the end, and nothing at all where there are none. */
export function readFirstMoves(reader: ByteReader): DeviceMove[] {
  if (reader.atEnd) return [];
  return Array.from({ length: reader.count(mostMoves) }, () => ({
    step: reader.count(limits.steps.max),
    before: reader.text(4 * longestName),
    after: reader.text(4 * longestName),
  }));
}
