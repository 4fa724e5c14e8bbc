/**
 * Results as a short text for a link, and back with everything checked. The text is base64url of a version byte, a checksum, and what follows
 * deflated; a text that was cut, mistyped or is another session's is refused.
 */
import { deflateSync, inflateSync } from 'fflate';
import * as v from 'valibot';
import { limits } from '../../experiment/configuration.ts';
import { deviceSchema } from '../configuration-schema.ts';
import { ByteReader, ByteWriter, DamagedError, fromBase64Url, toBase64Url } from './bytes.ts';
import { murmur3, textHash } from './digest.ts';
import { readHalves, readValues, writeHalves, writeValues } from './quantise.ts';
import { readFirstMoves, readMoves, writeMoves } from './moves.ts';
import type { ResultCurve, ResultEndpoints, ResultMeasure, Results } from './results.ts';
import { readTimes, writeTimes } from './times.ts';

/** The second has seconds, and device changes in another form. */
const version = 2;
/** A text longer than this was not made here. */
const longestText = 16_000;
/** Points of a curve at most. */
export const mostPoints = 48;
const kinds = ['webgpu', 'wasm', 'cpu'] as const;
const mostRuns = 25 * limits.arms.max * limits.seeds.max;

/** Why results cannot be read. `otherSettings`: they were made with others than the rest of the link says. */
export type ResultsProblem = 'damaged' | 'newer' | 'tooLong' | 'otherSettings';
export type DecodedResults = { ok: true; results: Results } | { ok: false; problem: ResultsProblem };

/** @param settings - the configuration's part of the link, without what does not change the results: they are read with the same one only */
export function encodeResults(results: Results, settings: string): string {
  const writer = new ByteWriter();
  writer.count(textHash(settings));
  for (const count of [results.step, results.steps, results.seeds, results.look, Math.round(results.seconds * 1000)]) writer.count(count);
  const { kind, description, software, workers } = results.device;
  writer.count(kinds.indexOf(kind));
  writer.text(description);
  writer.count(Number(software));
  writer.count(workers);
  writer.text(results.build);
  writer.count(results.divergedAt.length);
  for (const at of results.divergedAt) writer.count(at === null ? 0 : at + 1);
  writer.count(results.measures.length);
  let last: Int32Array | null = null;
  for (const { id, digest, curves } of results.measures) {
    writer.text(id);
    writer.count(digest === null ? 0 : 1);
    if (digest !== null) writer.digest(digest);
    writer.count(curves.length);
    for (const curve of curves) {
      writeCurve(writer, curve, last);
      last = curve.steps;
    }
  }
  writer.count(results.endpoints.length);
  for (const endpoints of results.endpoints) writeEndpoints(writer, endpoints);
  writeMoves(writer, results.moves ?? []);
  writeTimes(writer, results.times ?? []);
  const packed = deflateSync(writer.bytes(), { level: 9 });
  const whole = new Uint8Array(5 + packed.length);
  whole[0] = version;
  new DataView(whole.buffer).setUint32(1, checksum(packed));
  whole.set(packed, 5);
  return toBase64Url(whole);
}

/** Never throws: what is not whole is a problem that a page can say. */
export function decodeResults(text: string, settings: string): DecodedResults {
  if (text.length > longestText) return { ok: false, problem: 'tooLong' };
  try {
    const whole = fromBase64Url(text);
    const packed = whole.subarray(5);
    const format = whole[0] ?? 0;
    if (format > version) return { ok: false, problem: 'newer' };
    const sum = whole.length < 5 ? -1 : new DataView(whole.buffer).getUint32(1);
    if (format < 1 || sum !== checksum(packed)) return { ok: false, problem: 'damaged' };
    const reader = new ByteReader(inflateSync(packed));
    if (reader.count() !== textHash(settings)) return { ok: false, problem: 'otherSettings' };
    const checked = v.safeParse(schema, read(reader, format));
    return checked.success && reader.atEnd ? { ok: true, results: checked.output } : { ok: false, problem: 'damaged' };
  } catch {
    // Whatever the bytes made a reader stumble over, they are not what was sent.
    return { ok: false, problem: 'damaged' };
  }
}

/** Over the bytes and their number, so that zeros at the end count. */
const checksum = (bytes: Uint8Array): number => murmur3(Uint32Array.from(bytes), bytes.length);

function writeCurve(writer: ByteWriter, { steps, mean, half, seeds }: ResultCurve, last: Int32Array | null): void {
  const same = last?.length === steps.length && steps.every((step, i) => step === last[i]);
  writer.count(same ? 0 : 1 + steps.length);
  if (!same) steps.forEach((step, i) => writer.count(step - (i === 0 ? 0 : (steps[i - 1] ?? 0))));
  writeValues(writer, [mean]);
  writeHalves(writer, half);
  writer.count(seeds?.length ?? 0);
  if (seeds) writeValues(writer, seeds);
}

function readCurve(reader: ByteReader, last: Int32Array): ResultCurve {
  const token = reader.count(mostPoints + 1);
  let step = 0;
  const steps = token === 0 ? last : Int32Array.from({ length: token - 1 }, () => (step += reader.count(limits.steps.max)));
  if (steps.some((one, i) => i > 0 && one <= (steps[i - 1] ?? 0))) throw new DamagedError('Steps do not ascend.');
  const [of] = readValues(reader, [steps.length]);
  if (!of) throw new DamagedError('A curve has no values.');
  const half = readHalves(reader, steps.length);
  const count = reader.count(limits.seeds.max);
  const seeds = count === 0 ? null : readValues(reader, new Array<number>(count).fill(steps.length)).map(({ values }) => values);
  return { steps, mean: of.values, half, seeds, error: of.error };
}

function writeEndpoints(writer: ByteWriter, { key, arms }: ResultEndpoints): void {
  writer.text(key);
  const single = arms.every(({ values }) => values.every((value) => Object.is(Math.fround(value), value)));
  writer.count(Number(single));
  writer.count(arms.length);
  for (const { values } of arms) {
    writer.count(values.length);
    for (const value of values) {
      if (single) writer.float32(value);
      else writer.float64(value);
    }
  }
  writer.flags(arms.flatMap(({ diverged }) => diverged));
}

function readEndpoints(reader: ByteReader): ResultEndpoints {
  const key = reader.text(120);
  const single = reader.count(1) === 1;
  const values = Array.from({ length: reader.count(limits.arms.max) }, () =>
    Float64Array.from({ length: reader.count(limits.seeds.max) }, () => (single ? reader.float32() : reader.float64())),
  );
  const flags = reader.flags(values.reduce((sum, { length }) => sum + length, 0));
  return { key, arms: values.map((own) => ({ values: own, diverged: flags.splice(0, own.length) })) };
}

function read(reader: ByteReader, format: number): unknown {
  const [step, steps, seeds, look, milliseconds] = [reader.count(), reader.count(), reader.count(), reader.count(), reader.count()];
  const device = { kind: kinds[reader.count(kinds.length - 1)], description: reader.text(200), software: reader.count(1) === 1 };
  const workers = reader.count(1024);
  const build = reader.text(60);
  const divergedAt = Array.from({ length: reader.count(mostRuns) }, () => {
    const token = reader.count(limits.steps.max + 1);
    return token === 0 ? null : token - 1;
  });
  let last: Int32Array = new Int32Array(0);
  const measures = Array.from({ length: reader.count(64) }, (): ResultMeasure => {
    const id = reader.text(60);
    const digest = reader.count(1) === 1 ? reader.digest() : null;
    const curves = Array.from({ length: reader.count(mostRuns) }, () => {
      const curve = readCurve(reader, last);
      last = curve.steps;
      return curve;
    });
    return { id, digest, curves };
  });
  const endpoints = Array.from({ length: reader.count(64) }, () => readEndpoints(reader));
  const moves = format === 1 ? readFirstMoves(reader) : readMoves(reader);
  const times = format === 1 ? [] : readTimes(reader, mostRuns);
  return {
    step,
    steps,
    seeds,
    look,
    seconds: milliseconds / 1000,
    device: { ...device, workers },
    build,
    divergedAt,
    measures,
    endpoints,
    ...(moves.length > 0 && { moves }),
    ...(times.length > 0 && { times }),
  };
}

const count = (min: number, max: number): v.GenericSchema<number, number> =>
  v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max));
const finiteOrNaN = v.pipe(
  v.instance(Float64Array),
  v.check((values) => values.every((value) => Number.isFinite(value) || Number.isNaN(value)), 'values are finite or absent'),
);

/** The reader sees to the form of the bytes; this to what the numbers may be. */
const schema: v.GenericSchema<unknown, Results> = v.pipe(
  v.object({
    step: count(0, limits.steps.max),
    steps: count(limits.steps.min, limits.steps.max),
    seeds: count(limits.seeds.min, limits.seeds.max),
    look: count(1, 16),
    seconds: v.pipe(v.number(), v.minValue(0), v.finite()),
    device: deviceSchema,
    build: v.string(),
    moves: v.exactOptional(v.array(v.object({ step: count(0, limits.steps.max), before: v.string(), after: v.string() }))),
    times: v.exactOptional(v.array(v.instance(Float64Array))),
    divergedAt: v.array(v.nullable(count(0, limits.steps.max))),
    measures: v.array(
      v.object({
        id: v.pipe(v.string(), v.minLength(1)),
        digest: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/))),
        curves: v.array(
          v.object({
            steps: v.instance(Int32Array),
            mean: finiteOrNaN,
            half: finiteOrNaN,
            seeds: v.nullable(v.array(finiteOrNaN)),
            error: finiteOrNaN,
          }),
        ),
      }),
    ),
    endpoints: v.array(
      v.object({
        key: v.pipe(v.string(), v.minLength(1)),
        arms: v.array(v.object({ values: v.instance(Float64Array), diverged: v.array(v.boolean()) })),
      }),
    ),
  }),
  v.check(({ step, steps }) => step <= steps, 'no session takes more steps than it has'),
  v.check(({ seeds, endpoints }) => endpoints.every(({ arms }) => arms.every(({ values }) => values.length === seeds)), 'one per seed'),
  v.check(
    ({ seeds, measures }) => measures.every(({ curves }) => curves.every((one) => (one.seeds?.length ?? seeds) === seeds)),
    'one per seed',
  ),
);
