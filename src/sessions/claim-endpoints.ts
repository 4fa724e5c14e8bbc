/** The endpoints of claims from a record: of single arms, or of arms over all values of a sweep. */
import type { Claim, Endpoint } from '../experiment/claim.ts';
import { sweptFrom } from '../experiment/configuration.ts';
import type { Sweep } from '../experiment/hyperparameter.ts';
import { sweepEndpoint } from '../experiment/sweep-endpoint.ts';
import type { Endpoints, EndpointValues } from '../experiment/verdict.ts';
import type { SessionRecord } from './record.ts';

/** The arms of a session as its configuration names them, each once however many values a sweep has. */
export const armsOfRecord = (record: SessionRecord): string[] => [...new Set(record.arms.map((id) => sweptFrom(id).arm))];

/** What `evaluateClaims` asks for: by claim id and by the arms of `armsOfRecord`. */
export function endpointsOf(record: SessionRecord, claims: readonly Claim[], sweep: Sweep | undefined): Endpoints {
  if (!sweep) return record.endpoints(claims);
  return Object.fromEntries(
    claims.map((claim) => [claim.id, Object.fromEntries(armsOfRecord(record).map((arm) => [arm, ofArm(record, claim, arm, sweep)]))]),
  );
}

/** One arm's endpoints, for a claim or anything else that has such. */
export function ofArm(
  record: SessionRecord,
  { endpoint: { measure, at, over } }: { endpoint: Endpoint },
  arm: string,
  sweep: Sweep | undefined,
): EndpointValues {
  const own = record.arms.flatMap((id, index) => (sweptFrom(id).arm === arm ? [index] : []));
  const read = (of: string): EndpointValues[] => own.map((index) => record.endpoint(of, at, index));
  const [first] = own;
  // An arm that stands outside the sweep is at its one value: its own best, of no range.
  if (over && own.length === 1 && sweptFrom(record.arms[first ?? 0] ?? '').index === null) {
    const { values, diverged } = record.endpoint(over.what === 'best' ? over.score : measure, at, first ?? 0);
    return over.what === 'best' ? { values, diverged } : { values: Float64Array.from(values, () => NaN), diverged };
  }
  if (sweep && over) return sweepEndpoint(over, sweep.values, read(measure), over.what === 'best' ? read(over.score) : [], record.seeds);
  if (first === undefined) throw new RangeError(`There is no arm "${arm}" among ${record.arms.join(', ')}.`);
  return record.endpoint(measure, at, first);
}
